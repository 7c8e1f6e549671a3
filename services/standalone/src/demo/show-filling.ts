import { showProgress, type Progress, type ProgressOptions } from '@emberlog/terminal';

type Filling = { readonly sent: number; readonly total: number };

/** Shows how far the history of the demo is sent, with the rate and the time left. */
export const showFilling = (
  options: Pick<ProgressOptions<Filling>, 'stream' | 'clock'>,
): Progress<Filling> =>
  showProgress({
    ...options,
    keepLast: true,
    extent: ({ sent, total }) => ({ at: sent, of: total }),
    words: ({ sent, total }, { perSecond, secondsLeft }) =>
      `filling the history: ${sent} of ${total} events, ${perSecond(sent)} a second, ${secondsLeft ?? '?'} s left`,
  });
