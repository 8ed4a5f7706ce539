import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One rule of the index and the fixtures that show it. */
export interface IndexedRule {
  readonly rule: string;
  /** Names as `<group>/<case>`. */
  readonly fixtures: readonly string[];
}

const tableHead = '| rule | shown by |\n| --- | --- |\n';

/** The rules in README.md of the fixtures: rows `| rule | [case](group/case), … |` of the tables with that head. */
export function readFixtureIndex(folder: string): IndexedRule[] {
  const [, ...tables] = readFileSync(join(folder, 'README.md'), 'utf8').split(tableHead);
  return tables.flatMap((table) => {
    const [rows = ''] = table.split('\n\n');
    return rows.split('\n').flatMap((row) => {
      const [, rule, links] = /^\| (.+?) \| (.*) \|$/.exec(row) ?? [];
      if (rule === undefined || links === undefined) return [];
      return [{ rule, fixtures: [...links.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '') }];
    });
  });
}
