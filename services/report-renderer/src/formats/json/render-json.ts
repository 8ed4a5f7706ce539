import type { Break } from '@reconcyl/contracts';
import type { ReportInput } from '../render-report.ts';
import { indented, margin, objectWriter } from './write-json.ts';

/**
 * The JSON report, indented by 4. Rows and keys become objects only here, written from name and value arrays: a JavaScript
 * object would lose a column named `__proto__` and reorder one named `7`.
 */
export async function* renderJson({ taskId, reader }: ReportInput): AsyncGenerator<string> {
  const summary = await reader.summary();
  const writeSource = objectWriter(summary.files.source.columns);
  const writeTarget = objectWriter(summary.files.target.columns);
  const writeKey = objectWriter(summary.key.columns);

  yield '{\n';
  if (taskId !== undefined) yield `${margin(1)}"task_id": ${JSON.stringify(taskId)},\n`;
  yield `${margin(1)}"summary": ${indented(summary, 1)}`;

  // Rows and details are two arrays, one after the other: the listing is walked twice rather than held.
  const missingInTarget = () => reader.eachBreak({ kind: 'missing_in_target' });
  yield* member('missing_in_target', missingInTarget(), ({ source }) => writeSource(source ?? [], 2));
  yield* member('missing_in_target_details', missingInTarget(), ({ source_line, reason }) =>
    indented({ line: source_line, reason }, 2),
  );
  const missingInSource = () => reader.eachBreak({ kind: 'missing_in_source' });
  yield* member('missing_in_source', missingInSource(), ({ target }) => writeTarget(target ?? [], 2));
  yield* member('missing_in_source_details', missingInSource(), ({ target_line, reason }) =>
    indented({ line: target_line, reason }, 2),
  );

  const writeDiscrepancy = ({ key, source, target, source_line, target_line, differences }: Break) =>
    `{\n${[
      `"key": ${writeKey(key, 3)}`,
      `"source": ${writeSource(source ?? [], 3)}`,
      `"target": ${writeTarget(target ?? [], 3)}`,
      `"source_line": ${source_line}`,
      `"target_line": ${target_line}`,
      `"differences": ${indented(differences, 3)}`,
    ]
      .map((line) => margin(3) + line)
      .join(',\n')}\n${margin(2)}}`;
  yield* member('discrepancies', reader.eachBreak({ kind: 'discrepancy' }), writeDiscrepancy);

  yield* member('duplicates', reader.eachDuplicate(), ({ key, ...counts }) => {
    const [, rest] = splitFirstLine(indented(counts, 2));
    return `{\n${margin(3)}"key": ${writeKey(key, 3)},\n${rest}`;
  });
  yield* member('rejects', reader.eachReject(), (reject) => indented(reject, 2));
  yield '\n}\n';
}

/** One member that is an array, written as its items come. */
async function* member<Item>(
  name: string,
  items: AsyncIterable<Item>,
  write: (item: Item) => string,
): AsyncGenerator<string> {
  yield `,\n${margin(1)}"${name}": [`;
  let separator = `\n${margin(2)}`;
  let isEmpty = true;
  for await (const item of items) {
    yield separator + write(item);
    if (isEmpty) separator = `,${separator}`;
    isEmpty = false;
  }
  yield isEmpty ? ']' : `\n${margin(1)}]`;
}

function splitFirstLine(text: string): [string, string] {
  const end = text.indexOf('\n');
  return [text.slice(0, end), text.slice(end + 1)];
}
