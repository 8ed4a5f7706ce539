import { type Outcome, reconcileTexts } from '../reconcile-texts.ts';
import type { Pack } from './make-pack.ts';
import { writeCsv } from './write-csv.ts';

/** The engine's answer for a pack. `encode` makes the bytes of both files. */
export function runPack(
  { source, target, ruleset }: Pack,
  encode: (text: string) => string | Buffer = (text) => text,
): Promise<Outcome> {
  const [a, b] = [source, target].map(({ columns, rows, dialect }) => encode(writeCsv(columns, rows, dialect).text));
  return reconcileTexts(a ?? '', b ?? '', { ruleset, threads: 1 });
}
