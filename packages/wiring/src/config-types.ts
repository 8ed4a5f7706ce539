import type {
  busConfig,
  commonConfig,
  concurrencyConfig,
  dataConfig,
  defineConfig,
  objectStoreConfig,
  scratchConfig,
  taskStoreConfig,
} from '@reconcyl/service-kit';
import type * as z from 'zod';

type Read<Shape extends z.ZodRawShape> = z.output<ReturnType<typeof defineConfig<Shape>>>;

/** What a service read of its environment for the bus, the object store, the task store and the folder for work in hand. */
export type BusConfig = Read<typeof busConfig & typeof dataConfig>;
export type ObjectStoreConfig = Read<typeof objectStoreConfig & typeof dataConfig>;
export type ScratchConfig = Read<typeof scratchConfig & typeof dataConfig>;
export type TaskStoreConfig = Read<typeof taskStoreConfig & typeof dataConfig>;

/** What every service reads, and what a stage reads. */
export type ServiceConfig = BusConfig & ObjectStoreConfig & Read<typeof commonConfig>;
export type StageConfig = ServiceConfig & ScratchConfig & Read<typeof concurrencyConfig>;
