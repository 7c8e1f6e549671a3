import type { WriteStream } from 'node:tty';

/** One line that changes in a terminal, many lines elsewhere. */
export type ProgressLine = { readonly show: (line: string) => void; readonly end: () => void };

export const createProgressLine = (
  stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number },
): ProgressLine => {
  const clear = stream.isTTY === true ? '\r\u001b[2K' : '';
  return {
    show: (line) => {
      if (clear === '') stream.write(`${line}\n`);
      else stream.write(clear + line.slice(0, (stream.columns ?? 80) - 1));
    },
    end: () => stream.write(clear),
  };
};
