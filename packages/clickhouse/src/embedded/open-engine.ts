import type { Session } from 'chdb';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectEngine, type EngineConnection } from './connect-engine.ts';
import { engineArguments } from './engine-arguments.ts';

export type EngineOptions = {
  readonly path: string;
  /** Directory of the engine's backups. @default none are made or restored */
  readonly backups?: string | undefined;
};

export type Engine = {
  /** Takes some 0.1 ms, so that every statement can have a connection of its own. */
  readonly connect: () => EngineConnection;
  /** Closes the engine once the last connection is closed. */
  readonly close: () => void;
};

/**
 * The engine of one data directory, statement by statement, for who serves it to others; a process
 * that only reads and writes uses `openEmbedded`. Rejects when another process has the directory.
 */
export const openEngine = async ({ path, backups }: EngineOptions): Promise<Engine> => {
  const directory = resolve(path);
  const { Session: Opened } = await import('chdb');
  const held = open(directory, Opened, engineArguments(backups));
  return {
    connect: () => connectEngine(directory, { held, Opened }),
    close: () => held.close(),
  };
};

const open = (directory: string, Opened: typeof Session, connectionArgs: string[]): Session => {
  const holder = holderOf(directory);
  try {
    mkdirSync(directory, { recursive: true });
    return new Opened(directory, { connectionArgs });
  } catch (cause) {
    const reason =
      holder === null
        ? 'Make it readable and writable for this process, on a disk with room'
        : `Process ${holder} holds it. Stop that process, or use another directory`;
    throw new Error(`the engine cannot open ${directory}. ${reason}.`, { cause });
  }
};

/** Process that the engine's own status file names, if it lives; the file outlasts a kill. */
const holderOf = (directory: string): number | null => {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(directory, 'status'), 'utf8'))?.[1]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
};
