export * from './documents.ts';
export * from './object-store.ts';
