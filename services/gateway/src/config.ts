import {
  busConfig,
  ConfigError,
  choice,
  commonConfig,
  dataConfig,
  defineConfig,
  flag,
  httpAddress,
  integer,
  list,
  objectStoreConfig,
  scratchConfig,
  secret,
  taskStoreConfig,
  text,
} from '@reconcyl/service-kit';
import type * as z from 'zod';

const mebibyte = 1024 ** 2;
const terabyte = 1_000_000_000_000;

/** What the gateway takes of its surroundings, wherever it runs. */
export const gatewayVariables = {
  PORT: integer({ min: 0, max: 65_535 }).default(8080).describe('Port of the HTTP server; 0 takes any free one'),
  HOST: text({ max: 255 })
    .optional()
    .describe('Address to listen on; 127.0.0.1 when absent, every address once RECONCYL_TOKEN or AUTH=none is set'),
  RECONCYL_TOKEN: secret().optional().describe('Token that requests must carry as `Authorization: Bearer <token>`'),
  AUTH: choice(['token', 'none'])
    .optional()
    .describe('`none` serves other machines without a token: only behind something that checks who asks'),
  PUBLIC_URL: httpAddress()
    .optional()
    .describe('Address under which people reach the gateway; every link is made from it'),
  ALLOWED_HOSTS: list({ max: 100 })
    .default([])
    .describe('Further host names that requests may name, beside those of this machine and of PUBLIC_URL'),
  MAX_FILE_BYTES: integer({ min: 1, max: terabyte }).default(5_000_000_000).describe('Largest file of an upload'),
  MAX_CONCURRENT_UPLOADS: integer({ min: 1, max: 1000 }).default(16).describe('Uploads received at once'),
  MIN_UPLOAD_BYTES_PER_SECOND: integer({ min: 0, max: 1_000_000_000 })
    .default(1000)
    .describe('An upload that is slower than this over UPLOAD_RATE_WINDOW_MS is ended; 0 allows any'),
  UPLOAD_RATE_WINDOW_MS: integer({ min: 10, max: 3_600_000 })
    .default(30_000)
    .describe('Time over which the rate of an upload is judged'),
  MIN_FREE_DISK_BYTES: integer({ min: 0, max: terabyte })
    .default(1024 * mebibyte)
    .describe('Free disk space below which uploads are refused'),
  SMALL_LANE_MAX_BYTES: integer({ min: 0, max: terabyte })
    .default(32 * mebibyte)
    .describe('Pairs up to this size go to the small lane, so that they never wait behind large ones'),
  MAX_EVENT_STREAMS: integer({ min: 1, max: 100_000 }).default(200).describe('Event streams open at once'),
  INSPECT_TIMEOUT_MS: integer({ min: 1000, max: 3_600_000 })
    .default(120_000)
    .describe('Time that an inspection of files may take'),
  RESULT_CACHE_BYTES: integer({ min: 0, max: terabyte })
    .default(2048 * mebibyte)
    .describe('Disk space for the results that are being paged through'),
  INBOX: flag().default(true).describe('Whether files that are dropped into the inbox are run'),
  INBOX_SWEEP_MS: integer({ min: 10, max: 86_400_000 })
    .default(5000)
    .describe('Time between two looks through the inbox, which find what no notification told of'),
  DROP_SETTLE_MS: integer({ min: 0, max: 86_400_000 })
    .default(60_000)
    .describe('How long a dropped pair of which only part is new waits for the rest'),
  DROP_QUIET_MS: integer({ min: 0, max: 3_600_000 })
    .default(2000)
    .describe(
      'How long a file in the inbox folder must have been left alone; a file that is renamed into it keeps its time',
    ),
};

export const gatewayConfigSchema = defineConfig(gatewayVariables);
export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;

/** The variables of a gateway that runs as its own process. */
export const gatewayProcessConfigSchema = defineConfig({
  LOG_LEVEL: commonConfig.LOG_LEVEL,
  GRACE_MS: commonConfig.GRACE_MS,
  ...dataConfig,
  ...busConfig,
  ...objectStoreConfig,
  ...taskStoreConfig,
  ...scratchConfig,
  ...gatewayVariables,
  QUERY_PROCESSES: integer({ min: 1, max: 64 }).default(2).describe('Processes that answer queries and inspect files'),
  QUERY_MEMORY_BYTES: integer({ min: 256 * mebibyte, max: terabyte })
    .default(1024 * mebibyte)
    .describe('Memory of each of these processes'),
});

/**
 * The address to listen on: not beyond this machine unless someone decided who may ask.
 *
 * @throws RECON_ENVIRONMENT_INVALID when HOST asks for that.
 */
export function bindAddress(config: Pick<GatewayConfig, 'HOST' | 'RECONCYL_TOKEN' | 'AUTH'>): string {
  const isGuarded = config.RECONCYL_TOKEN !== undefined || config.AUTH === 'none';
  if (config.HOST === undefined) return isGuarded ? '0.0.0.0' : '127.0.0.1';
  if (!isGuarded && !loopback.has(config.HOST)) {
    throw new ConfigError([
      'HOST, or --host, is beyond this machine: set RECONCYL_TOKEN, or AUTH=none when something in front checks who asks',
    ]);
  }
  return config.HOST;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
