import { usersConf } from '@reconcyl/messaging/jetstream';

/** deploy/nats/users.conf: who may do what on the bus, from what the services declare to do there. */
export function natsUsers(): string {
  return `# Made by \`npm run docs\` from packages/messaging/src/traffic.ts.\n\n${usersConf()}`;
}
