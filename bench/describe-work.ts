import { machine, table } from './document.ts';
import type { Pair } from './generate.ts';
import { type Measurement, median } from './measure.ts';
import type { Tool } from './tools.ts';
import type { Aim, Work } from './works.ts';

export interface MeasuredWork {
  readonly work: Work;
  readonly rows: number;
  readonly rounds: number;
  readonly pair: Pair;
  readonly own: Tool;
  /** The measurements of each tool that is installed, one for each round, in the order of the rounds. */
  readonly measured: ReadonlyMap<Tool, readonly Measurement[]>;
  /** How many processes wanted the machine when it began. */
  readonly load: number;
}

/** A work as a section in Markdown: its table, what is compared, and whether the aims are met. */
export function describeWork(measuredWork: MeasuredWork): string {
  const { work, rows, rounds, pair, own, measured, load } = measuredWork;
  const ours = measured.get(own) ?? [];
  assertRight(own, ours, pair);
  const lines = [own, ...work.peers].map((tool) => {
    const theirs = measured.get(tool);
    if (theirs === undefined) return [tool.name, 'not measured here: not installed', '', '', '', '', ''];
    const ratio = (what: 'seconds' | 'cpuSeconds') =>
      tool === own ? '' : `${ratioOf(ours, theirs, what).toFixed(2)} x`;
    return [
      tool.name,
      `${middle(theirs, 'seconds')} s`,
      ratio('seconds'),
      `${middle(theirs, 'cpuSeconds')} s`,
      ratio('cpuSeconds'),
      `${megabytes(peakOf(theirs))} MB`,
      answerOf(tool, theirs, pair),
    ];
  });
  const command = ['reconcyl', ...own.command(pair).slice(2)].join(' ');
  return [
    `#### ${rows.toLocaleString('en')} rows x ${work.title}`,
    '',
    table(
      ['', 'time', '`reconcyl run` takes', 'processor time', '`reconcyl run` takes', 'peak memory', 'answer'],
      lines,
    ),
    '',
    ...work.aims.map((aim) => `- Aim: ${describeAim(aim, ours, measured)}.`),
    ...(work.aims.length === 0 ? [] : ['']),
    `Medians of ${rounds} round${rounds === 1 ? '' : 's'} in turn, ratios of the same round; load of the machine at the start ${load.toFixed(1)}. ${machine()}.`,
    `\`${shortened(command)}\` (${own.version() ?? 'no version'})${work.peers.map((tool) => `; ${tool.name}: ${tool.version() ?? 'not installed'}`).join('')}.`,
  ].join('\n');
}

function describeAim(aim: Aim, ours: readonly Measurement[], measured: MeasuredWork['measured']): string {
  if ('peakMegabytes' in aim) {
    const peak = peakOf(ours);
    const isMet = peak <= aim.peakMegabytes * 1e6;
    return `≤ ${aim.peakMegabytes} MB: ${isMet ? 'met' : 'missed'} (${megabytes(peak)} MB)`;
  }
  const theirs = measured.get(aim.ratioTo);
  const against = `≤ ${aim.atMost} x ${aim.ratioTo.name}`;
  if (theirs === undefined) return `${against}: not measured here`;
  const [ratio, cpuRatio] = [ratioOf(ours, theirs, 'seconds'), ratioOf(ours, theirs, 'cpuSeconds')];
  const verdict = ratio <= aim.atMost ? 'met' : 'missed';
  return `${against}: ${verdict} (${ratio.toFixed(2)} x, by processor time ${cpuRatio.toFixed(2)} x)`;
}

/** A fast wrong answer is worth nothing: our counts must be those that were planted, in every round. */
function assertRight(own: Tool, ours: readonly Measurement[], pair: Pair): void {
  for (const { stdout } of ours) {
    const counts = own.counts(stdout);
    for (const [name, expected] of Object.entries(pair.expected)) {
      if (counts[name] !== expected) throw new Error(`${name} is ${counts[name]}, planted were ${expected}`);
    }
  }
}

function answerOf(tool: Tool, measurements: readonly Measurement[], pair: Pair): string {
  const expected: Readonly<Record<string, number>> = { ...pair.expected, ...linesOf(pair.expected) };
  const told = Object.entries(tool.counts(measurements[0]?.stdout ?? '')).filter(([name]) => name in expected);
  if (told.length === 0) return '';
  const wrong = told.filter(([name, count]) => count !== expected[name]);
  if (wrong.length === 0) return 'right';
  return wrong.map(([name, count]) => `${name} ${count}, not ${expected[name]}`).join('; ');
}

/** What a tool that knows no keys can tell: a row that differs is a line of its own on either side. */
function linesOf({ discrepancies = 0, missing_in_target = 0, missing_in_source = 0 }: Pair['expected']) {
  return {
    lines_only_in_source: missing_in_target + discrepancies,
    lines_only_in_target: missing_in_source + discrepancies,
  };
}

function ratioOf(ours: readonly Measurement[], theirs: readonly Measurement[], what: 'seconds' | 'cpuSeconds'): number {
  return median(ours.map((each, round) => each[what] / (theirs[round]?.[what] ?? Number.NaN)));
}

function middle(measurements: readonly Measurement[], what: 'seconds' | 'cpuSeconds'): string {
  return median(measurements.map((each) => each[what])).toFixed(2);
}

function peakOf(measurements: readonly Measurement[]): number {
  return Math.max(...measurements.map((each) => each.peakBytes));
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString('en');
}

/** File names without their folders, which are those of one machine. */
function shortened(command: string): string {
  return command.replace(/\/\S*\/(?=\S*\.csv)/g, '').replace(/--out \S+/, '--out DIR');
}
