import { allConsumers, type ConsumerDeclaration, type Traffic } from '../traffic.ts';
import { inboxConsumer, type Names, namesOf } from './names.ts';

/** The subjects that a user of a NATS server may use, and no others. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The inboxes of a user: a bus of that user must be opened with it, or it hears no answer. */
export function inboxPrefixOf(user: string): string {
  return `_INBOX_${user}`;
}

/** What a service needs that does what it is declared to do, on streams and consumers that others make. */
export function permissionsOfTraffic(user: string, traffic: Traffic, prefix = 'reconcyl'): Permissions {
  const names = namesOf(prefix);
  const { publishes, consumes, broadcasts, listens, readsLag } = traffic;
  return {
    publish: [
      ...publishes.map((type) => names.eventsOf(type)),
      ...broadcasts.map(names.core),
      ...lookAtStreams(names),
      ...consumes.flatMap(({ name }) => workAs(names, name)),
      ...(readsLag ? lookAtLag(names) : []),
    ],
    subscribe: [`${inboxPrefixOf(user)}.>`, ...listens.map(names.core)],
  };
}

/**
 * What one needs who makes streams and consumers that are not there, or, with `change`, also changes them. On the way of making a
 * consumer the server lets it be changed, too.
 */
export function permissionsToEnsure(
  user: string,
  {
    change,
    consumers = allConsumers,
  }: { readonly change: boolean; readonly consumers?: readonly ConsumerDeclaration[] },
  prefix = 'reconcyl',
): Permissions {
  const names = namesOf(prefix);
  const streams = [names.eventStream, names.deadStream];
  return {
    publish: [
      ...lookAtStreams(names),
      ...streams.map((stream) => `$JS.API.STREAM.CREATE.${stream}`),
      ...(change ? streams.map((stream) => `$JS.API.STREAM.UPDATE.${stream}`) : []),
      ...consumers.flatMap(({ name }) => [
        `$JS.API.CONSUMER.INFO.${names.eventStream}.${name}`,
        `$JS.API.CONSUMER.DURABLE.CREATE.${names.eventStream}.${name}`,
      ]),
    ],
    subscribe: [`${inboxPrefixOf(user)}.>`],
  };
}

/** What one needs who removes events that all have settled. The server cannot tell them from others. */
export function permissionToMakeRoom(prefix = 'reconcyl'): Permissions {
  return { publish: [`$JS.API.STREAM.PURGE.${namesOf(prefix).eventStream}`], subscribe: [] };
}

/** What one needs who hears what the bucket says, and makes the stream of it when it is not there. */
export function permissionsToHearInbox(prefix = 'reconcyl'): Permissions {
  const { inboxStream } = namesOf(prefix);
  return {
    publish: [
      `$JS.API.STREAM.INFO.${inboxStream}`,
      `$JS.API.STREAM.CREATE.${inboxStream}`,
      `$JS.API.CONSUMER.INFO.${inboxStream}.${inboxConsumer}`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${inboxStream}.${inboxConsumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.${inboxStream}.${inboxConsumer}`,
      `$JS.ACK.${inboxStream}.${inboxConsumer}.>`,
    ],
    subscribe: [],
  };
}

/** What a bucket needs that says what came into its inbox. MinIO has no inboxes of its own, so it hears answers where all others do not. */
export function permissionsOfBucket(prefix = 'reconcyl'): Permissions {
  return { publish: [namesOf(prefix).inbox], subscribe: ['_INBOX.>'] };
}

/** What one needs who looks at dead letters and puts them back. */
export function permissionsForDeadLetters(user: string, prefix = 'reconcyl'): Permissions {
  const names = namesOf(prefix);
  return {
    publish: [
      ...lookAtStreams(names),
      `$JS.API.STREAM.MSG.GET.${names.deadStream}`,
      `$JS.API.STREAM.MSG.DELETE.${names.deadStream}`,
      `$JS.API.CONSUMER.INFO.${names.eventStream}.*`,
      names.allRedrives,
      ...lookAtLag(names),
    ],
    subscribe: [`${inboxPrefixOf(user)}.>`],
  };
}

export function joinPermissions(...all: readonly Permissions[]): Permissions {
  const joined = (of: (permissions: Permissions) => readonly string[]) => [...new Set(all.flatMap(of))];
  return { publish: joined(({ publish }) => publish), subscribe: joined(({ subscribe }) => subscribe) };
}

const lookAtStreams = ({ eventStream, deadStream }: Names) => [
  `$JS.API.STREAM.INFO.${eventStream}`,
  `$JS.API.STREAM.INFO.${deadStream}`,
];

const lookAtLag = ({ eventStream }: Names) => [
  `$JS.API.CONSUMER.LIST.${eventStream}`,
  `$JS.API.STREAM.MSG.GET.${eventStream}`,
];

const workAs = (names: Names, consumer: string) => [
  `$JS.API.CONSUMER.INFO.${names.eventStream}.${consumer}`,
  `$JS.API.CONSUMER.MSG.NEXT.${names.eventStream}.${consumer}`,
  `$JS.ACK.${names.eventStream}.${consumer}.>`,
  names.deadLetter(`${consumer}.>`),
];
