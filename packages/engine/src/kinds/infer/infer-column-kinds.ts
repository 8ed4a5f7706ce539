import { ReconcylError, type Side } from '@reconcyl/contracts';
import { checkFormat, kindOfFormat } from '../check-format.ts';
import { checkZone } from './check-zone.ts';
import { conventionOf, groupsOf } from './convention.ts';
import { type ColumnCounts, type CountRequest, countFormats } from './count.ts';
import { countCells } from './count-cells.ts';
import { decidePair } from './decide-pair.ts';
import { lookAt } from './look.ts';
import { type Nominations, nominate } from './nominate.ts';
import { wordsWithoutKind } from './null-words.ts';
import { bothSides, type PairQuestion } from './question.ts';
import { blankSide, readSide, type SideReading } from './read-side.ts';
import type { InferenceRequest, InferredColumn, PairRequest, Queryable } from './types.ts';

/**
 * Decides the kind of each pair of columns and how each side writes it, in the order of the pairs. A first look at some cells
 * names the formats that are possible; whole columns are then counted in SQL.
 *
 * @throws RECON_RULESET_INVALID for a given kind, format or zone that does not exist.
 */
export async function inferColumnKinds(queryable: Queryable, request: InferenceRequest): Promise<InferredColumn[]> {
  const questions = request.pairs.map(questionOf);
  const zones = {
    source: await checkZone(queryable, 'source', request.source),
    target: await checkZone(queryable, 'target', request.target),
  };
  const surveys = {
    source: await surveySide(queryable, request, questions, 'source'),
    target: await surveySide(queryable, request, questions, 'target'),
  };
  const files = bothSides((side) => {
    const readings = surveys[side].map(({ reading }) => reading);
    const given = questions.map(({ formats }) => formats[side]);
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
}

const unseen: SurveyedColumn = { reading: blankSide, plain: true };

/** What the ruleset says, with the table's names of formats and the kind that a format implies. */
function questionOf(pair: PairRequest): PairQuestion {
  const given = [pair.formats?.source, pair.formats?.target].filter((format) => format !== undefined);
  const implied = given.map((format) => kindOfFormat(format) ?? checkedKind(pair, format));
  const kind = pair.kind ?? (implied.includes('timestamp') ? 'timestamp' : implied[0]);
  const name = (side: Side) => {
    const format = pair.formats?.[side];
    return format === undefined || kind === undefined
      ? undefined
      : checkFormat(kind, format, `columns.${pair.name}.format`);
  };
  return { pair, kind, formats: { source: name('source'), target: name('target') } };
}

/** Throws for a format that no kind has, with suggestions of the kind it looks like. */
function checkedKind({ name, kind }: PairRequest, format: string): never {
  checkFormat(kind ?? (/[a-z]/i.test(format) ? 'timestamp' : 'decimal'), format, `columns.${name}.format`);
  throw new ReconcylError('RECON_RULESET_INVALID', `There is no format \`${format}\`.`);
}

async function surveySide(
  queryable: Queryable,
  request: InferenceRequest,
  questions: readonly PairQuestion[],
  side: Side,
): Promise<readonly SurveyedColumn[]> {
  const { table, rows } = request[side];
  const columnOf = ({ pair }: PairQuestion) => (side === 'source' ? pair.sourceIndex : pair.targetIndex);
  const asked = questions.filter((question) => columnOf(question) >= 0 && question.kind !== 'text');
  const nulls = [...new Set(asked.flatMap(({ pair }) => pair.nulls))];
  const look = await lookAt(queryable, table, [...new Set(asked.map(columnOf))], wordsWithoutKind(nulls));
  const found = new Map<PairQuestion, SurveyedColumn>();
  const open: Nominee[] = [];
  for (const question of asked) {
    const column = columnOf(question);
    const cells = look.cells.get(column) ?? [];
    const nominations = nominate(cells, { nulls: question.pair.nulls, kind: question.kind });
    const nominee = { question, column, cells, request: countRequest(question, side, column, nominations) };
    if (isWorthCounting(nominee.request)) open.push(nominee);
    else found.set(question, { reading: { ...blankSide, values: nominations.values }, plain: true });
  }
  const counted = look.complete
    ? open.map(({ request, cells }) => ({
        counts: countCells(request, cells),
        plain: !request.full && cells.every((cell) => writtenPlainly.test(cell)),
      }))
    : await countNominees(queryable, table, open, side);
  for (const [index, { question }] of open.entries()) {
    const { counts, plain } = counted[index] as Counted;
    found.set(question, { reading: readSide(counts, question.kind !== undefined), plain: plain && look.rows >= rows });
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
    const nominations = nominate([...cells, ...counts.missed], { nulls: question.pair.nulls, kind: question.kind });
    again.set(index, { ...countRequest(question, side, column, nominations), full: true });
  }
  const second = await countFormats(queryable, table, [...again.values()]);
  const places = [...again.keys()];
  return nominees.map(({ request }, index) => {
    const before = first[index] as ColumnCounts;
    const after = second[places.indexOf(index)];
    return {
      counts: after ?? before,
      plain: !request.full && (after === undefined || mostReads(after) === mostReads(before)),
    };
  });
}

function countRequest(question: PairQuestion, side: Side, column: number, nominations: Nominations): CountRequest {
  const { kind, pair, formats } = question;
  const given = formats[side];
  return {
    column,
    nulls: pair.nulls,
    decimals: given === undefined ? nominations.decimals : kind === 'decimal' ? [given] : [],
    dates: given === undefined ? nominations.dates : kind === 'decimal' ? [] : [given],
    full: nominations.decorated && nominations.decimals.length > 0,
    bareExponent: kind !== undefined,
  };
}

function isWorthCounting({ decimals, dates }: CountRequest): boolean {
  return decimals.length + dates.length > 0;
}

function mostReads({ decimals, dates }: ColumnCounts): number {
  return Math.max(...[...decimals, ...dates].map(({ reads }) => reads));
}
