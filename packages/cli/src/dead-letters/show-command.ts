import type { DeadLetterReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { printable } from '../output/printable.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';
import { placeOf, placeText } from '../topic.ts';

/** Adds `dead-letters show`. */
export const addShow = (letters: Command, { to, done }: CommandContext): void => {
  const command = letters
    .command('show')
    .description('one record that could not be read, whole (exit 4: there is none)')
    .argument('<place>', 'topic/partition/offset, as list prints it')
    .option('--json', 'print it as one line of JSON, the value as base64 and as text')
    .action(async (text: string, flags: ServerFlags & { readonly json?: boolean }) => {
      const place = placeOf(text);
      const letter = await (await openAdmin(flags, to)).deadLetter(place);
      to.stdout.write(flags.json === true ? jsonLine(letter) : letterText(letter));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog dead-letters show votes/0/0');
};

const letterText = (letter: DeadLetterReply): string =>
  [
    `place     ${placeText(letter)}`,
    `appended  ${letter.appended}`,
    `key       ${letter.key}`,
    `reason    ${letter.reason}`,
    `today     ${letter.reason_now ?? 'can be read'}`,
    `state     ${letter.state}${stateDetail(letter)}`,
    letter.text === null
      ? `value     ${letter.bytes} bytes, not UTF-8, as base64: ${letter.value}`
      : `value     ${letter.text}`,
  ]
    .map((line) => `${printable(line)}\n`)
    .join('');

const stateDetail = ({ replayed_as: as, marked_at: at }: DeadLetterReply): string => {
  if (at === null) return '';
  return as === null ? `, dropped ${at}` : `, replayed as offset ${as} ${at}`;
};
