import { setTimeout as pause } from 'node:timers/promises';
import { createDigest, openJournal } from '@emberlog/digest';
import { createLogger } from '@emberlog/service-kit';
import { openBook, openLog, openTransport, usualParts } from '../world/open-parts.ts';
import { isSettled } from './is-settled.ts';
import { LIST, worldClock, type SendingOrder, type SendingWord } from './sending-order.ts';

// A process of its own, to be killed: it sends what is due, and ends once nothing is.
const { directory, port, ...order } = JSON.parse(process.argv[2] ?? '') as SendingOrder;
const say = (word: SendingWord): void => void process.stdout.write(`${word}\n`);

const clock = worldClock(order.clock);
const logger = createLogger({ name: 'digest', level: 'error' });
const log = openLog(directory, clock);
const book = openBook(directory);
const transport = openTransport(port);
const digest = await createDigest({
  ...{ ...usualParts(), log, book, transport, clock, logger },
  ...{ everyMs: 20, inDoubtAfterMs: 0 },
});
digest.start();
say('started');

const journal = await openJournal({ log, logger });
while (![...journal.all()].every((each) => isSettled(each, LIST))) await pause(20);
await digest.close();
await journal.close();
transport.close();
await book.close();
await log.close();
say('finished');
