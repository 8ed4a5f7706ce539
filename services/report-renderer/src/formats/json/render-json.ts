import type { Break, NearMiss } from '@reconcyl/contracts';
import type { Listing } from '@reconcyl/engine/result';
import { textOf } from '../chunks.ts';
import type { ReportInput } from '../render-report.ts';
import { lineStart, membersOf, objectWriter, quoted, writeMembers, written } from './write-json.ts';

/**
 * The JSON report, indented by 4. Rows and keys become objects only here, written from name and value arrays: a JavaScript
 * object would lose a column named `__proto__` and reorder one named `7`.
 */
export async function* renderJson({ taskId, reader }: ReportInput): AsyncGenerator<string> {
  const summary = await reader.summary();
  const { key } = summary;
  const { source: sourceFile, target: targetFile } = summary.files;

  yield '{';
  if (taskId !== undefined) yield `${lineStart(1)}"task_id": ${quoted(taskId)},`;
  yield `${lineStart(1)}"summary": ${written(summary, 1)}`;

  const writeKeyOfNearMiss = objectWriter(key.columns, 4);
  const writeDetails = (line: number | null, { reason, near_miss: nearMiss, history }: Break) =>
    writeMembers(
      [
        ['line', written(line, 3)],
        ['reason', reason && quoted(reason)],
        ['near_miss', nearMiss && writeNearMiss(nearMiss)],
        ['history', history && written(history, 3)],
      ],
      2,
    );
  const writeNearMiss = ({ line, key: cells, ...rest }: NearMiss) =>
    writeMembers([['line', String(line)], ['key', writeKeyOfNearMiss(cells)], ...membersOf(rest, 3)], 3);

  // Rows and details are two arrays, one after the other: the listing is walked twice rather than held.
  const writeSource = objectWriter(sourceFile.columns, 2);
  const missingInTarget = () => reader.eachBreak({ kind: 'missing_in_target' });
  yield* member('missing_in_target', missingInTarget(), ({ source }) => writeSource(source ?? []));
  yield* member('missing_in_target_details', missingInTarget(), (item) => writeDetails(item.source_line, item));
  const writeTarget = objectWriter(targetFile.columns, 2);
  const missingInSource = () => reader.eachBreak({ kind: 'missing_in_source' });
  yield* member('missing_in_source', missingInSource(), ({ target }) => writeTarget(target ?? []));
  yield* member('missing_in_source_details', missingInSource(), (item) => writeDetails(item.target_line, item));

  const writeKey = objectWriter(key.columns, 3);
  const writeSourceBeside = objectWriter(sourceFile.columns, 3);
  const writeTargetBeside = objectWriter(targetFile.columns, 3);
  const writeDiscrepancy = (item: Break) =>
    writeMembers(
      [
        ['key', writeKey(item.key)],
        ['source', writeSourceBeside(item.source ?? [])],
        ['target', writeTargetBeside(item.target ?? [])],
        ['source_line', String(item.source_line)],
        ['target_line', String(item.target_line)],
        ['differences', written(item.differences, 3)],
        ['paired_by_order', item.paired_by_order === true ? 'true' : undefined],
        ['history', item.history && written(item.history, 3)],
      ],
      2,
    );
  yield* member('discrepancies', reader.eachBreak({ kind: 'discrepancy' }), writeDiscrepancy);

  const writeKeyed = ({ key: cells, ...rest }: { readonly key: readonly string[] }) =>
    writeMembers([['key', writeKey(cells)], ...membersOf(rest, 2)], 2);
  yield* member('duplicates', reader.eachDuplicate(), writeKeyed);
  yield* member('rejects', reader.eachReject(), (reject) => written(reject, 2));
  yield* member('set_aside', reader.eachSetAside(), (row) => written(row, 2));
  yield* member('groups', reader.eachGroup(), writeKeyed);
  yield* member('resolved', reader.eachResolved(), writeKeyed);
  yield '\n}\n';
}

/** One member that is an array, written as its items come. */
async function* member<Item>(
  name: string,
  items: Listing<Item>,
  write: (item: Item) => string,
): AsyncGenerator<string> {
  yield `,${lineStart(1)}"${name}": [`;
  let separator = lineStart(2);
  let isEmpty = true;
  const writeNext = (item: Item) => {
    const text = separator + write(item);
    if (isEmpty) separator = `,${separator}`;
    isEmpty = false;
    return text;
  };
  for await (const piece of items.pieces()) yield* textOf(piece, writeNext);
  yield isEmpty ? ']' : `${lineStart(1)}]`;
}
