import { InvalidArgumentError } from 'commander';
import { parseRecord } from './key-list.ts';

/**
 * `--report json csv` as `--report json --report csv`: a variadic option would take the files behind it for formats, and one that
 * takes a single value would take `csv` for a file.
 */
export function spreadReports(argv: readonly string[], formats: readonly string[]): string[] {
  const spread: string[] = [];
  let isReport = false;
  for (const argument of argv) {
    if (isReport && formats.includes(argument)) {
      if (spread.at(-1) !== '--report') spread.push('--report');
      spread.push(argument);
      continue;
    }
    isReport = argument === '--report';
    spread.push(argument);
  }
  return spread;
}

/** `--key a,b` once or more often; a name with a comma stands in double quotes, as in the header of a CSV file. */
export function collectKey(value: string, before: readonly string[] | undefined): readonly string[] {
  const names = parseRecord(value);
  if (names === undefined || names.some((name) => name === '')) {
    throw new InvalidArgumentError('A key is a list of column names such as a,b or "a, with comma",b.');
  }
  return [...(before ?? []), ...names];
}

/** One value, or several with commas, each out of the choices; also more than once. */
export function collectChoices<Choice extends string>(choices: readonly Choice[]) {
  return (value: string, before: readonly Choice[]): readonly Choice[] => {
    const found = value.split(',').map((name) => {
      const choice = choices.find((each) => each === name.trim().toLowerCase());
      if (choice === undefined) throw new InvalidArgumentError(`Allowed are ${choices.join(', ')}.`);
      return choice;
    });
    return [...before, ...found];
  };
}

/** A whole number from 0. */
export function parseCount(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(value);
}

/** A port number; 0 lets the system choose a free one. */
export function parsePort(value: string): number {
  const port = parseCount(value);
  if (port > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return port;
}

const bytesOf: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

/** `512MB`, `1.5 GiB` as bytes. DuckDB cannot work with less than some megabytes, so 32 MB are the least. */
export function parseSize(value: string): number {
  const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)$/i.exec(value.trim()) ?? [];
  const bytes = Math.floor(Number(number) * (bytesOf[unit.toUpperCase()] ?? Number.NaN));
  if (!(bytes >= 32e6)) throw new InvalidArgumentError('It is a size such as 1GB or 512MB, at least 32MB.');
  return bytes;
}
