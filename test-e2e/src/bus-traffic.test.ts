import { eventTypes } from '@reconcyl/contracts';
import {
  type Bus,
  type BusService,
  busServices,
  type ConsumeOptions,
  type ConsumerDeclaration,
  done,
  type Traffic,
  traffic,
} from '@reconcyl/messaging';
import { createSqliteBus } from '@reconcyl/messaging/sqlite';
import { createNormalizer } from '@reconcyl/normalizer';
import { createNotifier } from '@reconcyl/notifier';
import { createReconciler } from '@reconcyl/reconciler';
import { createReportRenderer } from '@reconcyl/report-renderer';
import { dataPaths, type Service } from '@reconcyl/service-kit';
import { createStatus, defaultStatusOptions } from '@reconcyl/status';
import { describe, expect, it, vi } from 'vitest';
import { report, request, result, submit } from './support/client.ts';
import { embeddedSystem } from './support/system.ts';
import { testTimeoutMs, until } from './support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const declared = (service: BusService): Traffic => traffic[service];
const concurrency = { small: 1, large: 1 };
/** What a service must be given to start, and does not use before its first message. */
const unused: never = {} as never;

const makers: Readonly<Record<Exclude<BusService, 'gateway'>, (bus: Bus) => Service>> = {
  normalizer: (bus) => createNormalizer({ ...{ bus, concurrency }, ...parts }),
  reconciler: (bus) => createReconciler({ ...{ bus, concurrency }, ...parts }),
  'report-renderer': (bus) => createReportRenderer({ ...{ bus, concurrency }, ...parts }),
  notifier: (bus) =>
    createNotifier({ ...{ bus, concurrency, publicUrl: '' }, ...parts, mailer: { perRecipientPerHour: 1 } as never }),
  status: (bus) => createStatus({ ...{ bus, options: defaultStatusOptions }, ...parts }),
};
const parts = { store: unused, tasks: unused, scratch: unused, logger: unused, metrics: unused, tools: unused };

describe('what services declare to do on the bus', () => {
  it.each(Object.entries(makers))('is what %s consumes', async (name, make) => {
    const consumed: ConsumerDeclaration[] = [];
    const consumer = { pause: () => undefined, resume: () => undefined, close: async () => undefined };
    const consume = async ({ name, types, lane, ackWaitMs }: ConsumeOptions) => {
      consumed.push({ name, types, ackWaitMs, ...(lane === undefined ? {} : { lane }) });
      return consumer;
    };
    const service = make({ consume } as Partial<Bus> as Bus);
    await service.start();
    await service.stop(0);
    expect(consumed).toEqual(declared(name as BusService).consumes);
  });

  const system = embeddedSystem({ SWEEP_INTERVAL_MS: '1000' });

  it('is what they publish, in runs that end well and badly, are tried again and deleted', async () => {
    const { url, dataFolder } = system();
    const published = new Set<string>();
    const bus = await createSqliteBus({ file: dataPaths(dataFolder).bus });
    const observer = await bus.consume({
      ...{ name: 'observer', types: eventTypes, concurrency: 8, ackWaitMs: 30_000 },
      handler: async ({ event }) => {
        published.add(`${event.source.slice('/services/'.length)} ${event.type}`);
        return done;
      },
    });
    const pair = { source: 'id,value\n1,a\n2,b\n', target: 'id,value\n1,a\n2,c\n' };
    const well = await submit(url, pair);
    await report(url, well);
    const badly = await submit(url, { ...pair, fields: { key: 'no such column' } });
    expect((await result(url, badly)).status).toBe(500);
    await request(`${url}/api/v1/reconciliations/${badly}/retry`, { method: 'POST' });
    await request(`${url}/api/v1/reconciliations/${well}`, { method: 'DELETE' });
    const seen = (type: string) => [...published].some((each) => each.endsWith(type));
    await until('every type of event', async () => eventTypes.every(seen));
    await observer.close(5000);
    await bus.close();
    const allowed = busServices.flatMap((service) => declared(service).publishes.map((type) => `${service} ${type}`));
    expect([...published].filter((each) => !allowed.includes(each))).toEqual([]);
  });
});
