import { describe, expect, it } from 'vitest';
import { createHealthApp, startHealthServer } from './health-server.ts';
import { createMetrics } from './metrics.ts';
import { isReady, type Readiness, type Service } from './service.ts';

const service = (name: string, ready: () => Promise<Readiness>): Service => ({
  ...{ name, ready, start: () => Promise.resolve(), stop: () => Promise.resolve() },
});
const well = service('well', () => Promise.resolve(isReady));
const waits = service('waits', () => Promise.resolve({ ready: false, reasons: ['bus'] }));
const broken = service('broken', () => Promise.reject(new Error('secret detail')));

describe('the health routes', () => {
  it('say that the process lives, whatever its services say', async () => {
    const app = createHealthApp({ services: [broken], metrics: createMetrics('test') });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    await app.close();
  });

  it('say ready only when every service is, and what is missing', async () => {
    const app = createHealthApp({ services: [well, waits], metrics: createMetrics('test') });
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ services: [{ ready: true }, { name: 'waits', reasons: ['bus'] }] });
    await app.close();
  });

  it('do not tell why a service could not answer', async () => {
    const app = createHealthApp({ services: [broken], metrics: createMetrics('test') });
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.body).not.toContain('secret detail');
    await app.close();
  });

  it('give the measures', async () => {
    const metrics = createMetrics('test');
    metrics.worked({ stage: 'render', lane: 'small', outcome: 'done' }, 0.2);
    metrics.lag([{ consumer: 'render-small', waiting: 3, inFlight: 1, oldestAgeMs: 2500 }]);
    metrics.deadLettered('render', 'RECON_INTERNAL');
    const app = createHealthApp({ services: [], metrics });
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain(
      'reconcyl_stage_duration_seconds_count{service="test",stage="render",lane="small",outcome="done"} 1',
    );
    expect(body).toContain('reconcyl_consumer_oldest_seconds{consumer="render-small",service="test"} 2.5');
    expect(body).toContain('reconcyl_dead_letters_total{stage="render",reason="RECON_INTERNAL",service="test"} 1');
    await app.close();
  });

  it('are served on a port that is free, and no more once it is closed', async () => {
    const server = await startHealthServer({
      host: '127.0.0.1',
      port: 0,
      services: [well],
      metrics: createMetrics('t'),
    });
    const url = `http://127.0.0.1:${server.port}/healthz`;
    expect((await fetch(url)).status).toBe(200);
    await server.close();
    await expect(fetch(url)).rejects.toThrow();
  });
});
