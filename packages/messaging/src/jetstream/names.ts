import type { EventType, Lane, ReconcylEvent } from '@reconcyl/contracts';

/** The names of everything that one installation has on a NATS server; several may share a server under other prefixes. */
export interface Names {
  readonly eventStream: string;
  readonly deadStream: string;
  /** Where an event is published: `<prefix>.events.<lane>.<tenant>.<type without reconcyl.>`. */
  readonly event: (event: Pick<ReconcylEvent, 'type' | 'lane' | 'tenant'>) => string;
  /** What a consumer filters by: the events of a type, of one lane or of all. */
  readonly eventsOf: (type: EventType, lane?: Lane | undefined) => string;
  readonly allEvents: string;
  /** Messages for one consumer alone: what was put back from the dead letters. */
  readonly redrive: (consumer: string) => string;
  readonly allRedrives: string;
  /** One dead letter; its id begins with the consumer. */
  readonly deadLetter: (id: string) => string;
  readonly allDeadLetters: string;
  /** What the bucket says of its inbox, and the stream that keeps it for a while. */
  readonly inbox: string;
  readonly inboxStream: string;
  /** A channel of core messages; `>` at its end stands for all below. */
  readonly core: (channel: string) => string;
}

/** The durable consumer of what the bucket says. */
export const inboxConsumer = 'inbox';

const token = /^[A-Za-z0-9_-]{1,100}$/;
const tokens = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** Throws a TypeError for a prefix that cannot be part of a name; so do the functions for theirs. */
export function namesOf(prefix: string): Names {
  const name = checked(prefix, token, 'prefix');
  return {
    eventStream: `${name}_events`,
    deadStream: `${name}_dead`,
    event: ({ type, lane, tenant }) => `${name}.events.${lane}.${checked(tenant, token, 'tenant')}.${suffixOf(type)}`,
    eventsOf: (type, lane) => `${name}.events.${lane ?? '*'}.*.${suffixOf(type)}`,
    allEvents: `${name}.events.>`,
    redrive: (consumer) => `${name}.redrive.${checkedConsumer(consumer)}`,
    allRedrives: `${name}.redrive.*`,
    deadLetter: (id) => `${name}.dead.${id}`,
    allDeadLetters: `${name}.dead.>`,
    inbox: `${name}.inbox`,
    inboxStream: `${name}_inbox`,
    core: (channel) => `${name}.core.${channel}`,
  };
}

/** A consumer's name is part of subjects and of the server's paths. */
export function checkedConsumer(name: string): string {
  return checked(name, token, 'consumer name');
}

/** A channel of core messages: words with dots between them. */
export function checkedChannel(channel: string): string {
  return checked(channel, tokens, 'channel');
}

/** Types are three words, `reconcyl.files.normalized.v1` for one; the first says nothing here. */
function suffixOf(type: EventType): string {
  return type.slice('reconcyl.'.length);
}

function checked(text: string, pattern: RegExp, what: string): string {
  if (!pattern.test(text)) throw new TypeError(`${JSON.stringify(text)} cannot be a ${what}.`);
  return text;
}
