import type { KeyScope } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { columns } from '../output/columns.ts';
import { jsonLine } from '../output/json-line.ts';
import {
  type ChangingKeyFlags,
  keyIdOption,
  type KeyFlags,
  scopesOption,
  withKeyOptions,
} from './key-options.ts';
import { expectFree, expectKnown, openKeyedPlace } from './keyed-place.ts';

/** Adds `keys` with its commands to the program. */
export const addKeys = (program: Command, context: CommandContext): void => {
  const keys = program
    .command('keys')
    .description('keys of a server that keeps its own, or those in a file of hashes');
  for (const add of [addCreate, addList, addRevoke]) add(keys, context);
};

const addCreate = (keys: Command, { to, done }: CommandContext): void => {
  const command = keys
    .command('create')
    .description('make a key, which is shown this once (exit 5: the id is taken)')
    .requiredOption(
      '--scope <scopes>',
      'write, import, read, sql, admin; several by commas',
      scopesOption,
    )
    .option('--id <id>', 'how it is called in lists and logs; else one is made up', keyIdOption)
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(async (flags: ChangingKeyFlags & { scope: KeyScope[]; id?: string }) => {
      const place = await openKeyedPlace(flags, to);
      if (flags.dryRun === true) {
        if (flags.id !== undefined) expectFree(await place.list(), flags.id);
        const words = { dry_run: true, id: flags.id ?? null, scopes: flags.scope };
        to.stdout.write(
          flags.json === true
            ? jsonLine(words)
            : `would make a key with the scopes ${flags.scope.join(', ')}\n`,
        );
      } else {
        const made = await place.create(flags.scope, flags.id);
        // Alone on standard output, so that it can be put into a variable.
        to.stdout.write(flags.json === true ? jsonLine(made) : `${made.key}\n`);
        if (flags.json !== true) {
          to.stderr.write(`key ${made.id} (${made.scopes.join(', ')}): it is not shown again\n`);
        }
      }
      done(EXIT.done);
    });
  withExamples(
    withKeyOptions(command),
    'emberlog keys create --scope read --id dashboard',
    'emberlog keys create --scope write,import --file ./keys.json',
  );
};

const addList = (keys: Command, { to, done }: CommandContext): void => {
  const command = keys
    .command('list')
    .description('ids and scopes, never a key')
    .action(async (flags: KeyFlags) => {
      const found = await (await openKeyedPlace(flags, to)).list();
      const rows = found.map(({ id, scopes, owner }) => [
        id,
        scopes.join(', '),
        owner ? 'by hand only' : 'keys revoke',
      ]);
      to.stdout.write(
        flags.json === true
          ? jsonLine({ keys: found })
          : columns(['id', 'scopes', 'changed'], rows),
      );
      done(EXIT.done);
    });
  withExamples(withKeyOptions(command), 'emberlog keys list');
};

const addRevoke = (keys: Command, { to, done }: CommandContext): void => {
  const command = keys
    .command('revoke')
    .description(
      'take a key back, at once (exit 4: there is none, 5: it is one of the owner’s five)',
    )
    .argument('<id>', 'as list prints it')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(async (id: string, flags: ChangingKeyFlags) => {
      const place = await openKeyedPlace(flags, to);
      const isDry = flags.dryRun === true;
      if (isDry) expectKnown(await place.list(), id);
      else await place.revoke(id);
      to.stdout.write(
        flags.json === true
          ? jsonLine({ dry_run: isDry, id, revoked: !isDry })
          : `${isDry ? 'would revoke' : 'revoked'} the key ${id}\n`,
      );
      done(EXIT.done);
    });
  withExamples(
    withKeyOptions(command),
    'emberlog keys revoke dashboard --dry-run',
    'emberlog keys revoke dashboard',
  );
};
