import { type ColumnKind, type Side, sides } from '@reconcyl/contracts';
import { formatName } from '../decimal-formats.ts';
import type { FormatCount } from './count.ts';
import type { Reading, SideReading } from './read-side.ts';
import { textSpec } from './rules.ts';
import type { InferredColumn, PairRequest } from './types.ts';

/** A pair of columns and what the ruleset says about it. */
export interface PairQuestion {
  readonly pair: PairRequest;
  /** Given, or implied by a given format. */
  readonly kind: ColumnKind | undefined;
  readonly formats: Readonly<Record<Side, string | undefined>>;
}

export interface SideAnswer {
  readonly reading: SideReading;
  /** Nothing but plainly written numbers. */
  readonly plain: boolean;
  /** The decimal separator of the file. */
  readonly convention: '.' | ',' | undefined;
  /** Blanks and apostrophes that group digits in the file. */
  readonly groups: ReadonlySet<string>;
  readonly zone: string | undefined;
  /** Some of the column's cells, at most 1,000, taken evenly over the file. */
  readonly cells: readonly string[];
  /** Whether they look like codes or a counter. */
  readonly identifierLike: boolean;
}

export type Both<T> = Readonly<Record<Side, T>>;

export function bothSides<T>(make: (side: Side) => T): Both<T> {
  return { source: make('source'), target: make('target') };
}

export function otherSide(side: Side): Side {
  return side === 'source' ? 'target' : 'source';
}

/** Both sides' readings, where a side without values takes the other's; undefined when a side with values has none. */
export function readingsOf<Count>(
  answers: Both<SideAnswer>,
  pick: (reading: SideReading) => Reading<Count> | undefined,
): Both<Reading<Count>> | undefined {
  const own = bothSides((side) => pick(answers[side].reading));
  const filled = bothSides(
    (side) => own[side] ?? (answers[side].reading.values === 0 ? own[otherSide(side)] : undefined),
  );
  return filled.source && filled.target && { source: filled.source, target: filled.target };
}

/** `source: 998 of 1000 values read as 1.234,50; target: no values`; a side without such a column is not spoken of. */
export function evidenceOf({ kind, pair }: PairQuestion, answers: Both<SideAnswer>, counts: Both<FormatCount>): string {
  const present = sides.filter((side) => (side === 'source' ? pair.sourceIndex : pair.targetIndex) >= 0);
  const told = present.map((side) => {
    const { values, percent, currency } = answers[side].reading;
    const { format, reads } = counts[side];
    const name = present.length > 1 ? `${side}: ` : '';
    const marks = currency ? ', some with a currency' : '';
    const told = `${reads} of ${values} values read as ${formatName(format, percent)}${marks}`;
    return `${name}${values === 0 ? 'no values' : told}`;
  });
  return `${kind === undefined ? '' : 'given by the ruleset; '}${told.join('; ')}`;
}

/** A column that is compared as text, and why. */
export function textColumn({ pair, kind }: PairQuestion, evidence: string): InferredColumn {
  const specs = bothSides((side) => textSpec(pair, side));
  return { name: pair.name, kind: 'text', specs, inferred: kind === undefined, evidence, warnings: [] };
}
