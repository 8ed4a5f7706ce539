export { type RunningSystem, type SystemOptions, startSystem } from './composition.ts';
export { type Io, processIo } from './io.ts';
export { main } from './main.ts';
export { writeSummary } from './terminal/write-summary.ts';
