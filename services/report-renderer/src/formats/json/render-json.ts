import type { Break, NearMiss } from '@reconcyl/contracts';
import type { ReportInput } from '../render-report.ts';
import { indented, margin, membersOf, objectWriter, writeMembers } from './write-json.ts';

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
  const writeDetails = (line: number | null, { reason, near_miss: nearMiss, history }: Break) =>
    writeMembers(
      [
        ['line', indented(line, 3)],
        ['reason', reason && indented(reason, 3)],
        ['near_miss', nearMiss && writeNearMiss(nearMiss)],
        ['history', history && indented(history, 3)],
      ],
      2,
    );
  const writeNearMiss = ({ line, key, ...rest }: NearMiss) =>
    writeMembers([['line', indented(line, 4)], ['key', writeKey(key, 4)], ...membersOf(rest, 4)], 3);
  const missingInTarget = () => reader.eachBreak({ kind: 'missing_in_target' });
  yield* member('missing_in_target', missingInTarget(), ({ source }) => writeSource(source ?? [], 2));
  yield* member('missing_in_target_details', missingInTarget(), (item) => writeDetails(item.source_line, item));
  const missingInSource = () => reader.eachBreak({ kind: 'missing_in_source' });
  yield* member('missing_in_source', missingInSource(), ({ target }) => writeTarget(target ?? [], 2));
  yield* member('missing_in_source_details', missingInSource(), (item) => writeDetails(item.target_line, item));

  const writeDiscrepancy = (item: Break) =>
    writeMembers(
      [
        ['key', writeKey(item.key, 3)],
        ['source', writeSource(item.source ?? [], 3)],
        ['target', writeTarget(item.target ?? [], 3)],
        ['source_line', String(item.source_line)],
        ['target_line', String(item.target_line)],
        ['differences', indented(item.differences, 3)],
        ['paired_by_order', item.paired_by_order === true ? 'true' : undefined],
        ['history', item.history && indented(item.history, 3)],
      ],
      2,
    );
  yield* member('discrepancies', reader.eachBreak({ kind: 'discrepancy' }), writeDiscrepancy);

  const writeKeyed = ({ key, ...rest }: { readonly key: readonly string[] }) =>
    writeMembers([['key', writeKey(key, 3)], ...membersOf(rest, 3)], 2);
  yield* member('duplicates', reader.eachDuplicate(), writeKeyed);
  yield* member('rejects', reader.eachReject(), (reject) => indented(reject, 2));
  yield* member('set_aside', reader.eachSetAside(), (row) => indented(row, 2));
  yield* member('groups', reader.eachGroup(), writeKeyed);
  yield* member('resolved', reader.eachResolved(), writeKeyed);
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
