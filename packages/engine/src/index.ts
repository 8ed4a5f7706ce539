export * from './types.ts';
export { engineVersion } from './version.ts';
