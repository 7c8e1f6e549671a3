import type { AddressesReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { columns } from '../output/columns.ts';
import { jsonLine } from '../output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';

type Flags = ServerFlags & { readonly json?: boolean };

/** Adds `addresses` with the command below it to the program. */
export const addAddresses = (program: Command, context: CommandContext): void => {
  const { to, done } = context;
  const command = program
    .command('addresses')
    .enablePositionalOptions()
    .description("how many readers' addresses there are, and which keys open them")
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: Flags) => {
      const reply = await (await openAdmin(flags, to)).addresses();
      to.stdout.write(flags.json === true ? jsonLine(reply) : addressesText(reply));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog addresses', 'emberlog addresses --json');
  addRotate(command, context);
};

const addRotate = (addresses: Command, { to, done }: CommandContext): void => {
  const command = addresses
    .command('rotate')
    .description(
      'wrap by the first of EMBERLOG_ADDRESS_KEYS what another wraps (exit 5: a key is missing)',
    )
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: Flags) => {
      const reply = await (await openAdmin(flags, to)).rotateAddresses();
      const { rewrapped, done: looked } = reply;
      const text = `${rewrapped} of ${looked} wrapped anew; "emberlog addresses" says which keys may go\n`;
      to.stdout.write(flags.json === true ? jsonLine(reply) : text);
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog addresses rotate');
};

const addressesText = ({ addresses, keys }: AddressesReply): string =>
  `${addresses} ${addresses === 1 ? 'address' : 'addresses'}\n${columns(
    ['key', 'state'],
    keys.map(({ id, wraps, in_use: inUse }) => [id, stateOf(wraps, inUse)]),
  )}`;

const stateOf = (wraps: boolean, inUse: boolean): string => {
  if (wraps) return 'wraps new ones';
  return inUse ? 'in use: rotate' : 'not in use: may be taken out';
};
