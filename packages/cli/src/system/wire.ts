import { availableParallelism, totalmem } from 'node:os';
import { createEnginePool } from '@reconcyl/engine/pool';
import { parseRuleset } from '@reconcyl/engine/ruleset';
import { engineVersion } from '@reconcyl/engine/version';
import { createDrops, createGateway, type Gateway } from '@reconcyl/gateway';
import { createNormalizer } from '@reconcyl/normalizer';
import { closeMailer, createMailer, createNotifier, mailerSettings } from '@reconcyl/notifier';
import { createReconciler } from '@reconcyl/reconciler';
import { createReportRenderer } from '@reconcyl/report-renderer';
import { createLogger, createMetrics, type Service } from '@reconcyl/service-kit';
import { createStatus, stateRetentionMs, statusOptionsOf } from '@reconcyl/status';
import {
  lanesOf,
  openBus,
  openDropBox,
  openInboxNotices,
  openObjectStore,
  openScratch,
  openTaskStore,
} from '@reconcyl/wiring';
import type { createClosers } from './closers.ts';
import type { Settings } from './settings.ts';

export interface Wired {
  readonly gateway: Gateway;
  /** The others; to be started before the gateway. */
  readonly services: readonly Service[];
  /** What makes runs of dropped files; to be started with the gateway. None where the inbox is not looked at. */
  readonly drops: Service | undefined;
}

/** Makes all services on the adapters that the environment names, none of them started. What it opens is added to the closers. */
export async function wire(
  settings: Settings,
  log: (line: string) => void,
  closers: ReturnType<typeof createClosers>,
): Promise<Wired> {
  const { status, normalizer, reconciler, renderer, notifier } = settings;
  const opened = <Resource extends { readonly close: () => Promise<void> }>(resource: Resource): Resource => {
    closers.add(resource.close);
    return resource;
  };
  const logger = createLogger({ service: 'reconcyl', level: status.LOG_LEVEL, destination: { write: log } });
  const store = opened(await openObjectStore(status));
  const box = opened(await openDropBox(status, store, logger));
  const bus = opened(await openBus(status, { service: 'reconcyl', logger }));
  const notices = settings.gateway.INBOX ? await openInboxNotices(status, { service: 'reconcyl', logger }) : undefined;
  if (notices !== undefined) closers.add(notices.close);
  const tasks = opened(await openTaskStore(status, { retentionMs: stateRetentionMs(status) }));
  const scratch = opened(await openScratch(normalizer));
  const mailer = await createMailer(mailerSettings(notifier));
  closers.add(() => closeMailer(mailer));

  // Two pools: however much work is in hand, a page of breaks or an inspection finds a child of its own, or hears 503.
  const workers = normalizer.CONCURRENCY_SMALL + normalizer.CONCURRENCY_LARGE;
  const memoryBytesPerChild = memoryPerChild();
  const pool = opened(
    createEnginePool({ memoryBytesPerChild, size: workers, keep: 1, threadsPerChild: availableParallelism() }),
  );
  const queries = opened(createEnginePool({ memoryBytesPerChild, size: 2, threadsPerChild: 1, queueLimit: 16 }));

  const metrics = createMetrics('reconcyl');
  const ports = { bus, store, logger, metrics };
  const stage = { ...ports, scratch };
  const publicUrl = renderer.PUBLIC_URL;
  const ofGateway = { ...stage, tasks, pool: queries, parseRuleset };
  return {
    gateway: createGateway(ofGateway, settings.gateway),
    drops: settings.gateway.INBOX
      ? createDrops({ ...ofGateway, box, listen: notices?.listen }, settings.gateway)
      : undefined,
    services: [
      createStatus({ ...ports, tasks, options: statusOptionsOf(status) }),
      createNotifier({ ...ports, mailer, publicUrl }),
      createReportRenderer({
        ...stage,
        concurrency: lanesOf(renderer),
        tools: { openResult: (folder) => pool.openResult(folder), publicUrl },
      }),
      createReconciler({
        ...stage,
        concurrency: lanesOf(reconciler),
        tools: { reconcile: pool.reconcile, engineVersion },
        otherEngineMs: 0, // here is no other worker
      }),
      createNormalizer({ ...stage, concurrency: lanesOf(normalizer), tools: { inspect: pool.inspect, parseRuleset } }),
    ],
  };
}

/** A quarter of the machine's memory, within what an engine needs and what it can use. */
function memoryPerChild(): number {
  const bytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
  return Math.min(Math.max(bytes / 4, 768 * 1024 ** 2), 2 * 1024 ** 3);
}
