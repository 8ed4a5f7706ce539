export { type ChangeHub, joinChangeHub } from './change-hub.ts';
export { createPrivateFile } from './create-private-file.ts';
export { type OpenOptions, openDatabase } from './open-database.ts';
export { isGone, processIdentity } from './process-identity.ts';
export { toCodedError } from './sqlite-errors.ts';
export { watchChanges } from './watch-changes.ts';
