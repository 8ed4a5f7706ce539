import { randomUUID } from 'node:crypto';
import { RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createJetstreamBus,
  type Ensured,
  ensureJetstream,
  type Notice,
  type StreamSettings,
} from '../adapters/jetstream.ts';
import { done } from '../bus.ts';
import { eventually, recorder, started } from '../testing/contract/helpers.ts';
import { administer, deleteStreams } from '../testing/jetstream/beside-the-bus.ts';
import type { ConsumerDeclaration } from '../traffic.ts';

const hourMs = 3600_000;

describe('ensuring streams and consumers', () => {
  let server: NatsServer;
  let prefix: string;

  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.remove());
  beforeEach(() => {
    prefix = `test-${randomUUID()}`;
  });
  afterEach(() => deleteStreams(server.url, prefix));

  const worker: ConsumerDeclaration = {
    name: 'worker',
    types: ['reconcyl.stage.started.v1'],
    lane: 'small',
    ackWaitMs: 30_000,
  };
  const bounds = { maxBytes: 16e6, maxDeadBytes: 16e6 };
  const ensure = (streams: StreamSettings = {}, consumers = [worker]) =>
    ensureJetstream({ servers: server.url, prefix, streams: { ...bounds, ...streams }, consumers });
  const open = (notices: Notice[], mode: 'check' | 'create', streams: StreamSettings = {}) => {
    const onNotice = (notice: Notice) => notices.push(notice);
    return createJetstreamBus({
      servers: server.url,
      prefix,
      streams: { ...bounds, ...streams },
      ensure: mode,
      onNotice,
    });
  };
  const actions = (ensured: readonly Ensured[]) => ensured.map(({ action }) => action);
  const configOf = (stream: string) =>
    administer(server.url, async (jsm) => (await jsm.streams.info(`${prefix}_${stream}`)).config);

  it('makes what is not there, and leaves it be the second time', async () => {
    expect(actions(await ensure())).toEqual(['created', 'created', 'created']);
    expect(actions(await ensure())).toEqual(['kept', 'kept', 'kept']);
    expect(await configOf('events')).toMatchObject({
      ...{ storage: 'file', retention: 'limits', discard: 'new', num_replicas: 1, max_bytes: 16e6 },
      ...{ max_age: 14 * 24 * hourMs * 1e6, duplicate_window: 600_000 * 1e6 },
    });
  });

  it('is done by several at once', async () => {
    const all = await Promise.all([ensure(), ensure(), ensure()]);
    expect(all.map((ensured) => ensured.map(({ what }) => what))).toEqual(
      Array(3).fill([`stream ${prefix}_events`, `stream ${prefix}_dead`, 'consumer worker']),
    );
  });

  it('changes what the server lets it change, and tells what was different', async () => {
    await ensure({ maxAgeMs: hourMs });
    const ensured = await ensure({ maxAgeMs: 2 * hourMs }, [
      { ...worker, lane: 'large', types: [...worker.types, 'reconcyl.files.normalized.v1'], ackWaitMs: 60_000 },
    ]);
    expect(actions(ensured)).toEqual(['changed', 'kept', 'changed']);
    expect(ensured[0]?.differences).toEqual([`max_age: ${hourMs * 1e6}, not ${2 * hourMs * 1e6}`]);
    expect(ensured[2]?.differences.map((difference) => difference.split(':')[0])).toEqual([
      'ack_wait',
      'filter_subjects',
    ]);
    expect((await configOf('events')).max_age).toBe(2 * hourMs * 1e6);
  });

  it('does not take back what an operator has set beside', async () => {
    await ensure();
    await administer(server.url, async (jsm) => {
      await jsm.streams.update(`${prefix}_events`, { metadata: { owner: 'operations' } });
    });
    await ensure({ maxAgeMs: hourMs });
    expect(await configOf('events')).toMatchObject({
      max_age: hourMs * 1e6,
      metadata: expect.objectContaining({ owner: 'operations' }),
    });
  });

  it('keeps the place of a consumer that it changes', async () => {
    await ensure();
    const bus = await open([], 'check');
    const first = recorder();
    const consumer = await bus.consume({ ...worker, concurrency: 1, handler: first.handler });
    await bus.publish(started(1));
    await eventually(() => expect(first.tries()).toEqual(['1#1']));
    await consumer.close(5000);
    await bus.publish(started(2));
    await ensure({}, [{ ...worker, ackWaitMs: 60_000 }]);
    const second = recorder();
    const next = await bus.consume({ ...worker, concurrency: 1, handler: second.handler });
    await eventually(() => expect(second.tries()).toEqual(['2#1']));
    await next.close(5000);
    await bus.close();
  });

  it('says what no server can change, and what to do, and leaves it as it is', async () => {
    await administer(server.url, async (jsm) => {
      const [storage, retention] = [StorageType.Memory, RetentionPolicy.Workqueue];
      await jsm.streams.add({ name: `${prefix}_events`, subjects: [`${prefix}.events.>`], storage, retention });
    });
    const problem = {
      code: 'RECON_ENVIRONMENT_INVALID',
      detail: expect.stringMatching(/storage: "memory", not "file"; retention: "workqueue", not "limits".*delete it/),
    };
    await expect(ensure()).rejects.toMatchObject(problem);
    await expect(open([], 'create')).rejects.toMatchObject(problem);
    await expect(open([], 'check')).rejects.toMatchObject(problem);
    expect((await configOf('events')).storage).toBe('memory');
  });

  it('says what this server refuses, in its words', async () => {
    await ensure();
    const refused = {
      code: 'RECON_ENVIRONMENT_INVALID',
      detail: expect.stringMatching(/num_replicas: 1, not 3.*replicas/),
    };
    await expect(ensure({ replicas: 3 })).rejects.toMatchObject(refused);
  });

  it('is not what a bus does that may create: it leaves what is there, and says so', async () => {
    await ensure({ maxAgeMs: hourMs });
    const notices: Notice[] = [];
    const bus = await open(notices, 'create', { maxAgeMs: 2 * hourMs });
    const consumer = await bus.consume({ ...worker, ackWaitMs: 5000, concurrency: 1, handler: async () => done });
    await consumer.close(0);
    await bus.close();
    expect(notices.map(({ kind, detail }) => [kind, /max_age|ack_wait/.exec(detail)?.[0]])).toEqual([
      ['differs', 'max_age'],
      ['differs', 'ack_wait'],
    ]);
    expect((await configOf('events')).max_age).toBe(hourMs * 1e6);
  });

  it('is not what a bus does that may only check: it says what is not there', async () => {
    const missing = (what: string) => ({
      code: 'RECON_UNAVAILABLE',
      detail: expect.stringContaining(`has no ${what}`),
    });
    await expect(open([], 'check')).rejects.toMatchObject(missing('stream'));
    await ensure({}, []);
    const bus = await open([], 'check');
    const consuming = bus.consume({ ...worker, concurrency: 1, handler: async () => done });
    await expect(consuming).rejects.toMatchObject(missing('consumer worker'));
    await bus.close();
  });

  it('must come first where a consumer would not get all that its handler is for', async () => {
    await ensure();
    const bus = await open([], 'create');
    const consuming = bus.consume({
      ...worker,
      types: [...worker.types, 'reconcyl.files.normalized.v1'],
      concurrency: 1,
      handler: async () => done,
    });
    await expect(consuming).rejects.toMatchObject({
      code: 'RECON_ENVIRONMENT_INVALID',
      detail: expect.stringContaining('files.normalized.v1'),
    });
    await bus.close();
  });
});
