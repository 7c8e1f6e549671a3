import { DEFAULT_VIEW_WINDOW_MINUTES, type Reader } from '@emberlog/clickhouse';
import type { NewRecord, Topic } from '@emberlog/event-log';
import { createItemProjection } from '../items/item-projection.ts';
import { readRecord, type Accept } from '../records/read-record.ts';
import { createViewProjection } from '../views/view-projection.ts';
import { createVoteProjection } from '../votes/vote-projection.ts';

/** Why the projector of this version would make a record a dead letter; null: it would not. */
export type WhyUnreadable = (record: NewRecord) => string | null;

/** Judges records as the projections do, without their state. */
export const createWhyUnreadable = (reader: Reader): WhyUnreadable => {
  // What is accepted depends on neither.
  const state = { reader, maxStateEntries: 1, windowMinutes: DEFAULT_VIEW_WINDOW_MINUTES };
  const accepts: Readonly<Record<Topic, Accept<unknown>>> = {
    'emberlog.items': createItemProjection().accept,
    'emberlog.votes': createVoteProjection(state).accept,
    'emberlog.views': createViewProjection(state).accept,
  };
  return (record) => {
    const read = readRecord({ ...record, ...NOWHERE }, ORIGIN, accepts[record.topic]);
    return 'reason' in read ? read.reason : null;
  };
};

const NOWHERE = { partition: 0, offset: 0, appended: 0 };
const ORIGIN = { kp: 0, off: 0, appended: 0, logged: 0, digest: '0' };
