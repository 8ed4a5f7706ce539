import { createJetstreamBus } from '../../adapters/jetstream.ts';
import { createSqliteBus } from '../../adapters/sqlite.ts';
import type { Bus } from '../../bus.ts';

/** Opens the bus that the parameters of a process name: `sqlite <file>` or `jetstream <url> <prefix>`. */
export function openBus([kind, address = '', prefix = '']: readonly string[]): Promise<Bus> {
  if (kind === 'sqlite') return createSqliteBus({ file: address });
  return createJetstreamBus({ servers: address, prefix, streams: { maxBytes: 64e6, maxDeadBytes: 16e6 } });
}
