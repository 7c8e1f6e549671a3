import {
  archiveDigest,
  MOST_PIECE_BYTES,
  offsetNumber,
  type ArchiveReply,
  type ArchivesReply,
} from '@emberlog/api';
import { createProblem, readQuery, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { JobArchives } from '../archive/job-archives.ts';
import type { PieceRefusal } from '../archive/archive-store.ts';
import { refusedForNow } from './refused-for-now.ts';

/** `/admin/v1/archives`: takes an archive of the log piece by piece, for the rebuild that is asked for next. */
export const createArchiveRoutes = (archives: () => JobArchives | null): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();
  const taken = (): JobArchives => {
    const found = archives();
    if (found !== null) return found;
    throw createProblem({ status: 409, detail: 'no archives are kept here' });
  };
  routes.get(
    '/admin/v1/archives',
    refusedForNow(async (c) => c.json<ArchivesReply>({ archives: [...(await taken().list())] })),
  );
  routes.put(
    '/admin/v1/archives/:digest',
    limitedPiece,
    refusedForNow(async (c) => {
      const digest = archiveDigest.safeParse(c.req.param('digest'));
      if (!digest.success) {
        const message = digest.error.issues[0]?.message ?? '';
        throw invalid('digest', 'invalid_digest', message);
      }
      const { at, size } = readQuery(c, placeQuery);
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      if (bytes.byteLength === 0)
        throw invalid('', 'empty', 'the body must have at least one byte');
      const answer = await taken().receive({ digest: digest.data, at, size, bytes });
      if ('digest' in answer) return c.json<ArchiveReply>(answer);
      throw 'unfinished' in answer
        ? createProblem({
            status: 409,
            detail: `the rebuild ${answer.unfinished} is not finished: wait for it, or cancel it`,
          })
        : problemOf(answer);
    }),
  );
  return routes;
};

const limitedPiece = bodyLimit({
  maxSize: MOST_PIECE_BYTES,
  onError: () => {
    throw createProblem({ status: 413, detail: `a piece has at most ${MOST_PIECE_BYTES} bytes` });
  },
});

const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/, { error: 'must be a whole number' })
  .transform(Number)
  .pipe(offsetNumber);

const placeQuery = z.object({
  /** Where the piece belongs, bytes from the beginning. */
  at: wholeNumber,
  /** Of the whole archive, bytes. */
  size: wholeNumber,
});

const invalid = (path: string, code: string, message: string) =>
  createProblem({
    status: 400,
    detail: `${path} ${message}`.trim(),
    errors: [{ path, code, message }],
  });

const problemOf = (refusal: PieceRefusal) => {
  switch (refusal.why) {
    case 'too large':
      return createProblem({
        status: 413,
        detail: `an archive has at most ${refusal.most} bytes here: export fewer topics`,
      });
    case 'no room':
      return createProblem({
        status: 507,
        detail: 'the disk of this process has not enough room for the archive: free some space',
      });
    case 'unwritable':
      return createProblem({
        status: 503,
        detail: `archives cannot be written here (${refusal.code}): look at the directory that is set for them`,
        headers: { 'Retry-After': '30' },
      });
    case 'place':
      return createProblem({
        status: 409,
        detail: `${refusal.bytes} bytes are here: the next piece begins there, and ends with the archive at the latest`,
        extensions: { bytes: refusal.bytes },
      });
    case 'another digest':
      return invalid(
        'digest',
        'another_digest',
        'is not that of the bytes that came: send them again',
      );
  }
};
