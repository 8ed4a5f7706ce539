export * from './open-bus.ts';
export * from './open-drop-box.ts';
export * from './open-object-store.ts';
export * from './open-task-store.ts';
