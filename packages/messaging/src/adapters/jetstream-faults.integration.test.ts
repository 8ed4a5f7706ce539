import { type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bus, type ConsumeOptions, type Consumer, done, type Handler, reject } from '../bus.ts';
import { eventually, gate, recorder, started } from '../testing/contract/helpers.ts';
import { administer } from '../testing/jetstream/beside-the-bus.ts';
import { createJetstreamBus, type JetstreamBusOptions, type Notice } from './jetstream.ts';

describe('the JetStream bus when its server fails', { timeout: 120_000 }, () => {
  let server: NatsServer;
  let buses: Bus[];
  let consumers: Consumer[];
  let notices: Notice[];

  beforeEach(async () => {
    server = await startNats();
    buses = [];
    consumers = [];
    notices = [];
  });

  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.close(0)));
    await Promise.all(buses.map((bus) => bus.close()));
    await server.remove();
  });

  async function open(options: Partial<JetstreamBusOptions> = {}): Promise<Bus> {
    const bus = await createJetstreamBus({
      servers: server.url,
      streams: { maxBytes: 64e6, maxDeadBytes: 16e6 },
      onNotice: (notice) => notices.push(notice),
      ...options,
    });
    buses.push(bus);
    return bus;
  }

  async function consume(bus: Bus, options: Partial<ConsumeOptions> & { readonly handler: Handler }) {
    const types = ['reconcyl.stage.started.v1'] as const;
    const consumer = await bus.consume({ name: 'worker', types, concurrency: 1, ackWaitMs: 30_000, ...options });
    consumers.push(consumer);
    return consumer;
  }

  const heard = (kind: Notice['kind']) => notices.filter((notice) => notice.kind === kind).length;
  const isSettled = (bus: Bus, consumers = 1) =>
    eventually(async () => {
      const nothing = { waiting: 0, inFlight: 0 };
      expect(await bus.lag()).toMatchObject(Array(consumers).fill(nothing));
    }, 60_000);

  it('loses nothing that was acknowledged when it is killed while messages flow, and delivers all of it', async () => {
    const [publisher, other] = [await open(), await open()];
    const workers = [recorder(), recorder()];
    await consume(publisher, { concurrency: 3, ackWaitMs: 3000, handler: workers[0]?.handler ?? fail });
    await consume(other, { concurrency: 3, ackWaitMs: 3000, handler: workers[1]?.handler ?? fail });
    const resolved: number[] = [];
    let rejected = 0;
    let isOver = false;
    const publishing = (async () => {
      for (let n = 0; !isOver && n < 900; n += 1) {
        await publisher.publish(started(n)).then(
          () => resolved.push(n),
          () => rejected++,
        );
      }
    })();
    for (const goal of [40, 80, 120]) {
      await eventually(() => expect(resolved.length).toBeGreaterThan(goal), 60_000);
      await server.kill();
      await server.start();
    }
    await eventually(() => expect(resolved.length).toBeGreaterThan(160), 60_000);
    isOver = true;
    await publishing;
    await isSettled(publisher);
    const delivered = new Set(workers.flatMap((worker) => worker.numbers()));
    expect(resolved.filter((n) => !delivered.has(n))).toEqual([]);
    expect(heard('disconnected')).toBeGreaterThanOrEqual(3);
  });

  it('is waited for when it restarts, by one who publishes: within a bound', async () => {
    const bus = await open({ publishWithinMs: 30_000 });
    const worker = recorder();
    await consume(bus, { handler: worker.handler });
    await server.kill();
    await eventually(() => expect(heard('disconnected')).toBe(1));
    const published = bus.publish(started(1));
    await server.start();
    await published;
    await eventually(() => expect(worker.tries()).toEqual(['1#1']));
  });

  it('gets an event once more that it may not have stored before it was killed', async () => {
    const bus = await open({ publishWithinMs: 60_000 });
    const worker = recorder();
    await consume(bus, { handler: worker.handler });
    server.freeze();
    await eventually(() => expect(bus.ping()).rejects.toThrow());
    const published = bus.publish(started(1));
    await server.kill();
    await server.start();
    await published;
    await bus.publish(started(2));
    await eventually(() => expect(worker.numbers()).toEqual([1, 2]));
  });

  it('makes publishing and pinging fail within their bounds while it is gone, and again while it is frozen', async () => {
    const bus = await open({ publishWithinMs: 500 });
    const worker = recorder();
    await consume(bus, { handler: worker.handler });
    const away = { code: 'RECON_UNAVAILABLE' };
    server.freeze();
    // Its threads stop when they are next looked at, not at once.
    await eventually(() => expect(bus.ping()).rejects.toMatchObject(away));
    const begunAt = performance.now();
    await expect(bus.publish(started(1))).rejects.toMatchObject(away);
    await expect(bus.ping()).rejects.toMatchObject(away);
    expect(performance.now() - begunAt).toBeLessThan(10_000);
    // It answers no ping either: after a while another connection is sought, in vain until it is thawed.
    await eventually(() => expect(heard('disconnected')).toBe(1), 60_000);
    await expect(bus.publish(started(2))).rejects.toMatchObject(away);
    server.thaw();
    await eventually(() => expect(heard('reconnected')).toBe(1), 60_000);
    await bus.publish(started(3));
    await eventually(() => expect(worker.numbers()).toContain(3));

    await server.kill();
    await eventually(() => expect(heard('disconnected')).toBe(2));
    await expect(bus.publish(started(4))).rejects.toMatchObject(away);
    await expect(bus.ping()).rejects.toMatchObject(away);
    await expect(bus.lag()).rejects.toMatchObject(away);
    await expect(bus.deadLetters()).rejects.toMatchObject(away);
    await server.start();
    await eventually(() => bus.ping());
  });

  it('lets work in hand go on that says so, and does not begin it a second time', async () => {
    const ackWaitMs = 1000;
    const bus = await open();
    const work = gate();
    let beats: NodeJS.Timeout | undefined;
    const worker = recorder(async ({ heartbeat }) => {
      beats = setInterval(() => void heartbeat(), ackWaitMs / 4);
      await work.passed;
      clearInterval(beats);
      return done;
    });
    await consume(bus, { concurrency: 2, ackWaitMs, handler: worker.handler });
    await bus.publish(started(1));
    await eventually(() => expect(worker.tries()).toEqual(['1#1']));
    await server.kill();
    const goneAt = performance.now();
    // Away for longer than a message is left to a worker that says nothing.
    await eventually(() => expect(performance.now() - goneAt).toBeGreaterThan(2.5 * ackWaitMs));
    await server.start();
    await eventually(() => expect(heard('reconnected')).toBe(1));
    await bus.publish(started(2));
    await eventually(() => expect(worker.numbers()).toContain(2));
    work.open();
    await isSettled(bus);
    expect(worker.tries().sort()).toEqual(['1#1', '2#1']);
    expect(worker.deliveries[0]?.signal.aborted).toBe(false);
  });

  it('hears afterwards what was said of a message meanwhile', async () => {
    const bus = await open({ publishWithinMs: 30_000 });
    const [first, second] = [gate(), gate()];
    const worker = recorder(async ({ event }) => {
      await (event.subject === started(1).subject ? first : second).passed;
      return event.subject === started(1).subject ? done : reject('no');
    });
    await consume(bus, { concurrency: 2, handler: worker.handler });
    await bus.publish(started(1));
    await bus.publish(started(2));
    await eventually(() => expect(worker.numbers()).toEqual([1, 2]));
    await server.kill();
    await eventually(() => expect(heard('disconnected')).toBe(1));
    first.open();
    second.open();
    await server.start();
    await isSettled(bus);
    expect(worker.tries()).toEqual(['1#1', '2#1']);
    expect(await bus.deadLetters()).toMatchObject([{ reason: 'no', deliveryCount: 1 }]);
  });

  it('is made anew when it has lost its store: consumers go on, and what is published from then on is delivered', async () => {
    const [bus, publisher] = [await open(), await open({ publishWithinMs: 30_000 })];
    const worker = recorder();
    await consume(bus, { concurrency: 2, handler: worker.handler });
    await publisher.publish(started(1));
    await eventually(() => expect(worker.numbers()).toEqual([1]));
    await server.kill();
    await server.clear();
    await server.start();
    // At once, and from another connection: the consumer may not be there yet.
    for (const n of [2, 3, 4]) await publisher.publish(started(n));
    await eventually(() => expect(worker.numbers()).toEqual([1, 2, 3, 4]));
    await isSettled(bus);
    expect(notices.map(({ kind }) => kind)).toContain('missing');
    expect(notices.filter(({ kind }) => kind === 'ensured').map(({ detail }) => detail)).toContain(
      'The consumer worker of the message bus was created.',
    );
    // A rejected message finds its stream again, too.
    const rejecting = await consume(bus, { name: 'rejecting', handler: async () => reject('no') });
    await publisher.publish(started(5));
    await eventually(async () => expect(await bus.deadLetters()).toHaveLength(1));
    await rejecting.close(0);
  });

  it('is no end for a consumer that somebody deleted: nothing that was published meanwhile is lost', async () => {
    const bus = await open();
    const worker = recorder();
    await consume(bus, { handler: worker.handler });
    await bus.publish(started(1));
    await eventually(() => expect(worker.numbers()).toEqual([1]));
    await administer(server.url, async (jsm) => {
      await jsm.consumers.delete('reconcyl_events', 'worker');
    });
    for (const n of [2, 3]) await bus.publish(started(n));
    await eventually(() => expect(worker.numbers()).toEqual(expect.arrayContaining([1, 2, 3])));
    await isSettled(bus);
  });

  it('is no end for a consumer whose service may not make it, once a bus that makes it for that service looks', async () => {
    const types = ['reconcyl.stage.started.v1'] as const;
    const declaration = { name: 'worker', types, concurrency: 1, ackWaitMs: 30_000 };
    const status = await open({ consumers: [declaration] });
    const bus = await open({ ensure: 'check' });
    const worker = recorder();
    await consume(bus, { handler: worker.handler });
    await bus.publish(started(1));
    await eventually(() => expect(worker.numbers()).toEqual([1]));
    await administer(server.url, async (jsm) => {
      await jsm.consumers.delete('reconcyl_events', 'worker');
    });
    await bus.publish(started(2));
    // It sees what is lost, and cannot help it.
    expect(await bus.lag()).toEqual([]);
    expect(await status.lag()).toMatchObject([{ consumer: 'worker' }]);
    await eventually(() => expect(worker.numbers()).toContain(2), 60_000);
    await isSettled(status);
    expect(notices.filter(({ kind }) => kind === 'ensured').map(({ detail }) => detail)).toEqual(
      expect.arrayContaining(['The consumer worker of the message bus was created.']),
    );
  });

  it('does not keep a consumer or a bus from being closed', async () => {
    const bus = await open();
    const stuck = recorder(() => new Promise<never>(() => undefined));
    const consumer = await consume(bus, { ackWaitMs: 3600_000, handler: stuck.handler });
    await bus.publish(started(1));
    await eventually(() => expect(stuck.numbers()).toEqual([1]));
    await server.kill();
    const begunAt = performance.now();
    await consumer.close(100);
    await bus.close();
    expect(performance.now() - begunAt).toBeLessThan(15_000);
    expect(stuck.deliveries[0]?.signal.aborted).toBe(true);
  });

  it('is an error when it is not there in the beginning', async () => {
    await server.kill();
    await expect(open({ connectWithinMs: 500 })).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE' });
  });

  it('does not fill with what is settled: there is room for new events, and nobody misses one', async () => {
    const bus = await open({ streams: { maxBytes: 60_000, maxDeadBytes: 16e6 } });
    const [quick, slow] = [recorder(), recorder()];
    await consume(bus, { concurrency: 8, handler: quick.handler });
    await consume(bus, { name: 'slow', handler: slow.handler });
    // One that never has anything to do does not keep the others' messages.
    await consume(bus, { name: 'idle', types: ['reconcyl.files.normalized.v1'], handler: fail });
    const count = 400;
    for (let n = 0; n < count; n += 1) {
      if (n % 20 === 0) await isSettled(bus, 3);
      await bus.publish(started(n));
    }
    await isSettled(bus, 3);
    const all = Array.from({ length: count }, (_, n) => n);
    expect(quick.numbers().sort((left, right) => left - right)).toEqual(all);
    expect(slow.numbers()).toEqual(all);
    expect(notices.filter(({ kind }) => kind === 'filling')).toEqual([]);
  });

  it('is told of in time when it fills with what nobody works on', async () => {
    const bus = await open({ streams: { maxBytes: 20_000, maxDeadBytes: 16e6 } });
    const consumer = await consume(bus, { handler: fail });
    consumer.pause();
    for (let n = 0; heard('filling') === 0 && n < 100; n += 1) {
      await bus.publish(started(n));
      await bus.lag();
    }
    await bus.lag();
    expect(notices.filter(({ kind }) => kind === 'filling')).toMatchObject([
      { detail: expect.stringMatching(/7\d %/) },
    ]);
  });

  it('refuses events when its stream is full, keeps what waits, and says so', async () => {
    const bus = await open({ streams: { maxBytes: 20_000, maxDeadBytes: 16e6 } });
    const work = gate();
    const worker = recorder(() => work.passed.then(() => done));
    await consume(bus, { handler: worker.handler });
    let published = 0;
    const publishAll = async () => {
      for (let n = 1; n < 200; n += 1) {
        await bus.publish(started(n));
        published = n;
      }
    };
    const refusal = { code: 'RECON_UNAVAILABLE', detail: expect.stringContaining('maximum bytes') };
    await expect(publishAll()).rejects.toMatchObject(refusal);
    work.open();
    await isSettled(bus);
    expect(worker.numbers()).toEqual(Array.from({ length: published }, (_, n) => n + 1));
  });
});

const fail: Handler = () => Promise.reject(new Error('No such worker.'));
