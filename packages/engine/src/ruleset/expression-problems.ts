import { ReconcylError, type Ruleset, sides } from '@reconcyl/contracts';
import { type Database, openDatabase } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import type { Path } from './path.ts';
import { type RulesetProblem, rulesetProblem } from './problem-list.ts';

/**
 * Regular expressions that RE2 does not take. They are compiled by DuckDB, which runs them later, and never in JavaScript, whose
 * engine can be kept busy for years by a short one. Opens a database in `workDir` where there is an expression.
 */
export async function expressionProblems(
  ruleset: Ruleset,
  options: { readonly workDir: string; readonly signal?: AbortSignal | undefined },
): Promise<RulesetProblem[]> {
  const expressions = expressionsOf(ruleset);
  if (expressions.length === 0) return [];
  const database = await openDatabase({ ...options, threads: 1 });
  try {
    const found: RulesetProblem[] = [];
    for (const [path, expression] of expressions) {
      const fault = await faultOf(database, expression);
      if (fault !== undefined) found.push(rulesetProblem(path, `RE2 does not take it: ${fault}`));
    }
    return found;
  } finally {
    await database.close();
  }
}

function expressionsOf(ruleset: Ruleset): [Path, string][] {
  return Object.entries(ruleset.columns ?? {}).flatMap(([name, { extract }]): [Path, string][] => {
    const path = ['columns', name, 'extract'];
    if (extract === undefined) return [];
    if (typeof extract === 'string') return [[path, extract]];
    return sides.flatMap((side): [Path, string][] => {
      const expression = extract[side];
      return expression === undefined ? [] : [[[...path, side], expression]];
    });
  });
}

/** What RE2 says of an expression, which is text of the ruleset alone. */
async function faultOf(database: Database, expression: string): Promise<string | undefined> {
  try {
    await database.query(`select regexp_matches('', ${quoteLiteral(expression)})`);
    return undefined;
  } catch (error) {
    const cause = error instanceof ReconcylError && error.code === 'RECON_INTERNAL' ? error.cause : undefined;
    const said = cause instanceof Error ? /^Invalid Input Error: (.{1,200})/.exec(cause.message)?.[1] : undefined;
    if (said === undefined) throw error;
    return said;
  }
}
