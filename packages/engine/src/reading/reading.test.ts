import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SideRule } from '@reconcyl/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '../types.ts';
import { lineOfRecord, readCarefully, surveyFile } from './index.ts';

let workDir: string;
beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'reading-'));
});
afterAll(() => rm(workDir, { recursive: true }));

async function survey(content: string | Buffer, rule?: SideRule): Promise<Reading> {
  const path = join(workDir, 'input.csv');
  await writeFile(path, content);
  return surveyFile({ path, displayName: 'input.csv' }, 'source', rule, { workDir });
}

async function careful(content: string | Buffer, rule?: SideRule): Promise<{ reading: Reading; clean: string }> {
  const path = join(workDir, 'input.csv');
  await writeFile(path, content);
  const reading = await readCarefully({ path, displayName: 'input.csv' }, 'source', rule, { workDir });
  return { reading, clean: await readFile(reading.csv.path, 'utf8') };
}

describe('surveying a file', () => {
  it('trusts a plain file to DuckDB and says how many records must come out', async () => {
    const reading = await survey('id,amount\n1,2.00\n2,3.00\n');
    expect(reading).toMatchObject({ mode: 'direct', rows: 2, columns: ['id', 'amount'] });
    expect(lineOfRecord(reading.lineMap, 1)).toBe(3);
    expect(reading.lines).toEqual({
      total: 3,
      preamble: 0,
      header: 1,
      rows: 2,
      continuation: 0,
      set_aside: 0,
      empty: 0,
      rejected: 0,
    });
  });
});

describe('reading a file carefully', () => {
  it('rejects the line of an unclosed quote and reads on with the next', async () => {
    const { reading, clean } = await careful('id,name\n1,a\n2,"b\n3,c\n4,"d"\n');
    expect(clean).toBe('1,a\n3,c\n4,d\n');
    expect(reading.rejects).toEqual([
      { side: 'source', line: 3, lines: 1, column: 2, reason: 'unclosed_quote', text: '2,"b' },
    ]);
    expect([0, 1, 2].map((ordinal) => lineOfRecord(reading.lineMap, ordinal))).toEqual([2, 4, 5]);
  });

  it('reads a bank export in windows-1252 with preamble lines', async () => {
    const text =
      'Konto;DE123\r\nZeitraum;Mai\r\n\r\nBuchung;Empf\xe4nger;Betrag\r\n02.05.2024;M\xfcller;1.234,50\r\n03.05.2024;Stra\xdfe;-1,00\r\n';
    const { reading, clean } = await careful(Buffer.from(text, 'latin1'));
    expect(reading.encoding.label).toBe('windows-1252');
    expect(reading.columns).toEqual(['Buchung', 'Empfänger', 'Betrag']);
    expect(clean).toBe('02.05.2024,Müller,"1.234,50"\n03.05.2024,Straße,"-1,00"\n');
  });
});
