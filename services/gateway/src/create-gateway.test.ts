import { makeSecret } from '@reconcyl/service-kit';
import { describe, expect, it } from 'vitest';
import { createGateway } from './create-gateway.ts';
import { eventually } from './testing/eventually.ts';
import { form, pair } from './testing/form.ts';
import { gatewayUnderTest } from './testing/gateway-under-test.ts';
import { formEnd, partHead, rawClient, uploadHead } from './testing/raw-client.ts';

describe('the gateway as a service', () => {
  it('listens on a free port, says where, and stops', async () => {
    const { dependencies, config } = await gatewayUnderTest();
    const gateway = createGateway(dependencies, config);
    expect(() => gateway.url()).toThrow('does not listen');
    await gateway.start();
    const url = gateway.url();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { headers, payload } = form(...pair);
    const answer = await fetch(`${url}/upload/`, { method: 'POST', headers, body: payload });
    const body = (await answer.json()) as { task_id: string; links: { self: string } };
    expect(body.links.self).toBe(`${url}/api/v1/reconciliations/${body.task_id}`);
    expect(await gateway.ready()).toEqual({ ready: true, reasons: [] });
    await gateway.stop(1000);
    await gateway.stop(1000);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('does not start beyond this machine for everyone', async () => {
    const { dependencies, config } = await gatewayUnderTest();
    await expect(createGateway(dependencies, { ...config, HOST: '0.0.0.0' }).start()).rejects.toThrow(
      'beyond this machine',
    );
    const guarded = createGateway(dependencies, { ...config, RECONCYL_TOKEN: makeSecret('a-token-of-the-test') });
    await guarded.start();
    expect((await fetch(`${guarded.url()}/api/v1/reconciliations`)).status).toBe(401);
    await guarded.stop(0);
  });

  it('ends what does not end by itself when its grace is over, and leaves nothing of it behind', async () => {
    const { dependencies, config, store } = await gatewayUnderTest();
    const gateway = createGateway(dependencies, config);
    await gateway.start();
    const client = await rawClient(Number(new URL(gateway.url()).port));
    await client.send(uploadHead(1000) + partHead('source'));
    await client.send('id\n');
    await gateway.stop(20);
    await eventually(client.isClosed).toBe(true);
    expect(store.keys()).toEqual([]);
  });

  it('takes an upload that announces no length', async () => {
    const { dependencies, config, store } = await gatewayUnderTest();
    const gateway = createGateway(dependencies, config);
    await gateway.start();
    const client = await rawClient(Number(new URL(gateway.url()).port));
    const body = `${partHead('source')}id\n1\n\r\n${partHead('target')}id\n1\n${formEnd}`;
    await client.send(`${uploadHead('chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    await eventually(client.received).toContain('HTTP/1.1 202');
    expect(store.keys()).toHaveLength(4);
    client.hangUp();
    await gateway.stop(1000);
  });
});
