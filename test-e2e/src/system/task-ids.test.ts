import { describe, expect, it, vi } from 'vitest';
import { json, request } from '../support/client.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs });

const ids = [
  ['an unknown id', '01a20685-7ce8-7089-b1a6-ac81f5431092'],
  ['an id of another UUID version', '5f0b8a4e-6b0e-4f5e-9a53-0a3d5f6b7c8d'],
  ['a word', 'nonsense'],
  ['a path that climbs', '..%2F..%2Fetc%2Fpasswd'],
  ['a NUL', '%00'],
  ['a broken escape', '%zz'],
  ['an id in capitals', '01A20685-7CE8-7089-B1A6-AC81F5431092'],
  ['a very long id', 'a'.repeat(5000)],
  ['SQL', "1'%20or%20'1'='1"],
] as const;

describe('a task id that does not exist', () => {
  const system = systemOfTests();

  it.each(ids)('is not found, and never "Processing...", with %s', async (_, id) => {
    for (const path of ['/api/v1/reconcile/results/', '/reconciliation/']) {
      for (const slash of ['', '/']) {
        const answer = await request(`${system().url}${path}${id}${slash}`);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(json(answer)).toMatchObject({ code: expect.stringMatching(/^RECON_(ROUTE_)?NOT_FOUND$/) });
      }
    }
  });

  it.each(ids.slice(0, 3))('is 404 on the fixed path and a problem document on the others, with %s', async (_, id) => {
    expect((await request(`${system().url}/api/v1/reconcile/results/${id}/`)).status).toBe(404);
    for (const rest of ['', '/report', '/breaks', '/rejects', '/events']) {
      const answer = await request(`${system().url}/api/v1/reconciliations/${id}${rest}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(json(answer)).toMatchObject({ status: 404, code: 'RECON_NOT_FOUND' });
    }
    const gone = await request(`${system().url}/api/v1/reconciliations/${id}`, { method: 'DELETE' });
    const retried = await request(`${system().url}/api/v1/reconciliations/${id}/retry`, { method: 'POST' });
    expect([gone.status, retried.status]).toEqual([404, 404]);
  });
});
