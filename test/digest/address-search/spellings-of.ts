import { domainToASCII } from 'node:url';

/** How bytes look in base64 wherever they begin: what depends on their neighbours is left out. */
const inBase64 = (bytes: Buffer): readonly string[] =>
  (['base64', 'base64url'] as const).flatMap((encoding) =>
    [0, 1, 2].map((offset) =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString(encoding)
        .replace(/=+$/, '')
        .slice(offset === 0 ? 0 : offset + 1, -2),
    ),
  );

const escaped = (bytes: Buffer, mark: string, isPlain: (byte: number) => boolean): string =>
  [...bytes]
    .map((byte) =>
      isPlain(byte)
        ? String.fromCharCode(byte)
        : `${mark}${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');

const isLetter = (byte: number): boolean => /[A-Za-z0-9._-]/.test(String.fromCharCode(byte));

/** The bytes of everything that an address may be written as in a file or a line. */
export const spellingsOf = (address: string): readonly Buffer[] => {
  const at = address.lastIndexOf('@');
  const inAscii = `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
  const texts = [address, inAscii].flatMap((text) => [
    ...[text, text.toLowerCase(), text.toUpperCase()],
    // As it is sent: the domain alone does not tell apart great letters from small ones.
    `${text.slice(0, text.lastIndexOf('@'))}${text.slice(text.lastIndexOf('@')).toLowerCase()}`,
  ]);
  return [...new Set(texts)].flatMap((text) => {
    const bytes = Buffer.from(text);
    const escapes = [
      escaped(bytes, '%', isLetter),
      escaped(bytes, '%', (byte) => isLetter(byte) || byte === 0x40),
      escaped(bytes, '=', isLetter),
      escaped(bytes, '=', (byte) => byte > 0x20 && byte < 0x7f && byte !== 0x3d),
    ];
    const hex = bytes.toString('hex');
    return [
      bytes,
      Buffer.from(text, 'utf16le'),
      ...[...inBase64(bytes), hex, hex.toUpperCase(), ...escapes].map((each) => Buffer.from(each)),
      ...escapes.map((each) => Buffer.from(each.toLowerCase())),
    ];
  });
};

/** Names of the places that have an address in any spelling. */
export const placesWith = (
  places: ReadonlyMap<string, Buffer>,
  addresses: readonly string[],
): readonly string[] => {
  const needles = addresses.flatMap(spellingsOf);
  return [...places]
    .filter(([, bytes]) => needles.some((needle) => bytes.includes(needle)))
    .map(([name]) => name);
};
