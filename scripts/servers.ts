/**
 * The real servers that tests and development use.
 *
 * Usage: npm run servers:install        installs what is missing
 *        npm run servers [-- <folder>]  runs NATS, Redis and MinIO until Ctrl-C, their data in that folder (reconcyl-servers)
 */
import { installServers } from './servers/install.ts';
import { runServers } from './servers/run.ts';

const [command, folder = 'reconcyl-servers'] = process.argv.slice(2);
if (command === 'install') process.exitCode = (await installServers()) ? 0 : 1;
else if (command === 'start') process.exitCode = await runServers(folder);
else {
  console.error('usage: node scripts/servers.ts install | start [folder]');
  process.exitCode = 2;
}
