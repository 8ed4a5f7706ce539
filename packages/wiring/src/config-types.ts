import type { busConfig, dataConfig, defineConfig, objectStoreConfig, taskStoreConfig } from '@reconcyl/service-kit';
import type * as z from 'zod';

type Read<Shape extends z.ZodRawShape> = z.output<ReturnType<typeof defineConfig<Shape>>>;

/** What a service read of its environment for the bus, the object store and the task store. */
export type BusConfig = Read<typeof busConfig & typeof dataConfig>;
export type ObjectStoreConfig = Read<typeof objectStoreConfig & typeof dataConfig>;
export type TaskStoreConfig = Read<typeof taskStoreConfig & typeof dataConfig>;
