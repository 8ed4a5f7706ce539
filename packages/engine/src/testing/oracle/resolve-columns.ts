import type { ColumnRule, Ruleset } from '@reconcyl/contracts';
import { exact } from './exact.ts';
import { extractedText, isNullWord } from './read-cell.ts';
import { decimalFormats, readNumber } from './read-number.ts';
import { canonicalName } from './read-text.ts';
import { hasTime } from './read-time.ts';
import { isInScope } from './scope.ts';
import type { OracleColumn, SideColumn, Table } from './types.ts';

type Side = 'source' | 'target';

/** The columns that a ruleset compares; kinds, formats and key must be in it. */
export function resolveColumns(source: Table, target: Table, ruleset: Ruleset): OracleColumn[] {
  const ignored = new Set((ruleset.ignore ?? []).map(canonicalName));
  const rules = new Map(Object.entries(ruleset.columns ?? {}).map(([name, rule]) => [canonicalName(name), rule]));
  const keys = new Set((ruleset.key ?? []).map(canonicalName));
  const columns: OracleColumn[] = [];
  for (const name of names(source, 'source', ruleset)) {
    const rule = rules.get(canonicalName(name)) ?? {};
    if (rule.ignore === true || ignored.has(canonicalName(name))) continue;
    const targetName = names(target, 'target', ruleset).find(
      (other) => canonicalName(other) === canonicalName(rule.target ?? name),
    );
    if (targetName === undefined) continue;
    const nulls = [...(ruleset.nulls ?? []), ...(rule.nulls ?? [])];
    const side = (which: Side, table: Table, named: string): SideColumn => {
      const column = sideColumn(table, which, named, rule, ruleset);
      const rows = table.rows.filter((row) => isInScope(table.columns, row, ruleset[which]?.scope));
      return { ...column, percent: rule.kind === 'decimal' && areMostRates(column, nulls, rows) };
    };
    columns.push({
      name,
      kind: rule.kind ?? 'text',
      isKey: keys.has(canonicalName(name)),
      rule,
      nulls,
      source: side('source', source, name),
      target: side('target', target, targetName),
    });
  }
  return columns;
}

/** Columns of a file, with the amount that debit and credit become in place of the two. */
function names(table: Table, side: Side, ruleset: Ruleset): string[] {
  const pair = ruleset[side]?.debit_credit;
  if (pair === undefined) return [...table.columns];
  const gone = new Set([pair.debit, pair.credit].map(canonicalName));
  return [...table.columns.filter((name) => !gone.has(canonicalName(name))), pair.as];
}

/** One format a side: of its numbers, whatever their format, more are written with % than without. */
function areMostRates(side: SideColumn, nulls: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const numbers = rows
    .map((row) => extractedText(side, row))
    .filter((text) => !isNullWord({ nulls }, text))
    .map((text) => Object.keys(decimalFormats).map((format) => readNumber(text, format)))
    .flatMap((readings) => readings.find((reading) => reading !== undefined) ?? []);
  return 2 * numbers.filter(({ percent }) => percent).length > numbers.length;
}

function sideColumn(table: Table, side: Side, name: string, rule: ColumnRule, ruleset: Ruleset): SideColumn {
  const at = (wanted: string) => {
    const index = table.columns.findIndex((column) => canonicalName(column) === canonicalName(wanted));
    return (row: readonly string[]) => row[index] ?? '';
  };
  const rules = ruleset[side];
  const format = perSide(rule.format, side);
  const multiply = perSide(rule.multiply, side);
  const extract = perSide(rule.extract, side);
  const pair = rules?.debit_credit;
  const isPair = pair !== undefined && canonicalName(pair.as) === canonicalName(name);
  return {
    cell: at(name),
    zone: zoneOf(format, side, ruleset) ?? 'UTC',
    negate: rule.negate === side,
    percent: false,
    ...(format === undefined ? {} : { format }),
    ...(multiply === undefined ? {} : { multiply: exact(multiply) }),
    ...(extract === undefined ? {} : { extract }),
    ...(isPair
      ? {
          pair: {
            debit: at(pair.debit),
            credit: at(pair.credit),
            reverse: pair.reverse === true,
            format: pair.format ?? '',
          },
        }
      : {}),
  };
}

/** A day has no zone of its own: it begins where the times of the other side are. */
function zoneOf(format: string | undefined, side: Side, { source, target }: Ruleset): string | undefined {
  const [own, other] = side === 'source' ? [source?.zone, target?.zone] : [target?.zone, source?.zone];
  return own ?? (format !== undefined && !hasTime(format) ? other : undefined);
}

function perSide(
  value: string | { source?: string | undefined; target?: string | undefined } | undefined,
  side: Side,
): string | undefined {
  return typeof value === 'object' ? value[side] : value;
}
