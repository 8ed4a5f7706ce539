import { type BusService, busServices, traffic } from '../traffic.ts';
import {
  joinPermissions,
  type Permissions,
  permissionsForDeadLetters,
  permissionsOfBucket,
  permissionsOfTraffic,
  permissionsToEnsure,
  permissionsToHearInbox,
  permissionToMakeRoom,
} from './permissions.ts';

/** A user of the bus: a service, one of those who look after it, or the bucket that tells of its inbox. */
export type BusUser = BusService | 'ensure' | 'operator' | 'minio';

/**
 * Everybody who needs the bus, with what they may do there. The status service may make what is not there, for all: so a server
 * that has lost its store is put in order without anybody's help; and it makes room. Only `ensure` changes settings.
 */
export function busUsers(prefix = 'reconcyl'): Record<BusUser, Permissions> {
  const services = busServices.map((service): [BusUser, Permissions] => {
    const own = permissionsOfTraffic(service, traffic[service], prefix);
    if (service === 'gateway') return [service, joinPermissions(own, permissionsToHearInbox(prefix))];
    if (service !== 'status') return [service, own];
    return [
      service,
      joinPermissions(own, permissionsToEnsure(service, { change: false }, prefix), permissionToMakeRoom(prefix)),
    ];
  });
  return Object.fromEntries([
    ...services,
    ['ensure', permissionsToEnsure('ensure', { change: true }, prefix)],
    ['operator', permissionsForDeadLetters('operator', prefix)],
    ['minio', permissionsOfBucket(prefix)],
  ]) as Record<BusUser, Permissions>;
}

/** The variable in which a server finds the password of a user. */
export function passwordVariableOf(user: BusUser): string {
  return `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`;
}

/** The users as a part of nats.conf. */
export function usersConf(prefix = 'reconcyl'): string {
  const list = (subjects: readonly string[]) => subjects.map((subject) => `          "${subject}"`).join('\n');
  const users = Object.entries(busUsers(prefix)).map(([user, { publish, subscribe }]) =>
    [
      '    {',
      `      user: "${user}"`,
      `      password: $${passwordVariableOf(user as BusUser)}`,
      '      permissions {',
      '        publish: [',
      list(publish),
      '        ]',
      '        subscribe: [',
      list(subscribe),
      '        ]',
      '      }',
      '    }',
    ].join('\n'),
  );
  return ['authorization {', '  timeout: 5', '  users: [', ...users, '  ]', '}', ''].join('\n');
}
