import type { Break, ControlTotal, Difference } from '@reconcyl/contracts';
import type { Outcome } from '../reconcile-texts.ts';
import { exact, write } from './exact.ts';

/** A break by its contents alone; cells stand beside the names of their columns. The key is among them. */
export interface ContentBreak {
  readonly kind: Break['kind'];
  readonly reason?: string | undefined;
  readonly source: readonly string[] | null;
  readonly target: readonly string[] | null;
  readonly differences: readonly Difference[];
}

export interface ContentDuplicate {
  readonly source_count: number;
  readonly target_count: number;
  readonly key_collision?: boolean | undefined;
  readonly sums_agree?: string[] | undefined;
}

/** An answer without line numbers and without the order of columns. */
export interface Answer {
  readonly verdict: string;
  readonly counts: Outcome['summary']['counts'];
  readonly breaks: readonly ContentBreak[];
  readonly columns: Outcome['summary']['columns'];
  readonly totals: Outcome['summary']['control_totals'];
  readonly causes: Outcome['summary']['causes'];
  readonly duplicates: readonly ContentDuplicate[];
}

export function withoutLines({ summary, breaks, duplicates }: Outcome): Answer {
  return {
    verdict: summary.verdict,
    counts: summary.counts,
    breaks: inOrder(
      breaks.map(({ kind, reason, source, target, differences }) => ({
        kind,
        reason,
        source: named(summary.files.source.columns, source),
        target: named(summary.files.target.columns, target),
        differences: inOrder(differences),
      })),
    ),
    columns: inOrder(summary.columns),
    totals: inOrder(summary.control_totals.map(plainTotal)),
    causes: inOrder(summary.causes),
    duplicates: inOrder(duplicates.map(({ source_lines: _, target_lines: __, key: ___, ...duplicate }) => duplicate)),
  };
}

/** Amounts may be written with zeros at their end. */
function plainTotal({ column, currency, differing, ...amounts }: ControlTotal): ControlTotal {
  const plain = Object.entries(amounts).map(([name, amount]) => [name, write(exact(amount))] as const);
  return {
    column,
    ...(currency === undefined ? {} : { currency }),
    differing,
    ...(Object.fromEntries(plain) as typeof amounts),
  };
}

const named = (columns: readonly string[], cells: readonly string[] | null): string[] | null =>
  cells === null ? null : columns.map((column, index) => `${column}: ${cells[index] ?? ''}`).sort();

export function inOrder<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);
}
