import { type Cause, causes, type Finding, type WhatIf } from '@reconcyl/contracts';
import type { ColumnPlan } from '../types.ts';
import { createAlikeCounter, wayOfDiffering } from './alike.ts';
import type { CellPair } from './cell-pair.ts';
import { currencyOf } from './currency-of.ts';
import { type Explanation, explainCell, unitsApart } from './explain-cell.ts';
import { readPair } from './relaxations.ts';
import { swappedCells } from './swapped-columns.ts';
import { type CellGroup, createWhatIf } from './what-if.ts';

/** A differing cell as it comes by. */
export interface DifferingCell extends CellPair {
  /** Position in `plan.columns`. */
  readonly column: number;
  /** What the currency column of the record says, where the amounts have one. */
  readonly currency: string | null;
}

/** What is told of all differing cells together. */
export interface Explained {
  /** Differing cells by position of the column. */
  readonly columns: ReadonlyMap<number, number>;
  /** Cells by their first cause, the most frequent first. */
  readonly causes: readonly { readonly cause: Cause; readonly cells: number }[];
  whatIf(agreeing: (column: number) => number): Omit<WhatIf, 'key'>;
  findings(matched: number): Finding[];
}

export interface ExplainStream {
  /** The differing cells of one record, all together; gives the explanation of each. */
  explainRecord(cells: readonly DifferingCell[]): readonly Explanation[];
  finish(): Explained;
}

/**
 * Explains differing cells record by record in bounded memory. The same pair of cells of a column is thought about once, while it
 * is remembered.
 */
export function createExplainStream(columns: readonly ColumnPlan[]): ExplainStream {
  const whatIf = createWhatIf(columns);
  const alike = createAlikeCounter();
  const perColumn = new Map<number, number>();
  const perCause = new Map<Cause, number>();
  const memories = new Map<number, Memory>();

  function think(cell: DifferingCell): Thought {
    const memory = memoryOf(cell.column);
    memory.asked += 1;
    // Where pairs hardly ever repeat, remembering them costs more than thinking again.
    if (memory.asked > trialPeriod && memory.found * 10 < memory.asked) return thinkAnew(cell);
    const name = `${cell.source}\0${cell.target}`;
    const known = memory.thoughts.get(name);
    if (known !== undefined) {
      memory.found += 1;
      return known;
    }
    const thought = thinkAnew(cell);
    if (name.length > longestRemembered) return thought;
    if (memory.thoughts.size >= mostRemembered) memory.thoughts.clear();
    memory.thoughts.set(name, thought);
    return thought;
  }

  function memoryOf(column: number): Memory {
    const known = memories.get(column);
    if (known !== undefined) return known;
    const memory = { asked: 0, found: 0, thoughts: new Map<string, Thought>() };
    memories.set(column, memory);
    return memory;
  }

  function thinkAnew(cell: DifferingCell): Thought {
    const column = columns[cell.column];
    if (column === undefined) throw new TypeError('a differing cell of a column that is not in the plan');
    const explanation = explainCell(column, cell);
    return {
      explanation,
      way: wayOfDiffering(column, cell, explanation),
      // No rule makes two currencies agree, however near the numbers are.
      group: whatIf.groupOf(cell.column, explanation.causes[0] === 'currency' ? cell : readPair(column.kind, cell)),
      apart: unitsApart(cell),
      currency: hasCurrency(column) ? (currencyOf(cell.source) ?? currencyOf(cell.target)) : undefined,
    };
  }

  function swappedAmong(cells: readonly DifferingCell[]): ReadonlySet<number> {
    if (cells.length < 2) return noneSwapped;
    return swappedCells(
      cells.map((cell) => ({
        kind: columns[cell.column]?.kind ?? 'text',
        sourceValue: cell.sourceValue,
        targetValue: cell.targetValue,
      })),
    );
  }

  function count(cell: DifferingCell, { way, group, apart, currency }: Thought, [cause]: Explanation['causes']): void {
    perColumn.set(cell.column, (perColumn.get(cell.column) ?? 0) + 1);
    perCause.set(cause, (perCause.get(cause) ?? 0) + 1);
    alike.add(cell.column, way);
    group.cells += 1;
    if (apart === 0n) return;
    const name = currency ?? cell.currency?.trim().toUpperCase() ?? '';
    group.amounts.set(name, (group.amounts.get(name) ?? 0n) + apart);
  }

  return {
    explainRecord: (cells) => {
      const swapped = swappedAmong(cells);
      const groups: CellGroup[] = [];
      const explanations = cells.map((cell, place) => {
        const thought = think(cell);
        const { explanation } = thought;
        const told = swapped.has(place) ? { ...explanation, causes: swappedCause } : explanation;
        count(cell, thought, told.causes);
        groups.push(thought.group);
        return told;
      });
      whatIf.addRecord(groups);
      return explanations;
    },
    finish: () => ({
      columns: perColumn,
      // In the order of the contract where counts are equal: the order of the cells is not that of the files.
      causes: causes
        .map((cause) => ({ cause, cells: perCause.get(cause) ?? 0 }))
        .filter(({ cells }) => cells > 0)
        .sort((a, b) => b.cells - a.cells),
      whatIf: (agreeing) => whatIf.finish(agreeing),
      findings: (matched) => alike.findings(columns, matched),
    }),
  };
}

interface Thought {
  readonly explanation: Explanation;
  readonly way: string | undefined;
  readonly group: CellGroup;
  readonly apart: bigint;
  readonly currency: string | undefined;
}

/** What is remembered of a column's pairs. */
interface Memory {
  asked: number;
  found: number;
  readonly thoughts: Map<string, Thought>;
}

const noneSwapped: ReadonlySet<number> = new Set();
const swappedCause: Explanation['causes'] = ['swapped_with_column'];

/** Some 5 MB a column in the worst case. */
const mostRemembered = 5000;
const longestRemembered = 256;
const trialPeriod = 20_000;

function hasCurrency({ specs }: ColumnPlan): boolean {
  return [specs.source, specs.target].some((spec) => spec.kind === 'decimal' && spec.currency === true);
}
