/** Starts one server of each kind and waits to be ended. Prints, of each, where it is. */
import { startMinio } from '../minio.ts';
import { startNats } from '../nats.ts';
import { startRedis } from '../redis.ts';
import { startSeaweed } from '../seaweed.ts';
import { startToxiproxy } from '../toxiproxy.ts';

const servers = await Promise.all([startNats(), startRedis(), startMinio(), startSeaweed(), startToxiproxy()]);
servers[0].freeze();
const [redis] = servers.slice(1);
// Another process than the first: the one to be ended is the last that ran.
await redis?.kill();
await redis?.start();
process.stdout.write(`${JSON.stringify(servers.map(({ port, dataDir }) => ({ port, dataDir })))}\n`);
setInterval(() => undefined, 1000);
