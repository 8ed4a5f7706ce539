import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type ConsumerConfig, JetStreamApiError, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import { ReconcylError } from '@reconcyl/contracts';
import { isNotFound, toUnavailable } from './errors.ts';
import type { ConsumerSettings, StreamDeclaration } from './settings.ts';

/** What became of one stream or consumer. */
export interface Ensured {
  /** Such as `stream reconcyl_events`. */
  readonly what: string;
  readonly action: 'created' | 'changed' | 'kept';
  /** Settings that are not as they are declared (or were not, before they were changed), such as `max_age: 1, not 2`. */
  readonly differences: readonly string[];
}

/** How far a bus may go: only look, make what is not there, or also change what is there. */
export type EnsureMode = 'check' | 'create' | 'change';

/** Settings of a stream that a server never changes. */
const fixedOfStream = ['storage', 'retention'];
/** Settings of a consumer that a server never changes. */
const fixedOfConsumer = ['ack_policy', 'replay_policy'];

/** Makes or changes a stream as far as the mode goes. Throws when it is not there, or cannot become what it must be. */
export function ensureStream(jsm: JetStreamManager, wanted: StreamDeclaration, mode: EnsureMode): Promise<Ensured> {
  return ensure<Partial<StreamConfig>>({
    what: `stream ${wanted.name}`,
    wanted,
    fixed: fixedOfStream,
    mode,
    read: async () => (await jsm.streams.info(wanted.name)).config,
    create: () => withoutStoreFailure(() => jsm.streams.add(wanted)),
    change: (settings) => jsm.streams.update(wanted.name, settings),
  });
}

/** What a server answers that could not make the files of a stream. */
const storeFailed = 10_049;

/** Under load a server failed to make a store that it made in the next moment (seen once in some hundred): tried three times. */
async function withoutStoreFailure<Made>(make: () => Promise<Made>): Promise<Made> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof JetStreamApiError && error.code === storeFailed) || tries === 3) throw error;
      await wait(200 * tries);
    }
  }
}

/** The same for a durable consumer; `start` says where one begins that is new. */
export function ensureConsumer(
  jsm: JetStreamManager,
  stream: string,
  wanted: ConsumerSettings,
  start: Partial<ConsumerConfig>,
  mode: EnsureMode,
): Promise<Ensured> {
  return ensure<Partial<ConsumerConfig>>({
    what: `consumer ${wanted.durable_name}`,
    wanted,
    fixed: fixedOfConsumer,
    mode,
    read: async () => (await jsm.consumers.info(stream, wanted.durable_name)).config,
    create: () => jsm.consumers.add(stream, { ...wanted, ...start }),
    change: (settings) => jsm.consumers.update(stream, wanted.durable_name, settings),
  });
}

interface Subject<Settings> {
  readonly what: string;
  readonly wanted: Settings;
  readonly fixed: readonly string[];
  readonly mode: EnsureMode;
  readonly read: () => Promise<Settings>;
  readonly create: () => Promise<unknown>;
  readonly change: (settings: Settings) => Promise<unknown>;
}

async function ensure<Settings extends object>(subject: Subject<Settings>): Promise<Ensured> {
  const { what, wanted, fixed, mode } = subject;
  let found = await find(subject);
  if (found === undefined) {
    if (mode === 'check') throw new ReconcylError('RECON_UNAVAILABLE', `The message bus has no ${what}.`);
    const isMine = await subject.create().then(
      () => true,
      async (error: unknown) => {
        // Another process may have made it in the same moment.
        found = await find(subject);
        if (found === undefined) throw refused(what, error);
        return false;
      },
    );
    if (isMine) return { what, action: 'created', differences: [] };
  }
  const different = differencesOf(wanted, found ?? {});
  const differences = different.map(([, text]) => text);
  const fixedOnes = different.filter(([name]) => fixed.includes(name)).map(([, text]) => text);
  if (fixedOnes.length > 0) throw mustBeMadeAnew(what, fixedOnes);
  if (mode !== 'change' || different.length === 0) return { what, action: 'kept', differences };
  try {
    // With everything else as it stands: what is not said would go back to its default.
    await subject.change({ ...(found as Settings), ...wanted });
  } catch (error) {
    throw refused(what, error, differences);
  }
  return { what, action: 'changed', differences };
}

async function find<Settings>({ read }: Subject<Settings>): Promise<Settings | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toUnavailable(error);
  }
}

/** Only what is declared counts. */
function differencesOf(wanted: object, found: object): [string, string][] {
  const has = found as Record<string, unknown>;
  return Object.entries(wanted).flatMap(([name, value]): [string, string][] => {
    if (isDeepStrictEqual(sorted(value), sorted(has[name]))) return [];
    return [[name, `${name}: ${shown(has[name])}, not ${shown(value)}`]];
  });
}

const sorted = (value: unknown) => (Array.isArray(value) ? [...value].sort() : value);
const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

function mustBeMadeAnew(what: string, differences: readonly string[]): ReconcylError {
  const told = differences.join('; ');
  return new ReconcylError(
    'RECON_ENVIRONMENT_INVALID',
    `The ${what} of the message bus has ${told}. A server cannot change that: delete it while nothing waits in it, and it is made anew.`,
  );
}

/** The server's own words: it alone knows its limits. */
function refused(what: string, error: unknown, differences: readonly string[] = []): ReconcylError {
  if (!(error instanceof JetStreamApiError)) return toUnavailable(error);
  const wanted = differences.length === 0 ? '' : ` (${differences.join('; ')})`;
  return new ReconcylError(
    'RECON_ENVIRONMENT_INVALID',
    `The message bus refuses the ${what} as it is declared${wanted}: ${error.message}.`,
    { cause: error },
  );
}
