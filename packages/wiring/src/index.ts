export { ensureBus } from './ensure-bus.ts';
export { openBus } from './open-bus.ts';
export * from './open-drop-box.ts';
export * from './open-inbox-notices.ts';
export * from './open-object-store.ts';
export * from './open-scratch.ts';
export * from './open-task-store.ts';
export * from './run-service.ts';
