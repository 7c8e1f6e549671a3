import type { Projector } from '@emberlog/projector';

/** Resolves once every record known at the start is in the read model. */
export const untilCaughtUp = async ({
  status,
  onProgress,
}: Pick<Projector, 'onProgress' | 'status'>): Promise<void> => {
  let unregister = (): void => undefined;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (status() === null) resolve();
    };
    unregister = onProgress(look);
    look();
  });
  unregister();
};
