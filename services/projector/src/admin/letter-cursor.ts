import { topicName } from '@emberlog/api';
import { createProblem } from '@emberlog/service-kit';
import { z } from 'zod';

const letterCursor = z.strictObject({
  after: z.tuple([topicName, z.int().min(0).max(65_535), z.int().min(0)]),
  /** Letters appended from then on, ms UTC, came after the first page. */
  until: z.int().min(0),
});

/** Where a walk through dead letters goes on, and where it ends. */
export type LetterCursor = z.infer<typeof letterCursor>;

/** As an opaque text. Nothing is gained by making one up, so that it is not signed. */
export const cursorText = (cursor: LetterCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Throws a problem 400 for what is no cursor. `path` is where it was given. */
export const readCursor = (text: string, path: string): LetterCursor => {
  try {
    return letterCursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    const message = 'must be the next_cursor of an earlier reply';
    throw createProblem({
      status: 400,
      detail: `${path} ${message}`,
      errors: [{ path, code: 'cursor_invalid', message }],
    });
  }
};
