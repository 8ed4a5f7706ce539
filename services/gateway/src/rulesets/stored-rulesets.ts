import { text as textOf } from 'node:stream/consumers';
import { nameSchema, objectKeys, ReconcylError } from '@reconcyl/contracts';
import type { ObjectInfo, ObjectStore } from '@reconcyl/object-store';

/** One version of a stored ruleset, without its text. */
export interface RulesetVersion {
  readonly name: string;
  readonly version: number;
  readonly sizeBytes: number;
  readonly createdAt: Date;
}

/** Writers of one name that are overtaken this often in a row give up: RECON_BUSY. */
const mostTries = 20;

/**
 * Rulesets in the object store, which alone says what there is. A version is written once and never changed; a deletion leaves its
 * number behind, so that `name@3` never comes to mean another text.
 */
export function createStoredRulesets(store: ObjectStore) {
  async function history(tenant: string, name: string) {
    const entries: Entry[] = [];
    for await (const info of store.list(objectKeys.rulesetVersions(tenant, name))) entries.push(entryOf(info));
    return { latest: entries.at(-1), versions: versionsOf(entries), entries };
  }

  async function read({ name, version }: RulesetVersion, tenant: string): Promise<string> {
    const found = await store.get(objectKeys.rulesetVersion(tenant, name, version));
    if (found === undefined) throw new ReconcylError('RECON_RULESET_NOT_FOUND');
    return textOf(found.body);
  }

  return {
    /** Stores a new version, unless the latest one has the very same text. */
    async put(tenant: string, name: string, text: string): Promise<RulesetVersion & { readonly isNew: boolean }> {
      for (let tries = 0; tries < mostTries; tries++) {
        const { latest, versions } = await history(tenant, name);
        const current = versions.at(-1);
        if (current !== undefined && (await read(current, tenant)) === text) return { ...current, isNew: false };
        const version = (latest?.version ?? 0) + 1;
        const key = objectKeys.rulesetVersion(tenant, name, version);
        const { created } = await store.put(key, text, { ifAbsent: true });
        const info = created ? await store.stat(key) : undefined;
        // Another writer took the number, or a deletion followed at once: look again.
        if (info !== undefined) return { ...entryOf(info), isNew: true };
      }
      throw new ReconcylError('RECON_BUSY');
    },

    /** The text of a version, the latest when none is given. @throws RECON_RULESET_NOT_FOUND */
    async get(tenant: string, name: string, version?: number) {
      const { versions } = await history(tenant, name);
      const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
      if (found === undefined) {
        const which = version === undefined ? `\`${name}\`` : `\`${name}\` of version ${version}`;
        throw new ReconcylError('RECON_RULESET_NOT_FOUND', `No ruleset ${which} is stored.`);
      }
      return { ...found, versions: versions.map((one) => one.version), text: await read(found, tenant) };
    },

    /** The latest version of each name, in the order of their keys, after a name. */
    async list(tenant: string, { after, limit }: { readonly after?: string | undefined; readonly limit: number }) {
      const items: RulesetVersion[] = [];
      let entries: Entry[] = [];
      const settle = () => {
        const latest = versionsOf(entries).at(-1);
        if (latest !== undefined) items.push(latest);
        entries = [];
      };
      // Every object of a name sorts before this.
      const from = after === undefined ? {} : { after: `${objectKeys.rulesetVersions(tenant, after)}~` };
      for await (const info of store.list(objectKeys.rulesets(tenant), from)) {
        const entry = entryOf(info);
        if (entries.length > 0 && entries[0]?.name !== entry.name) settle();
        // One more than asked for tells whether there are more.
        if (items.length > limit) break;
        entries.push(entry);
      }
      settle();
      const page = items.slice(0, limit);
      return { items: page, next: items.length > limit ? page.at(-1)?.name : undefined };
    },

    /** Deletes every version; reports keep the text that they were made with. @throws RECON_RULESET_NOT_FOUND */
    async remove(tenant: string, name: string): Promise<void> {
      for (let tries = 0; tries < mostTries; tries++) {
        const { latest, versions, entries } = await history(tenant, name);
        if (latest === undefined || versions.length === 0) throw new ReconcylError('RECON_RULESET_NOT_FOUND');
        const key = objectKeys.rulesetDeleted(tenant, name, latest.version + 1);
        // A version that was stored meanwhile has this number as well; it is older than the deletion.
        const { created } = await store.put(key, '', { ifAbsent: true });
        if (!created) continue;
        for (const entry of entries) await store.delete(entry.key);
        return;
      }
      throw new ReconcylError('RECON_BUSY');
    },
  };
}

interface Entry extends RulesetVersion {
  readonly key: string;
  readonly isDeletion: boolean;
}

function entryOf({ key, sizeBytes, modifiedAt }: ObjectInfo): Entry {
  const [name = '', file = ''] = key.split('/').slice(-2);
  const [number, extension] = file.split('.');
  return {
    key,
    name: nameSchema.parse(name),
    version: Number(number),
    sizeBytes,
    createdAt: modifiedAt,
    isDeletion: extension === 'deleted',
  };
}

/** The versions after the last deletion. Of a version and a deletion of one number the version counts. */
function versionsOf(entries: readonly Entry[]): Entry[] {
  const deleted = Math.max(0, ...entries.filter((entry) => entry.isDeletion).map(({ version }) => version));
  return entries.filter((entry) => !entry.isDeletion && entry.version >= deleted);
}
