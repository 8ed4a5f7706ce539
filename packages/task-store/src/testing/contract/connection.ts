import { describe, expect, it } from 'vitest';
import type { ContractContext } from './types.ts';

export function describeConnection(context: ContractContext): void {
  describe('a connection', () => {
    it('answers a ping while it is open, and rejects everything when it is closed', async () => {
      await context.store.ping();
      const other = await context.open();
      await other.close();
      await expect(other.ping()).rejects.toThrow();
      await expect(other.get('default', 'x')).rejects.toThrow();
      await expect(other.list({ tenant: 'default', limit: 1 })).rejects.toThrow();
    });

    it('may be closed again', async () => {
      const other = await context.open();
      await other.close();
      await other.close();
    });
  });
}
