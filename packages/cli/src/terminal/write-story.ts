import { causeDescriptions, type Side, sides } from '@reconcyl/contracts';
import type { CellStory, ColumnStory, PairStory, RecordStory } from '@reconcyl/engine';
import type { Io } from '../io.ts';
import { alignColumns } from './columns.ts';
import { fitted } from './fit.ts';
import { counted, grouped, printable, type Style, styleFor } from './style.ts';

/** The story of one record, in the order in which it came about: the files, the key, the match, each cell. */
export function writeStory(io: Io, story: RecordStory): void {
  const style = styleFor(io, io.stdout);
  const sections = [
    fileLines(story, style),
    keyLines(story, style),
    ...(story.records.length === 0
      ? [[`${style('yellow', '!')} Neither file has a record with this key.`]]
      : story.records.map((record) => pairLines(record, style))),
  ];
  const lines = sections.flatMap((section) => ['', ...section]);
  io.stdout.write(fitted(lines.slice(1), io.stdout));
}

function fileLines({ files }: RecordStory, style: Style): string[] {
  return sides.flatMap((side) => {
    const { name, encoding, dialect, rows, warnings } = files[side];
    const delimiter = dialect.delimiter === '\t' ? 'tab' : dialect.delimiter;
    const header = dialect.hasHeader ? 'a header' : 'no header';
    const read = `${encoding.label} ${style('dim', `(${printable(encoding.why)})`)}, delimiter ${delimiter}, ${header}`;
    return [
      `${style('bold', side)}  ${printable(name)}  ${counted(rows, 'row')}; ${read}`,
      ...warnings.map(({ message }) => `  ${style('yellow', '!')} ${printable(message)}`),
    ];
  });
}

function keyLines({ key }: RecordStory, style: Style): string[] {
  if (key.wholeRow) return [`${style('bold', 'key')}  none: records were matched whole`];
  const rows = key.columns.map((name, index) => [
    printable(name),
    quoted(key.asked[index] ?? ''),
    ...sides.map((side) => `${side} ${compared(key.canonical[side][index] ?? null)}`),
  ]);
  const how = style('dim', key.inferred ? '(inferred)' : '(given)');
  return [`${style('bold', 'key')}  ${key.columns.map(printable).join(' + ')} ${how}`, ...indent(alignColumns(rows))];
}

const outcomes: Readonly<Record<PairStory['outcome'], string>> = {
  agrees: 'It agrees.',
  differs: 'It differs.',
  in_group: 'It is matched in a group.',
  missing_in_target: 'It is missing in the target.',
  missing_in_source: 'It is missing in the source.',
};

function pairLines(record: PairStory, style: Style): string[] {
  const isFine = record.outcome === 'agrees' || record.outcome === 'in_group';
  const [tone, mark] = isFine ? (['green', '✔'] as const) : (['red', '✘'] as const);
  const reason = record.reason === undefined ? '' : ` Reason: ${record.reason.replaceAll('_', ' ')}.`;
  const where = sides.flatMap((side) => {
    const line = side === 'source' ? record.sourceLine : record.targetLine;
    return line === null ? [] : [`${side} line ${grouped(line)}`];
  });
  return [
    `${style(tone, mark)} ${style('bold', outcomes[record.outcome])}${reason}  ${style('dim', where.join(', '))}`,
    ...nearMissLines(record),
    ...record.columns.flatMap((column) => columnLines(column, style)),
  ];
}

function nearMissLines({ nearMiss, outcome }: PairStory): string[] {
  if (nearMiss === undefined) return [];
  const side: Side = outcome === 'missing_in_target' ? 'target' : 'source';
  const why = nearMiss.why === 'key' ? 'its key is one edit away' : 'most of its cells agree';
  const cells = `${nearMiss.agreeing_cells} of ${counted(nearMiss.compared_cells, 'cell')}`;
  const only = nearMiss.ambiguous ? '; another one is as likely' : '';
  return [
    `  Perhaps line ${grouped(nearMiss.line)} of the ${side}, key ${nearMiss.key.map(quoted).join(', ')}: ${why} (${cells} agree${only}).`,
  ];
}

function columnLines(column: ColumnStory, style: Style): string[] {
  const differs = column.judged === 'differs';
  const name = column.name === column.targetName ? column.name : `${column.name} / ${column.targetName}`;
  const head = `${style(differs ? 'red' : 'dim', differs ? '≠' : '=')} ${style('bold', printable(name))}`;
  const causes = [column.cause, ...(column.also ?? [])].flatMap((cause) =>
    cause === undefined ? [] : [causeDescriptions[cause].label],
  );
  const delta = column.delta === undefined ? '' : `, target - source ${column.delta}`;
  const cells = sides.flatMap((side) => {
    const cell = column[side];
    return cell === null ? [] : [[style('dim', side), quoted(cell.raw), `compared as ${comparedCell(cell)}`]];
  });
  return [
    `  ${head} ${style('dim', column.isKey ? `${column.kind}, key` : column.kind)}`,
    ...indent(indent(alignColumns(cells))),
    `    ${printable(column.why)}${causes.length === 0 ? '' : ` Cause: ${causes.join(', ')}${delta}.`}`,
  ];
}

function comparedCell({ canonical, reads }: CellStory): string {
  return `${compared(canonical)}${reads ? '' : ', which does not read in the kind of its column'}`;
}

function compared(canonical: string | null): string {
  return canonical === null ? 'blank' : quoted(canonical);
}

function quoted(text: string): string {
  return `"${printable(text)}"`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
