import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ReconcylError } from '@reconcyl/contracts';

/**
 * Makes sure that the port can be had, before anything is started; 0 gives one that is free. Links into reports and mails need to
 * know it from the start. Throws RECON_PORT_IN_USE.
 */
export async function choosePort(host: string, port: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  } catch (error) {
    throw portError(error, port);
  } finally {
    if (probe.listening) await new Promise((resolve) => probe.close(resolve));
  }
}

/** What a failed `listen` means to the one who chose the port. */
export function portError(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new ReconcylError('RECON_PORT_IN_USE', `Port ${port}.`, { cause: error });
  if (code === 'EACCES')
    return new ReconcylError('RECON_USAGE', `Port ${port} is not for this user.`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ReconcylError('RECON_USAGE', 'The address of --host is not one of this machine.', { cause: error });
  }
  return error;
}
