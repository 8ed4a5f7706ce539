import { busConfig, dataConfig, defineConfig, readConfig } from '@reconcyl/service-kit';
import { ensureBus } from '@reconcyl/wiring';
import type { Environment } from './settings.ts';

const config = defineConfig({ ...dataConfig, ...busConfig });

/** Streams and consumers of the NATS that the environment names, made what this version declares. */
export const ensureBusOfEnvironment = (env: Environment) => ensureBus(readConfig(config, env));
