import { LOGICS, type Logics } from '@emberlog/projector';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig, startStandalone } from '@emberlog/standalone';

// The product as a release would be that has a second logic of votes: whoever says anything of an
// item votes for it, also by taking a vote back. It ends by a kill only.
const withSecond = ({ votes, ...others }: Logics): Logics => {
  const [first] = votes.values();
  if (first === undefined) throw new Error('there is no logic of votes');
  const second: typeof first = (options) => {
    const made = first(options);
    return {
      ...made,
      resolve: async (batch, before) => {
        const casts = batch.map(({ origin, event }) => ({
          origin,
          event: { ...event, type: 'item.upvoted' as const },
        }));
        return await made.resolve(casts, before);
      },
    };
  };
  return { ...others, votes: new Map([...votes, [2, second]]) };
};

const read = readConfig(standaloneConfig, process.env);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
await startStandalone({
  config: read.config,
  logger: createLogger({ name: 'two-logics', level: 'warn' }),
  clock: Date.now,
  logics: withSecond(LOGICS),
});
