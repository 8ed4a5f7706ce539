import { inspect } from 'node:util';
import * as z from 'zod';

/** A value that no log line, error, JSON or inspection shows: only `reveal` gives it. */
export interface Secret {
  readonly reveal: () => string;
  readonly toString: () => string;
  readonly toJSON: () => string;
}

const shown = '***';

/** Hides a value; for tests and for secrets that do not come from the environment. */
export function makeSecret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: () => shown,
    toJSON: () => shown,
    [inspect.custom]: () => shown,
  });
}

/** A secret variable. It may also be given as a file, by the same name with `_FILE`. */
export function secret() {
  return z
    .string()
    .min(1)
    .max(8192)
    .transform(makeSecret)
    .meta({ secret: true, bounds: 'text; or the path of a file that holds it, in the same name with _FILE' });
}
