import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { started } from '../testing/contract/helpers.ts';
import { createQueue, type Queue } from './queue.ts';
import { createQueueTables } from './queue-schema.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

const minuteMs = 60_000;

describe('the bounds of the queue', () => {
  let database: DatabaseSync;
  let queue: Queue;
  let upkeep: Upkeep;
  let now: number;

  beforeEach(() => {
    database = new DatabaseSync(':memory:');
    createQueueTables(database);
    queue = createQueue(database);
    upkeep = createUpkeep(database, queue, 'me', {
      dedupeWindowMs: 10 * minuteMs,
      maxDedupeIds: 5,
      maxDeadLetters: 3,
      consumerExpiryMs: 60 * minuteMs,
    });
    now = Date.parse('2026-03-01T00:00:00Z');
    queue.register({ name: 'worker', types: ['reconcyl.stage.started.v1'] }, now);
  });
  afterEach(() => database.close());

  const publish = (n: number) => queue.publish(started(n), now, 10 * minuteMs);
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const claim = (limit = 1) => queue.claim({ consumer: 'worker', owner: 'me', limit, now, ackWaitMs: minuteMs }).claims;
  const pass = (minutes: number, running: string[]) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      now += minuteMs;
      upkeep.tidy(running, now);
    }
  };

  it('are kept by settling: nothing remains of a message that all consumers have settled', () => {
    queue.register({ name: 'other', types: ['reconcyl.stage.started.v1'] }, now);
    publish(1);
    expect([count('messages'), count('deliveries')]).toEqual([1, 2]);
    for (const taken of claim()) queue.settle(taken);
    expect([count('messages'), count('deliveries')]).toEqual([1, 1]);
    const { claims } = queue.claim({ consumer: 'other', owner: 'me', limit: 1, now, ackWaitMs: minuteMs });
    for (const taken of claims) queue.bury(taken, 'no', now);
    expect([count('messages'), count('deliveries'), count('dead_letters')]).toEqual([0, 0, 1]);
  });

  it('do not store an event that nobody wants', () => {
    queue.register({ name: 'worker', types: [] }, now);
    publish(1);
    expect([count('messages'), count('deliveries')]).toEqual([0, 0]);
  });

  it('show a consumer nothing that was published before it was registered', () => {
    publish(1);
    queue.register({ name: 'late', types: ['reconcyl.stage.started.v1'] }, now);
    publish(2);
    expect(queue.lag(now)).toMatchObject([
      { consumer: 'late', waiting: 1 },
      { consumer: 'worker', waiting: 2 },
    ]);
  });

  it('forget an event id after its window, and not before', () => {
    expect(publish(1)).toBe(true);
    pass(9, ['worker']);
    expect(publish(1)).toBe(false);
    pass(2, ['worker']);
    expect(count('published')).toBe(0);
    expect(publish(1)).toBe(true);
  });

  it('hold the window also where no upkeep has run', () => {
    publish(1);
    now += 11 * minuteMs;
    expect(publish(1)).toBe(true);
    expect(publish(1)).toBe(false);
  });

  it('keep the newest event ids up to their number', () => {
    for (let n = 0; n < 9; n += 1) {
      now += 1;
      publish(n);
    }
    upkeep.tidy(['worker'], now);
    expect(count('published')).toBe(5);
    expect([publish(8), publish(4), publish(3)]).toEqual([false, false, true]);
  });

  it('keep the newest dead letters', () => {
    for (let n = 0; n < 5; n += 1) publish(n);
    for (const taken of claim(5)) queue.bury(taken, `reason ${taken.seq}`, now);
    upkeep.tidy(['worker'], now);
    const reasons = database.prepare('SELECT reason FROM dead_letters ORDER BY seq').all();
    expect(reasons.map(({ reason }) => reason)).toEqual(['reason 3', 'reason 4', 'reason 5']);
  });

  it('forget a consumer, with its queue, that nobody runs while the bus is in use', () => {
    queue.register({ name: 'renamed', types: ['reconcyl.stage.started.v1'] }, now);
    publish(1);
    pass(55, ['worker']);
    expect(queue.lag(now).map(({ consumer }) => consumer)).toEqual(['renamed', 'worker']);
    pass(20, ['worker']);
    expect(queue.lag(now)).toMatchObject([{ consumer: 'worker', waiting: 1 }]);
    for (const taken of claim()) queue.settle(taken);
    expect([count('messages'), count('deliveries')]).toEqual([0, 0]);
  });

  it('do not count the time when the whole system was off', () => {
    pass(5, ['worker']);
    now += 30 * 24 * 60 * minuteMs;
    pass(5, []);
    expect(queue.lag(now)).toHaveLength(1);
  });
});
