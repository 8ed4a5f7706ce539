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

const orFile = 'or the path of a file that holds it, in the same name with _FILE';

/** A secret variable. It may also be given as a file, by the same name with `_FILE`. */
export function secret() {
  return z
    .string()
    .min(1)
    .max(8192)
    .transform(makeSecret)
    .meta({ secret: true, bounds: `text; ${orFile}` });
}

/** A secret variable that is an address of one of these schemes, with a host; it may hold a user and a password. */
export function secretAddress(schemes: readonly [string, ...string[]]) {
  return z
    .string()
    .max(8192)
    .refine((value) => isAddress(value, schemes))
    .transform(makeSecret)
    .meta({
      secret: true,
      bounds: `an ${schemes.map((name) => `${name}://`).join(' or ')} address with a host; ${orFile}`,
    });
}

function isAddress(value: string, schemes: readonly string[]): boolean {
  const url = URL.parse(value);
  if (url === null || url.hostname === '' || !schemes.includes(url.protocol.slice(0, -1))) return false;
  try {
    decodeURIComponent(url.username + url.password);
    return true;
  } catch {
    return false;
  }
}
