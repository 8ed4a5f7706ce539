import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type EventType, eventTypes, type Lane, type ReconcylEvent } from '@reconcyl/contracts';
import { type Certificates, makeCertificates, type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createJetstreamBus,
  ensureJetstream,
  type JetstreamBusOptions,
  passwordVariableOf,
} from '../adapters/jetstream.ts';
import { type Bus, done, reject } from '../bus.ts';
import { eventually, recorder } from '../testing/contract/helpers.ts';
import { exampleEvent } from '../testing/event-of-every-type.ts';
import {
  allConsumers,
  type BusService,
  busServices,
  type ConsumerDeclaration,
  type Traffic,
  traffic,
} from '../traffic.ts';
import { inboxPrefixOf } from './permissions.ts';
import { type BusUser, busUsers } from './users.ts';

const usersFile = new URL('../../../../deploy/nats/users.conf', import.meta.url);
const users = Object.keys(busUsers()) as BusUser[];
const passwordOf = (user: BusUser) => `secret-of-${user}`;
const away = { code: 'RECON_UNAVAILABLE' };

/** The users of deploy/nats on a server with TLS. */
describe('the users of the bus', { timeout: 60_000 }, () => {
  let folder: string;
  let certificates: Certificates;
  let server: NatsServer;
  let ca: string;
  const buses: Bus[] = [];
  let events = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-users-'));
    certificates = await makeCertificates(folder);
    ca = await readFile(certificates.caFile, 'utf8');
    const passwords = users.map((user) => `${passwordVariableOf(user)}: "${passwordOf(user)}"`);
    const config = [...passwords, await readFile(usersFile, 'utf8')].join('\n');
    server = await startNats({ tls: certificates, config });
    await ensureJetstream({ ...loginOf('ensure'), consumers: allConsumers });
  });

  afterAll(async () => {
    await server?.remove();
    await rm(folder, { recursive: true });
  });

  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });

  function loginOf(user: BusUser): JetstreamBusOptions {
    const credentials = { user, password: passwordOf(user) };
    return { servers: server.url, credentials, tls: { ca }, inboxPrefix: inboxPrefixOf(user), ensure: 'check' };
  }

  async function open(user: BusUser, options: Partial<JetstreamBusOptions> = {}): Promise<Bus> {
    const bus = await createJetstreamBus({ ...loginOf(user), publishWithinMs: 2000, ...options });
    buses.push(bus);
    return bus;
  }

  const nextEvent = (type: EventType, lane?: Lane) => exampleEvent(type, ++events, lane);

  const trafficOf = (service: BusService): Traffic => traffic[service];
  const publisherOf = (type: EventType) => busServices.find((service) => trafficOf(service).publishes.includes(type));

  /** Publishes as one who may. */
  async function publish(event: ReconcylEvent): Promise<void> {
    const publisher = publisherOf(event.type);
    if (publisher === undefined) throw new Error(`Nobody publishes ${event.type}.`);
    await (await open(publisher)).publish(event);
  }

  it('are such that every event has one who may publish it, and every consumer one who may work as it', () => {
    expect(eventTypes.filter((type) => publisherOf(type) === undefined)).toEqual([]);
    expect(new Set(allConsumers.map(({ name }) => name)).size).toBe(allConsumers.length);
  });

  it.each(busServices)('%s may publish what it declares, and nothing else', async (service) => {
    const bus = await open(service);
    for (const type of trafficOf(service).publishes) await bus.publish(nextEvent(type));
    await bus.ping();
    const others = eventTypes.filter((type) => !trafficOf(service).publishes.includes(type));
    expect(others.length).toBeGreaterThan(0);
    for (const type of others) {
      await expect(bus.publish(nextEvent(type)), type).rejects.toMatchObject({
        ...away,
        detail: expect.stringContaining('does not allow'),
      });
    }
  });

  const working = busServices.flatMap((service) =>
    trafficOf(service).consumes.map((consumer): [BusService, ConsumerDeclaration] => [service, consumer]),
  );

  it.each(working.map(([service, consumer]) => [service, consumer.name, consumer] as const))(
    '%s may work as %s: take, keep alive, settle, bury',
    async (service, name, declaration) => {
      const bus = await open(service);
      const operator = await open('operator');
      const [first, second] = [1, 2].map(() => nextEvent(declaration.types[0] as EventType, declaration.lane));
      const worker = recorder(async ({ event, heartbeat }) => {
        await heartbeat();
        return event.id === second?.id ? reject('on purpose') : done;
      });
      const seen = () => worker.deliveries.map(({ event, deliveryCount }) => `${event.id}#${deliveryCount}`);
      const consumer = await bus.consume({ ...declaration, concurrency: 1, handler: worker.handler });
      for (const event of [first, second]) await publish(event as ReconcylEvent);
      await eventually(() => expect(seen()).toEqual(expect.arrayContaining([`${first?.id}#1`, `${second?.id}#1`])));
      await eventually(async () => {
        const [letter] = await operator.deadLetters();
        expect(letter).toMatchObject({ consumer: name, reason: 'on purpose', event: { id: second?.id } });
        const lag = (await operator.lag()).find((each) => each.consumer === name);
        expect(lag).toMatchObject({ waiting: 0, inFlight: 0 });
      });
      await consumer.close(5000);
    },
  );

  it.each(busServices)('%s may not work as a consumer of another service', async (service) => {
    const bus = await open(service);
    const others = allConsumers.filter(({ name }) => !trafficOf(service).consumes.some((own) => own.name === name));
    for (const other of others) {
      // The status service sees all consumers, because it may make them; it cannot take from them.
      if (service === 'status') continue;
      await expect(
        bus.consume({ ...other, concurrency: 1, handler: async () => done }),
        other.name,
      ).rejects.toMatchObject({ ...away, detail: expect.stringContaining('does not allow') });
    }
  });

  it.each(busServices)('%s may not take, bury, redrive, change or delete what is not its own', async (service) => {
    const { user, password } = loginOf(service).credentials as { user: string; password: string };
    const inboxPrefix = inboxPrefixOf(service);
    const client = await connect({ servers: server.url, user, pass: password, tls: { ca }, inboxPrefix });
    const jsm = await jetstreamManager(client, { checkAPI: false, timeout: 2000 });
    const refused = expect.objectContaining({ message: expect.stringMatching(/permissions violation/i) });
    const other =
      allConsumers.find(({ name }) => !trafficOf(service).consumes.some((own) => own.name === name))?.name ?? '';
    const purge: [string, () => Promise<unknown>] = ['purge', () => jsm.streams.purge('reconcyl_events')];
    const tries: [string, () => Promise<unknown>][] = [
      ['take', () => client.request(`$JS.API.CONSUMER.MSG.NEXT.reconcyl_events.${other}`, '1', { timeout: 2000 })],
      ['settle', () => client.request(`$JS.ACK.reconcyl_events.${other}.1.1.1.1.0`, '+ACK', { timeout: 2000 })],
      ['bury', () => client.request(`reconcyl.dead.${other}.1-1`, '', { timeout: 2000 })],
      ['redrive', () => client.request(`reconcyl.redrive.${other}`, '', { timeout: 2000 })],
      ['delete', () => jsm.streams.delete('reconcyl_events')],
      // The status service removes what all have settled.
      ...(service === 'status' ? [] : [purge]),
      ['delete a consumer', () => jsm.consumers.delete('reconcyl_events', other)],
      ['delete a message', () => jsm.streams.deleteMessage('reconcyl_events', 1)],
      ['read the dead letters', () => jsm.streams.getMessage('reconcyl_dead', { seq: 1 })],
      ['make another stream', () => jsm.streams.add({ name: 'another', subjects: ['another'] })],
      ['listen to everything', () => firstErrorOf(client, '>')],
      ['listen to the events', () => firstErrorOf(client, 'reconcyl.events.>')],
      ['listen to the answers of another', () => firstErrorOf(client, `${inboxPrefixOf('ensure')}.>`)],
    ];
    for (const [what, attempt] of tries) await expect(attempt(), what).rejects.toEqual(refused);
    await client.close();
  });

  it('send and hear progress, if they are a stage and the gateway', async () => {
    const [gateway, normalizer, notifier] = [await open('gateway'), await open('normalizer'), await open('notifier')];
    const end = new AbortController();
    const heard: unknown[] = [];
    await gateway.listen('progress.default.1', (payload) => heard.push(payload), end.signal);
    // Not an error: nobody answers a core message.
    await notifier.broadcast('progress.default.1', 'no');
    await notifier.ping();
    await normalizer.broadcast('progress.default.1', 'yes');
    await eventually(() => expect(heard).toEqual(['yes']));
    end.abort();
  });

  it('read how far consumers are behind, if they are the status service or an operator', async () => {
    expect((await (await open('status')).lag()).map(({ consumer }) => consumer)).toEqual(
      allConsumers.map(({ name }) => name).sort(),
    );
    await (await open('operator')).lag();
    await expect((await open('gateway')).lag()).rejects.toMatchObject(away);
  });

  it('redrive dead letters, if they are an operator', async () => {
    const notifier = await open('notifier');
    const event = nextEvent('reconcyl.report.rendered.v1');
    let isRepaired = false;
    const worker = recorder(() => (isRepaired ? done : reject('broken')));
    const seen = () => worker.deliveries.filter((delivery) => delivery.event.id === event.id).length;
    const consumer = await notifier.consume({
      ...consumerNamed('notifier-small'),
      concurrency: 1,
      handler: worker.handler,
    });
    await publish(event);
    const operator = await open('operator');
    await eventually(async () => expect((await operator.deadLetters())[0]?.event?.id).toBe(event.id));
    const [letter] = await operator.deadLetters();
    isRepaired = true;
    expect(await operator.redrive(letter?.id ?? '')).toBe(true);
    await eventually(() => expect(seen()).toBe(2));
    await consumer.close(5000);
    await expect((await open('status')).deadLetters()).rejects.toMatchObject(away);
  });

  it('cannot come in with another password, without TLS, or by a certificate that nobody vouches for', async () => {
    const wrong = { ...loginOf('gateway'), credentials: { user: 'gateway', password: 'wrong' } };
    await expect(createJetstreamBus(wrong)).rejects.toMatchObject({
      ...away,
      detail: expect.stringContaining('credentials'),
    });
    const { credentials: _, ...nobody } = loginOf('gateway');
    await expect(createJetstreamBus(nobody)).rejects.toMatchObject(away);
    const untrusted = { ...loginOf('gateway'), tls: {}, connectWithinMs: 300 };
    await expect(createJetstreamBus(untrusted)).rejects.toMatchObject(away);
  });

  it('do not tell their password to a server without TLS', async () => {
    const told: Buffer[] = [];
    const plain = createServer((socket) => {
      socket.on('data', (chunk) => told.push(chunk)).on('error', () => undefined);
      socket.write('INFO {"server_id":"x","version":"2.15.2","proto":1,"headers":true,"max_payload":1048576}\r\n');
    });
    await once(plain.listen(0, '127.0.0.1'), 'listening');
    const { port } = plain.address() as AddressInfo;
    const options = { ...loginOf('gateway'), servers: `nats://127.0.0.1:${port}`, connectWithinMs: 300 };
    await expect(createJetstreamBus(options)).rejects.toMatchObject(away);
    expect(Buffer.concat(told).toString()).not.toContain(passwordOf('gateway'));
    plain.close();
  });

  it('put a server in order that has lost its store, if one of them is the status service', async () => {
    const bus = await open('normalizer');
    const worker = recorder();
    const consumer = await bus.consume({
      ...consumerNamed('normalizer-small'),
      concurrency: 1,
      handler: worker.handler,
    });
    await server.kill();
    await server.clear();
    await server.start();
    await expect(open('gateway')).rejects.toMatchObject(away);
    // It looks at all that is declared when it starts.
    await open('status', { ensure: 'create', consumers: allConsumers });
    const event = nextEvent('reconcyl.reconciliation.requested.v1');
    await publish(event);
    await eventually(() => expect(worker.deliveries.map((delivery) => delivery.event.id)).toContain(event.id), 30_000);
    await consumer.close(5000);
  });
});

function consumerNamed(name: string): ConsumerDeclaration {
  const found = allConsumers.find((consumer) => consumer.name === name);
  if (found === undefined) throw new Error(`There is no consumer ${name}.`);
  return found;
}

/** What a server says to one who may not listen there. */
function firstErrorOf(client: Awaited<ReturnType<typeof connect>>, subject: string): Promise<never> {
  return new Promise((_, fail) => {
    client.subscribe(subject, { callback: (error) => void (error !== null && fail(error)) });
  });
}
