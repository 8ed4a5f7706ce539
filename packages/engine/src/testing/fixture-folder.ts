import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '@reconcyl/contracts';

/** The folder of all fixtures; each case is a folder `<group>/<case>`. */
export const fixturesFolder = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** One pair of files, with the ruleset that it is reconciled under. */
export interface FixturePair {
  /** Paths of the files, which are read byte for byte. */
  readonly source: string;
  readonly target: string;
  /** Text of the ruleset. */
  readonly ruleset?: string;
  /** The pair that was reconciled before it under the same name. */
  readonly previous?: FixturePair;
}

/** What must be found in the answer; see `missingFrom` for what "found" means. */
export interface Expectation {
  /** Code of the error with which the pair is refused; then only `problems` and `detail` stand beside it. */
  readonly error?: ErrorCode;
  readonly problems?: unknown;
  readonly detail?: unknown;
  readonly summary?: unknown;
  readonly breaks?: unknown;
  readonly duplicates?: unknown;
  readonly rejects?: unknown;
  readonly set_aside?: unknown;
  readonly groups?: unknown;
  readonly resolved?: unknown;
}

export interface Fixture extends FixturePair {
  /** `<group>/<case>`. */
  readonly name: string;
  readonly group: string;
  /** The line of README.md: what the case shows. */
  readonly shows: string;
  readonly expected: Expectation;
}

/** Every case of the folder, in the order of the names. */
export function listFixtures(folder: string = fixturesFolder): Fixture[] {
  return foldersOf(folder).flatMap((group) =>
    foldersOf(join(folder, group)).map((name) => readFixture(folder, group, name)),
  );
}

function readFixture(folder: string, group: string, name: string): Fixture {
  const path = join(folder, group, name);
  const lines = readFileSync(join(path, 'README.md'), 'utf8').trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`${group}/${name}/README.md is to be one line`);
  return {
    name: `${group}/${name}`,
    group,
    shows: lines[0] ?? '',
    expected: JSON.parse(readFileSync(join(path, 'expected.json'), 'utf8')) as Expectation,
    ...readPair(path),
  };
}

/** The data files keep their endings: `source.csv`, `source.csv.gz`. */
function readPair(path: string): FixturePair {
  const files = readdirSync(path);
  const find = (start: string) => files.find((file) => file.startsWith(`${start}.`));
  const [source, target, ruleset] = [find('source'), find('target'), find('ruleset')];
  if (source === undefined || target === undefined) throw new Error(`${path} needs a source and a target`);
  return {
    source: join(path, source),
    target: join(path, target),
    ...(ruleset === undefined ? {} : { ruleset: readFileSync(join(path, ruleset), 'utf8') }),
    ...(files.includes('previous') ? { previous: readPair(join(path, 'previous')) } : {}),
  };
}

function foldersOf(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
