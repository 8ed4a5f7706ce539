export { createEnginePool, type EnginePool, type EnginePoolOptions, type Timed } from './engine-pool.ts';
