import type { Side } from '@reconcyl/contracts';
import { type RulesetProblem, rulesetError } from '../../ruleset/problem-list.ts';
import { findDecimalFormat, isPercentFormat } from '../decimal-formats.ts';
import { extractedSql } from '../extract.ts';
import { checkZone } from './check-zone.ts';
import { conventionOf, groupsOf } from './convention.ts';
import { type ColumnCounts, type CountRequest, countFormats } from './count.ts';
import { countCells } from './count-cells.ts';
import { decidePair } from './decide-pair.ts';
import { countsOrCodes } from './identifier-like.ts';
import { lookAt } from './look.ts';
import { type Nominations, nominate } from './nominate.ts';
import { wordsWithoutKind } from './null-words.ts';
import { bothSides, type PairQuestion } from './question.ts';
import { questionOf } from './questions.ts';
import { blankSide, readSide, type SideReading } from './read-side.ts';
import { wordsToIgnore } from './rules.ts';
import type { InferenceRequest, InferredColumn, Queryable } from './types.ts';

/**
 * Decides the kind of each pair of columns and how each side writes it, in the order of the pairs. A first look at some cells
 * names the formats that are possible; whole columns are then counted in SQL.
 *
 * @throws RECON_RULESET_INVALID for formats and zones that do not exist.
 */
export async function inferColumnKinds(queryable: Queryable, request: InferenceRequest): Promise<InferredColumn[]> {
  const problems: RulesetProblem[] = [];
  const questions = request.pairs.map((pair) => questionOf(pair, problems));
  if (problems.length > 0) throw rulesetError(problems);
  const zones = {
    source: await checkZone(queryable, 'source', request.source),
    target: await checkZone(queryable, 'target', request.target),
  };
  const surveys = {
    source: await surveySide(queryable, request, questions, 'source'),
    target: await surveySide(queryable, request, questions, 'target'),
  };
  const files = bothSides((side) => {
    const written = (_: unknown, index: number) => questions[index]?.pair.derived?.[side] !== true;
    const readings = surveys[side].filter(written).map(({ reading }) => reading);
    const given = questions.filter(written).map(({ formats }) => formats[side]);
    return { convention: conventionOf(readings, given), groups: groupsOf(readings, given), zone: zones[side] };
  });
  return questions.map((question, index) =>
    decidePair(
      question,
      bothSides((side) => ({ ...(surveys[side][index] ?? unseen), ...files[side] })),
    ),
  );
}

interface SurveyedColumn {
  readonly reading: SideReading;
  /** Nothing but plainly written numbers. */
  readonly plain: boolean;
  readonly cells: readonly string[];
  readonly identifierLike: boolean;
}

const unseen: SurveyedColumn = { reading: blankSide, plain: true, cells: [], identifierLike: false };

async function surveySide(
  queryable: Queryable,
  request: InferenceRequest,
  questions: readonly PairQuestion[],
  side: Side,
): Promise<readonly SurveyedColumn[]> {
  const { table, rows } = request[side];
  const columnOf = ({ pair }: PairQuestion) => (side === 'source' ? pair.sourceIndex : pair.targetIndex);
  const asked = questions.filter((question) => columnOf(question) >= 0 && question.kind !== 'text');
  const nulls = [...new Set(asked.flatMap(({ pair }) => wordsToIgnore(pair)))];
  const extracts = new Map(asked.map((question) => [columnOf(question), question.pair.rules?.extract?.[side]]));
  const cellOf = (column: number) => extractedSql(`c${column}`, extracts.get(column));
  const look = await lookAt(queryable, table, [...extracts.keys()], wordsWithoutKind(nulls), cellOf);
  const found = new Map<PairQuestion, SurveyedColumn>();
  const open: Nominee[] = [];
  for (const question of asked) {
    const column = columnOf(question);
    const cells = look.cells.get(column) ?? [];
    const nominations = nominate(cells, { nulls: wordsToIgnore(question.pair), kind: question.kind });
    const nominee = { question, column, cells, request: countRequest(question, side, column, nominations) };
    if (isWorthCounting(nominee.request)) open.push(nominee);
    else found.set(question, { ...unseen, reading: { ...blankSide, values: nominations.values }, cells });
  }
  const counted = look.complete
    ? open.map(({ request, cells }) => ({
        counts: countCells(request, cells),
        plain: !request.full && cells.every((cell) => writtenPlainly.test(cell)),
      }))
    : await countNominees(queryable, table, open, side);
  for (const [index, { question, cells, request }] of open.entries()) {
    const { counts, plain, marks = request } = counted[index] as Counted;
    found.set(question, {
      reading: readSide(counts, question.kind !== undefined, marks),
      plain: plain && look.rows >= rows,
      cells,
      identifierLike: countsOrCodes(cells, rows),
    });
  }
  return questions.map((question) => found.get(question) ?? unseen);
}

/** What the short expression of a plain column reads: no blank before or behind, no sign but in front. */
const writtenPlainly = /^[+-]?[\d.,'](?:[\d.,' ]*[\d.,'])?$/;

interface Nominee {
  readonly question: PairQuestion;
  readonly column: number;
  readonly cells: readonly string[];
  readonly request: CountRequest;
}

interface Counted {
  readonly counts: ColumnCounts;
  readonly plain: boolean;
  /** What stands beside the numbers, where it was asked for by another request than the nominee's. */
  readonly marks?: Pick<CountRequest, 'percent' | 'currency'> | undefined;
}

/** Counts plain values first; where some cell is not read, once more with everything that a number may be decorated with. */
async function countNominees(
  queryable: Queryable,
  table: string,
  nominees: readonly Nominee[],
  side: Side,
): Promise<readonly Counted[]> {
  const requests = nominees.map(({ request }) => request);
  const first = await countFormats(queryable, table, requests);
  const again = new Map<number, CountRequest>();
  for (const [index, { question, column, cells, request }] of nominees.entries()) {
    const counts = first[index] as ColumnCounts;
    if (request.full || mostReads(counts) === counts.filled) continue;
    // What the first look did not show, a look at what was missed does.
    const nominations = nominate([...cells, ...counts.missed], {
      nulls: wordsToIgnore(question.pair),
      kind: question.kind,
    });
    again.set(index, { ...countRequest(question, side, column, nominations), full: true });
  }
  const second = await countFormats(queryable, table, [...again.values()]);
  const places = [...again.keys()];
  return nominees.map(({ request }, index) => {
    const before = first[index] as ColumnCounts;
    const after = second[places.indexOf(index)];
    return {
      counts: after ?? before,
      marks: again.get(index),
      plain: !request.full && (after === undefined || mostReads(after) === mostReads(before)),
    };
  });
}

function countRequest(question: PairQuestion, side: Side, column: number, nominations: Nominations): CountRequest {
  const { kind, pair, formats } = question;
  const given = formats[side];
  const percent = nominations.percent || (kind === 'decimal' && isPercentFormat(given ?? ''));
  const decimal = kind === 'decimal' ? findDecimalFormat(given ?? '')?.name : undefined;
  const decimals = given === undefined ? nominations.decimals : decimal === undefined ? [] : [decimal];
  return {
    column,
    nulls: wordsToIgnore(pair),
    decimals,
    dates: given === undefined ? nominations.dates : kind === 'decimal' ? [] : [given],
    full: (nominations.decorated || percent) && decimals.length > 0,
    bareExponent: kind !== undefined,
    percent,
    currency: nominations.currency,
    extract: pair.rules?.extract?.[side],
  };
}

function isWorthCounting({ decimals, dates }: CountRequest): boolean {
  return decimals.length + dates.length > 0;
}

function mostReads({ decimals, dates }: ColumnCounts): number {
  return Math.max(...[...decimals, ...dates].map(({ reads }) => reads));
}
