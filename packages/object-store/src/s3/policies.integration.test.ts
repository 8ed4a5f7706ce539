import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { objectKeys } from '@reconcyl/contracts';
import { findBinary, type S3Server, startMinio } from '@reconcyl/testing/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3ObjectStore, type S3ObjectStore } from '../adapters/s3.ts';
import { keysBelow, streamOf } from '../testing/contract/helpers.ts';

const folder = new URL('../../../../deploy/minio/', import.meta.url);
const execute = promisify(execFile);
const of = ['default', '01890000-0000-7000-8000-000000000000'] as const;
const hash = 'f'.repeat(64);

/** One key of every kind that there is, and one that belongs to nobody. */
const keys = {
  request: objectKeys.request(...of),
  input: objectKeys.input(...of, 'source'),
  ruleset: objectKeys.ruleset(...of),
  attempt: objectKeys.attempt(...of, 2),
  plan: objectKeys.plan(...of, 1),
  normalizeDone: objectKeys.done(...of, 1, 'normalize'),
  normalizeTry: objectKeys.tryMarker(...of, 1, 'normalize', 1),
  result: objectKeys.result(...of, 1, 'summary', hash),
  reconcileDone: objectKeys.done(...of, 1, 'reconcile'),
  reconcileTry: objectKeys.tryMarker(...of, 1, 'reconcile', 1),
  report: objectKeys.report(...of, 1, hash, 'html'),
  renderDone: objectKeys.done(...of, 1, 'render'),
  renderTry: objectKeys.tryMarker(...of, 1, 'render', 1),
  notifyTry: objectKeys.tryMarker(...of, 1, 'notify', 1),
  outcome: objectKeys.outcome(...of, 1),
  mailIntent: objectKeys.mailIntent(...of, 1),
  mailSent: objectKeys.mailSent(...of, 1),
  superseded: objectKeys.superseded(...of),
  deleted: objectKeys.deleted(...of),
  open: objectKeys.open(...of),
  idempotency: objectKeys.idempotency('default', 'key'),
  rulesetVersion: objectKeys.rulesetVersion('default', 'bank', 1),
  lease: objectKeys.sweepLease('default'),
  inboxLease: objectKeys.inboxLease('default'),
  drop: objectKeys.drop('default', 'bank'),
  dropped: `${objectKeys.inbox('default')}bank/source.csv`,
  shown: `${objectKeys.outbox('default', 'bank')}run.json`,
  nobodys: 'default/nobodys/object',
};
type Kind = keyof typeof keys;
const kinds = Object.keys(keys) as Kind[];
const inReconciliation = kinds.filter((kind) => keys[kind].startsWith(objectKeys.reconciliation(...of)));

const lists = {
  everything: '',
  tenant: 'default/',
  reconciliations: objectKeys.reconciliations('default'),
  reconciliation: objectKeys.reconciliation(...of),
  normalizeTries: `${objectKeys.stage(...of, 1, 'normalize')}tries/`,
  reconcileTries: `${objectKeys.stage(...of, 1, 'reconcile')}tries/`,
  renderTries: `${objectKeys.stage(...of, 1, 'render')}tries/`,
  notifyTries: `${objectKeys.stage(...of, 1, 'notify')}tries/`,
  open: objectKeys.openAll('default'),
  idempotency: objectKeys.idempotencyAll('default'),
  rulesets: objectKeys.rulesets('default'),
  bank: objectKeys.rulesetVersions('default', 'bank'),
  drops: objectKeys.drops('default'),
  inbox: objectKeys.inbox('default'),
  outbox: objectKeys.outbox('default', 'bank'),
};
type List = keyof typeof lists;
const listsInside: List[] = [
  'reconciliations',
  'reconciliation',
  'normalizeTries',
  'reconcileTries',
  'renderTries',
  'notifyTries',
];

interface Rights {
  readonly get: readonly Kind[];
  readonly put: readonly Kind[];
  readonly delete: readonly Kind[];
  readonly list: readonly List[];
}

/** What each service does, and who drops files, and all that they may do. */
const services: Readonly<Record<string, Rights>> = {
  gateway: {
    get: [...inReconciliation, 'open', 'idempotency', 'rulesetVersion', 'inboxLease', 'drop', 'dropped', 'shown'],
    put: [
      ...(['request', 'input', 'ruleset', 'attempt', 'deleted', 'open', 'idempotency', 'rulesetVersion'] as const),
      ...(['superseded', 'inboxLease', 'drop', 'shown'] as const),
    ],
    delete: [...inReconciliation, 'open', 'idempotency', 'rulesetVersion', 'shown'],
    list: [...listsInside, 'rulesets', 'bank', 'drops', 'inbox', 'outbox'],
  },
  normalizer: {
    ...{
      get: [
        'request',
        'input',
        'ruleset',
        'attempt',
        'plan',
        'normalizeDone',
        'normalizeTry',
        'outcome',
        'deleted',
        'open',
      ],
    },
    ...{ put: ['attempt', 'plan', 'normalizeDone', 'normalizeTry', 'outcome', 'open'], delete: ['normalizeTry'] },
    list: ['normalizeTries'],
  },
  reconciler: {
    get: [
      ...(['request', 'input', 'ruleset', 'attempt', 'plan', 'normalizeDone', 'normalizeTry', 'result'] as const),
      ...(['reconcileDone', 'reconcileTry', 'outcome', 'deleted', 'open'] as const),
    ],
    ...{ put: ['attempt', 'result', 'reconcileDone', 'reconcileTry', 'outcome', 'open'], delete: ['reconcileTry'] },
    list: ['reconcileTries'],
  },
  'report-renderer': {
    get: [
      ...(['request', 'attempt', 'plan', 'result', 'reconcileDone', 'reconcileTry', 'report', 'renderDone'] as const),
      ...(['renderTry', 'outcome', 'deleted', 'open'] as const),
    ],
    ...{ put: ['attempt', 'report', 'renderDone', 'renderTry', 'outcome', 'open'], delete: ['renderTry'] },
    list: ['renderTries'],
  },
  notifier: {
    get: [
      ...(['request', 'attempt', 'plan', 'result', 'reconcileDone', 'reconcileTry', 'report', 'renderDone'] as const),
      ...(['renderTry', 'notifyTry', 'outcome', 'mailIntent', 'mailSent', 'deleted'] as const),
    ],
    ...{ put: ['notifyTry', 'mailIntent', 'mailSent'], delete: ['notifyTry', 'mailIntent', 'mailSent'] },
    list: ['notifyTries'],
  },
  status: {
    get: [...inReconciliation, 'open', 'idempotency', 'lease', 'drop'],
    put: ['open', 'lease'],
    delete: [...inReconciliation, 'open', 'idempotency'],
    list: [...listsInside, 'open', 'idempotency'],
  },
  drops: { get: ['dropped', 'shown'], put: ['dropped'], delete: ['dropped'], list: ['inbox', 'outbox'] },
};

describe('the rights that deploy/minio gives each service', () => {
  let minio: S3Server;
  let secrets: string;
  let root: S3ObjectStore;
  const bucket = 'reconcyl-policies';

  const connect = (accessKey: string, secretKey: string) =>
    createS3ObjectStore({ url: minio.url, region: minio.region, bucket, accessKey, secretKey });
  const secretOf = (service: string) => `secret-of-${service}`;

  async function setUp(): Promise<string> {
    const { hostname, port } = new URL(minio.url);
    const env = {
      PATH: process.env.PATH,
      MC: findBinary('mc'),
      MC_HOST_store: `http://${minio.accessKey}:${minio.secretKey}@${hostname}:${port}`,
      SECRETS: secrets,
      BUCKET: bucket,
    };
    return (await execute(fileURLToPath(new URL('setup.sh', folder)), { env })).stdout;
  }

  beforeAll(async () => {
    secrets = await mkdtemp(join(tmpdir(), 'reconcyl-secrets-'));
    for (const service of Object.keys(services)) await writeFile(join(secrets, service), secretOf(service));
    minio = await startMinio();
    await setUp();
    root = connect(minio.accessKey, minio.secretKey);
  });

  afterAll(async () => {
    await root?.close();
    await minio?.remove();
    await rm(secrets, { recursive: true });
  });

  it('are there for every service, and for nobody else', async () => {
    const files = await readdir(new URL('policies/', folder));
    expect(files.sort()).toEqual(
      Object.keys(services)
        .map((service) => `${service}.json`)
        .sort(),
    );
  });

  it('can be given again', async () => {
    expect((await setUp()).trim().split('\n')).toEqual(
      Object.keys(services)
        .sort()
        .map((service) => `reconcyl-${service}`),
    );
  });

  /** Those of which the work is not refused. Any other error is one. */
  async function allowed<Name extends string>(names: readonly Name[], work: (name: Name) => Promise<unknown>) {
    const done: Name[] = [];
    for (const name of names) {
      try {
        await work(name);
        done.push(name);
      } catch (error) {
        expect(String(error)).toContain('AccessDenied');
      }
    }
    return done.sort();
  }

  describe.each(Object.entries(services))('of %s', (service, rights) => {
    let store: S3ObjectStore;
    const listNames = Object.keys(lists) as List[];

    beforeAll(async () => {
      store = connect(`reconcyl-${service}`, secretOf(service));
      for (const kind of kinds) await root.put(keys[kind], 'by the administrator');
    });

    afterAll(() => store?.close());

    it('are what it needs, and no more', async () => {
      await store.ping();
      expect(await allowed(kinds, (kind) => store.stat(keys[kind]).then(needed))).toEqual([...rights.get].sort());
      expect(await allowed(kinds, (kind) => store.get(keys[kind]).then((found) => found?.body.destroy()))).toEqual(
        [...rights.get].sort(),
      );
      expect(await allowed(kinds, (kind) => store.put(keys[kind], 'by the service'))).toEqual([...rights.put].sort());
      expect(await allowed(listNames, (name) => keysBelow(store, lists[name]))).toEqual([...rights.list].sort());
      expect(await allowed(kinds, (kind) => store.delete(keys[kind]))).toEqual([...rights.delete].sort());
    });

    it('let it find that something is not there, and write once', async () => {
      for (const prefix of ['default/', 'inbox/', 'outbox/']) await root.deleteAll(prefix);
      for (const kind of rights.get) expect(await store.stat(keys[kind])).toBeUndefined();
      for (const kind of rights.put) {
        expect(await store.put(keys[kind], 'first', { ifAbsent: true })).toMatchObject({ created: true });
        expect(await store.put(keys[kind], 'second', { ifAbsent: true })).toMatchObject({ created: false });
      }
    });

    it('let it send large bodies, and give them up', async () => {
      const [kind] = rights.put;
      if (kind === undefined) return;
      const large = Buffer.alloc(9 * 1024 * 1024);
      expect(await store.put(keys[kind], streamOf([large]))).toMatchObject({ created: true });
      async function* failing() {
        yield large;
        throw new Error('cut off');
      }
      await expect(store.put(keys[kind], streamOf(failing()))).rejects.toThrow('cut off');
    });
  });

  it('are none for who has no key', async () => {
    const nobody = connect('reconcyl-gateway', secretOf('status'));
    await expect(nobody.ping()).rejects.toMatchObject({ code: 'RECON_UNAVAILABLE' });
    await nobody.close();
  });
});

/** An object that is there and not seen is a right that is missing, too. */
function needed(found: unknown): void {
  expect(found).toBeDefined();
}
