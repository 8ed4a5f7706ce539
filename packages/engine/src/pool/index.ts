export { type Watched, watchProgress } from '../progress/watch-progress.ts';
export { createEnginePool, type EnginePool, type EnginePoolOptions, type Timed } from './engine-pool.ts';
