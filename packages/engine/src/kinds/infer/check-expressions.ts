import type { Problem } from '@reconcyl/contracts';
import { sides } from '@reconcyl/contracts';
import { quoteLiteral } from '../../duckdb/quote.ts';
import { formatPath } from '../../ruleset/path.ts';
import { hasGroup } from '../extract.ts';
import type { PairRequest, Queryable } from './types.ts';

/** Says of each expression of `extract` whether DuckDB, which runs it, takes it, and whether it has a group to be taken. */
export async function checkExpressions(queryable: Queryable, pairs: readonly PairRequest[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { name, rules } of pairs) {
    const { source, target } = rules?.extract ?? {};
    const expressions = sides.flatMap((side) => {
      const expression = rules?.extract?.[side];
      return expression === undefined || (side === 'target' && source === target) ? [] : [{ side, expression }];
    });
    for (const { side, expression } of expressions) {
      const path = formatPath(source === target ? ['columns', name, 'extract'] : ['columns', name, 'extract', side]);
      const message = await problemOf(queryable, expression);
      if (message !== undefined) problems.push({ path, message });
    }
  }
  return problems;
}

async function problemOf(queryable: Queryable, expression: string): Promise<string | undefined> {
  try {
    await queryable.query(`SELECT regexp_extract('', ${quoteLiteral(expression)}, 1)`);
  } catch {
    return 'it is no regular expression of the syntax RE2, which has neither back-references nor look-around';
  }
  return hasGroup(expression) ? undefined : 'it has no group: put the part that is compared in parentheses';
}
