import { resolve } from 'node:path';
import { bindAddress } from '@reconcyl/gateway';
import { dataPaths } from '@reconcyl/service-kit';
import { choosePort, portError } from './system/choose-port.ts';
import { createClosers } from './system/closers.ts';
import { lockDataFolder } from './system/data-folder-lock.ts';
import { type Environment, readSettings } from './system/settings.ts';
import { wire } from './system/wire.ts';

export interface SystemOptions {
  /** Made when it is not there; one process at a time serves it. */
  readonly dataFolder: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Default 127.0.0.1. Other machines are served only with RECONCYL_TOKEN, or with AUTH=none. */
  readonly host?: string | undefined;
  /** Variables of the services (docs/environment.md). Nothing else of the environment is read. */
  readonly env?: Environment | undefined;
  /** Where the lines of the log go; default: nowhere. */
  readonly log?: ((line: string) => void) | undefined;
}

export interface RunningSystem {
  /** Address of the gateway, without a last slash. */
  readonly url: string;
  readonly dataFolder: string;
  /** Mails lie here as .eml files when neither Postmark nor SMTP is set. */
  readonly mailFolder: string;
  /** Files that are dropped here, in a folder each pair, are run. Undefined where they lie in a bucket, or are not looked at. */
  readonly inboxFolder: string | undefined;
  /** Takes no new work, finishes or hands back what it has in hand, closes everything. A second call waits for the first. */
  readonly stop: () => Promise<void>;
}

/**
 * All six services in this process on the embedded adapters: the same handlers as in six processes. Throws RECON_PORT_IN_USE,
 * RECON_DATA_FOLDER_IN_USE and ConfigError; when it throws, nothing stays open.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const dataFolder = resolve(options.dataFolder);
  const given = { LOG_LEVEL: 'warn', ...options.env, DATA_DIR: dataFolder, HOST: options.host ?? options.env?.HOST };
  const address = bindAddress(readSettings(given).gateway);
  const closers = createClosers();
  try {
    closers.add(lockDataFolder(dataFolder));
    const port = await choosePort(address, options.port);
    const settings = readSettings({ PUBLIC_URL: `http://127.0.0.1:${port}`, ...given, PORT: String(port) });
    const graceMs = settings.normalizer.GRACE_MS;
    const { gateway, services, drops } = await wire(settings, options.log ?? (() => {}), closers);
    closers.add(() => Promise.all(services.map((service) => service.stop(graceMs))));
    for (const service of services) await service.start();
    // Last, when all who must hear of an upload listen; and first to stop, when no new one may come.
    closers.add(() => gateway.stop(graceMs));
    await gateway.start().catch((error: unknown) => {
      throw portError(error, port);
    });
    closers.add(() => drops?.stop(graceMs));
    await drops?.start();
    let stopping: Promise<void> | undefined;
    return {
      url: gateway.url(),
      dataFolder,
      mailFolder: dataPaths(dataFolder).mail,
      inboxFolder: drops && settings.status.S3_URL === undefined ? dataPaths(dataFolder).inbox : undefined,
      stop: () => {
        stopping ??= closers.closeAll();
        return stopping;
      },
    };
  } catch (error) {
    await closers.closeAll().catch(() => {});
    throw error;
  }
}
