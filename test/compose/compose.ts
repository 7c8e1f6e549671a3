import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How compose is called on this machine. */
type Command = readonly [string, ...string[]];

const COMMANDS: readonly Command[] = [['docker', 'compose'], ['docker-compose']];

/** The compose there is, version 2 before version 1. Rejects where there is none. */
const findCompose = async (): Promise<Command> => {
  for (const command of COMMANDS) {
    const [program, ...args] = command;
    const [answers] = await Promise.allSettled([
      promisify(execFile)(program, [...args, 'version']),
    ]);
    if (answers.status === 'fulfilled') return command;
  }
  throw new Error('neither "docker compose" nor "docker-compose" answers');
};

export type ComposeOptions = {
  readonly project: string;
  /** Holds the secrets, as `npm run compose:init` makes it. */
  readonly settingsFile: string;
  readonly env: Readonly<Record<string, string>>;
};

export type Compose = {
  /** Runs a command of compose in the foreground; rejects when it fails. */
  readonly run: (...args: readonly string[]) => Promise<void>;
  /** The same, and resolves with what it printed. */
  readonly read: (...args: readonly string[]) => Promise<string>;
};

/** The stack of the repository as a project of its own. */
export const openCompose = async (options: ComposeOptions): Promise<Compose> => {
  const [program, ...first] = await findCompose();
  const { project, settingsFile, env } = options;
  const given = [...first, '--project-name', project, '--env-file', settingsFile];
  const surroundings = { cwd: ROOT, env: { ...process.env, ...env } };
  return {
    run: async (...args) => {
      const child = spawn(program, [...given, ...args], { ...surroundings, stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) throw new Error(`compose ${args.join(' ')} ended with ${code}`);
    },
    read: async (...args) => {
      const { stdout } = await promisify(execFile)(program, [...given, ...args], {
        ...surroundings,
        maxBuffer: 64 * 1_024 * 1_024,
      });
      return stdout;
    },
  };
};
