export * from './dying-ports.ts';
export * from './fixtures.ts';
export * from './memory-bus.ts';
export * from './memory-object-store.ts';
export * from './memory-task-store.ts';
