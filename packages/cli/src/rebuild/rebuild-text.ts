import type { RebuildReply } from '@emberlog/client';
import { EXIT } from '../exit-code.ts';
import { columns } from '../output/columns.ts';
import { printable } from '../output/printable.ts';

/** Whether nothing more will come of a rebuild. */
export const hasEnded = ({ state }: RebuildReply): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** One rebuild, table by table. */
export const rebuildText = (rebuild: RebuildReply): string => {
  const {
    id,
    state,
    trouble,
    view_window: window,
    logic,
    archive,
    dry_run: isDry,
    asked_at: asked,
  } = rebuild;
  const what = [
    `rebuild ${id}: ${state}, asked ${asked}`,
    ...(isDry ? ['dry run'] : []),
    ...(archive === null ? [] : [`from the archive ${archive.slice(0, 12)}`]),
    ...(logic === null ? [] : [`by logic ${logic}`]),
    ...(window === null ? [] : [`views count once in ${window}`]),
  ];
  const rows = rebuild.tables.map(({ table, step, done, total, drift }) => [
    table,
    step,
    done,
    total,
    drift === null ? '' : drift.differing,
    drift?.first ?? '',
  ]);
  return [
    `${what.join(', ')}\n`,
    ...(trouble === null ? [] : [`${printable(trouble)}\n`]),
    columns(['table', 'step', 'records', 'of', 'differing', 'first difference'], rows),
  ].join('');
};

/** One line for each. */
export const rebuildsText = (rebuilds: readonly RebuildReply[]): string =>
  rebuilds.length === 0
    ? 'none\n'
    : columns(
        ['id', 'asked', 'state', 'tables', 'trouble'],
        rebuilds.map(({ id, asked_at: asked, state, tables, trouble }) => [
          id,
          asked,
          state,
          tables.map(({ table }) => table).join(' '),
          trouble ?? '',
        ]),
      );

/** 0 where it is done and found nothing that differs, or is under way without trouble. */
export const exitOf = (rebuild: RebuildReply): number => {
  const { state, trouble, tables, accept_drift: isAccepted } = rebuild;
  const differs = tables.some(({ drift }) => drift !== null && drift.differing > 0);
  const isGood = state !== 'failed' && state !== 'cancelled' && trouble === null;
  return isGood && (!differs || isAccepted) ? EXIT.done : EXIT.attention;
};
