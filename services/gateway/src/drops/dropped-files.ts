import { nameSchema } from '@reconcyl/contracts';
import type { ObjectInfo, ObjectStore } from '@reconcyl/object-store';

/** A file in the inbox, as its store lists it. */
export interface DroppedFile {
  readonly key: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** What lies under one name. Of a file that is there plain and compressed, the newer one counts. */
export type DroppedFiles = Readonly<Partial<Record<DroppedRole, DroppedFile>>>;
export type DroppedRole = 'source' | 'target' | 'ruleset';

/** Names of files, exactly as they are looked for. Others are passed over: a store may hold whatever people put there. */
const roles = new Map<string, DroppedRole>([
  ...(['source', 'target'] as const).flatMap((side) =>
    ['', '.gz', '.zst'].map((ending) => [`${side}.csv${ending}`, side] as const),
  ),
  ['ruleset.yaml', 'ruleset'],
]);

const [firstName = '', ...otherNames] = [...roles.keys()].sort();
const lastName = otherNames.at(-1) ?? firstName;

/** What a key below the inbox is; undefined for what is no dropped file. `prefix` ends with a slash. */
export function readDroppedKey(
  prefix: string,
  key: string,
): { readonly name: string; readonly fileName: string; readonly role: DroppedRole } | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const [name, fileName = '', ...deeper] = key.slice(prefix.length).split('/');
  const role = roles.get(fileName);
  const parsed = nameSchema.safeParse(name);
  return role === undefined || !parsed.success || deeper.length > 0 ? undefined : { name: parsed.data, fileName, role };
}

/**
 * The files of one name, whatever else lies in its folder: an archive there may hold thousands. Only what sorts among dropped files is
 * listed. A listing and not a look at each file, since some stores tell the time of a file more exactly in a listing.
 */
export async function listDropped(store: ObjectStore, prefix: string, name: string): Promise<DroppedFiles> {
  const folder = `${prefix}${name}/`;
  const found: ObjectInfo[] = [];
  // Begins after a key that sorts just before the first.
  for await (const info of store.list(folder, { after: `${folder}${firstName.slice(0, -1)}` })) {
    if (info.key > `${folder}${lastName}`) break;
    if (readDroppedKey(prefix, info.key) !== undefined) found.push(info);
  }
  return groupByName(prefix, found).get(name) ?? {};
}

/** The files of each name of a listing. */
export function groupByName(prefix: string, listing: Iterable<ObjectInfo>): Map<string, DroppedFiles> {
  const found = new Map<string, Partial<Record<DroppedRole, DroppedFile>>>();
  for (const { key, sizeBytes, etag, modifiedAt } of listing) {
    const read = readDroppedKey(prefix, key);
    if (read === undefined) continue;
    const files = found.get(read.name) ?? {};
    const other = files[read.role];
    if (other === undefined || modifiedAt > other.modifiedAt) {
      files[read.role] = { key, fileName: read.fileName, sizeBytes, etag, modifiedAt };
    }
    found.set(read.name, files);
  }
  return found;
}
