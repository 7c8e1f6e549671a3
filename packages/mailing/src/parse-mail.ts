import type { ParsedMail, simpleParser } from 'mailparser';

/** A message by a real parser, which is loaded with the first: most processes never read one. */
export const parseMail = async (
  bytes: Buffer,
  options: Parameters<typeof simpleParser>[1],
): Promise<ParsedMail> => {
  const parser = await import('mailparser');
  return await parser.simpleParser(bytes, options);
};
