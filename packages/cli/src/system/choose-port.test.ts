import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { choosePort } from './choose-port.ts';

describe('choosePort', () => {
  it('gives a free port for 0, and leaves it free', async () => {
    const port = await choosePort('127.0.0.1', 0);
    expect(port).toBeGreaterThan(0);
    expect(await choosePort('127.0.0.1', port)).toBe(port);
  });

  it('says that a port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      await expect(choosePort('127.0.0.1', port)).rejects.toMatchObject({ code: 'RECON_PORT_IN_USE' });
    } finally {
      server.close();
    }
  });

  it('says that an address is not of this machine', async () => {
    await expect(choosePort('192.0.2.1', 0)).rejects.toMatchObject({ code: 'RECON_USAGE' });
  });
});
