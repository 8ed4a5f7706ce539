import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { ReconcylError } from '@reconcyl/contracts';
import { engineVersion, parseRuleset } from '@reconcyl/engine';
import { createEnginePool } from '@reconcyl/engine/pool';
import { bindAddress, createGateway, gatewayConfigSchema } from '@reconcyl/gateway';
import { createSqliteBus } from '@reconcyl/messaging/sqlite';
import { createNormalizer, normalizerConfig } from '@reconcyl/normalizer';
import { createFilesystemObjectStore } from '@reconcyl/object-store/filesystem';
import { createReconciler, reconcilerConfig } from '@reconcyl/reconciler';
import { createReportRenderer, reportRendererConfig } from '@reconcyl/report-renderer';
import { createLogger, createMetrics, createScratch, dataPaths, readConfig, type Service } from '@reconcyl/service-kit';
import { createStatus, statusConfig, statusOptionsOf } from '@reconcyl/status';
import { createSqliteTaskStore } from '@reconcyl/task-store/sqlite';
import { choosePort, portError } from './system/choose-port.ts';
import { createClosers } from './system/closers.ts';
import { lockDataFolder } from './system/data-folder-lock.ts';

export interface SystemOptions {
  /** Made when it is not there; one process at a time serves it. */
  readonly dataFolder: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Default 127.0.0.1. Other machines are served only with RECONCYL_TOKEN, or with AUTH=none. */
  readonly host?: string | undefined;
  /** Variables of the services (docs/environment.md). Nothing else of the environment is read. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where the lines of the log go; default: nowhere. */
  readonly log?: ((line: string) => void) | undefined;
}

export interface RunningSystem {
  /** Address of the gateway, without a last slash. */
  readonly url: string;
  readonly dataFolder: string;
  /** Mails lie here as .eml files when neither Postmark nor SMTP is set. */
  readonly mailFolder: string;
  /** Takes no new work, finishes or hands back what it has in hand, closes everything. A second call waits for the first. */
  readonly stop: () => Promise<void>;
}

/**
 * All six services in this process on the embedded adapters: the same handlers as in six processes, wired here and nowhere else.
 * Throws RECON_PORT_IN_USE and RECON_DATA_FOLDER_IN_USE; when it throws, nothing stays open.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const closers = createClosers();
  try {
    const folder = resolve(options.dataFolder);
    closers.add(lockDataFolder(folder));
    const given = { LOG_LEVEL: 'warn', ...options.env, DATA_DIR: folder, HOST: options.host ?? options.env?.HOST };
    const port = await choosePort(addressToBind(given), options.port);
    const env = { PUBLIC_URL: `http://127.0.0.1:${port}`, ...given, PORT: String(port) };
    const { services, gateway, graceMs } = await wire(dataPaths(folder), env, options.log ?? (() => {}), closers);
    for (const service of services) {
      await service.start();
      closers.add(() => service.stop(graceMs));
    }
    // Started last, when all who must see an upload are there; stopped first, when no new one may come.
    await gateway.start().catch((error: unknown) => {
      throw portError(error, port);
    });
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await gateway.stop(graceMs);
      await Promise.all(services.map((service) => service.stop(graceMs)));
      await closers.closeAll();
    };
    return {
      url: gateway.url(),
      dataFolder: folder,
      mailFolder: dataPaths(folder).mail,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await closers.closeAll().catch(() => {});
    throw error;
  }
}

function addressToBind(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return bindAddress(readConfig(gatewayConfigSchema, env));
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') {
      throw new ReconcylError('RECON_USAGE', error.message, { cause: error });
    }
    throw error;
  }
}

async function wire(
  paths: ReturnType<typeof dataPaths>,
  env: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void,
  closers: ReturnType<typeof createClosers>,
) {
  const gatewayConfig = readConfig(gatewayConfigSchema, env);
  const renderer = readConfig(reportRendererConfig, env);
  const normalizer = readConfig(normalizerConfig, env);
  const reconciler = readConfig(reconcilerConfig, env);
  const status = readConfig(statusConfig, env);

  const logger = createLogger({ service: 'reconcyl', level: status.LOG_LEVEL, destination: { write } });
  const metrics = createMetrics('reconcyl');
  const opened = <Resource extends { readonly close: () => Promise<void> }>(resource: Resource): Resource => {
    closers.add(resource.close);
    return resource;
  };
  const store = opened(await createFilesystemObjectStore({ root: paths.objects }));
  const bus = opened(await createSqliteBus({ file: paths.bus }));
  const tasks = opened(await createSqliteTaskStore({ file: paths.tasks }));
  const scratch = opened(
    await createScratch({ root: normalizer.SCRATCH_DIR ?? paths.scratch, maxBytes: normalizer.SCRATCH_MAX_BYTES }),
  );

  // Two pools: however much work is in hand, a page of breaks or an inspection finds a child of its own, or hears 503.
  const perChild = { memoryBytesPerChild: memoryPerChild(), recycleAfterJobs: 100 };
  const workers = Math.max(3, normalizer.CONCURRENCY_SMALL + normalizer.CONCURRENCY_LARGE);
  const pool = opened(createEnginePool({ ...perChild, size: workers, threadsPerChild: availableParallelism() }));
  const queryPool = opened(createEnginePool({ ...perChild, size: 2, threadsPerChild: 1, queueLimit: 16 }));

  const shared = { bus, store, logger, metrics, scratch };
  const concurrency = (config: { CONCURRENCY_SMALL: number; CONCURRENCY_LARGE: number }) => ({
    small: config.CONCURRENCY_SMALL,
    large: config.CONCURRENCY_LARGE,
  });
  const services: Service[] = [
    createStatus({ bus, store, tasks, logger, metrics, options: statusOptionsOf(status) }),
    createReportRenderer({
      ...shared,
      concurrency: concurrency(renderer),
      tools: { openResult: (folder) => pool.openResult(folder), publicUrl: renderer.PUBLIC_URL },
    }),
    createReconciler({
      ...shared,
      concurrency: concurrency(reconciler),
      tools: { reconcile: pool.reconcile, engineVersion },
      otherEngineMs: 0, // no other worker can be here
    }),
    createNormalizer({
      ...shared,
      concurrency: concurrency(normalizer),
      tools: { inspect: pool.inspect, parseRuleset },
    }),
  ];
  const gateway = createGateway(
    { store, bus, tasks, pool: queryPool, parseRuleset, logger, metrics, scratch },
    gatewayConfig,
  );
  return { services, gateway, graceMs: normalizer.GRACE_MS };
}

/** A quarter of the machine's memory, within what an engine needs and what it can use. */
function memoryPerChild(): number {
  const bytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
  return Math.min(Math.max(bytes / 4, 768 * 1024 ** 2), 2 * 1024 ** 3);
}
