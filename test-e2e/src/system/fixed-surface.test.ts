import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Answer, json, request, result, submit, upload } from '../support/client.ts';
import { parseCsv } from '../support/csv.ts';
import { attachments, type Mail, mailAbout, textOf } from '../support/mail.ts';
import { systemOfTests } from '../support/system.ts';
import { testTimeoutMs } from '../support/until.ts';

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

/**
 * What clients of the former service rely on, in the order of its manual: upload two files, ask with the task id until the work is
 * done, fetch the report, read the mail. Names, paths, texts and shapes here never change.
 */

const source = ['id,name,amount', '1,Ada,10.00', '2,Grace,20.00', '3,Edsger,30.00', '4,Barbara,', ''].join('\n');
const target = ['id,name,amount', '1,Ada,10.00', '2,Grace,25.00', '4,Barbara,', '5,Alan,50.00', ''].join('\n');
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const system = systemOfTests();
let taskId = '';
let agreeingTaskId = '';

beforeAll(async () => {
  taskId = await submit(system().url, { source, target, fields: { key: 'id' } });
  agreeingTaskId = await submit(system().url, { source, target: source, fields: { key: 'id' } });
});

describe('1. Upload two files', () => {
  it.each(['/api/v1/reconcile/upload/', '/api/v1/reconcile/upload', '/upload/', '/upload'])(
    'POST %s accepts source, target, email and report_format with 202 and a task id',
    async (path) => {
      const fields = { email: 'ada@example.com', report_format: 'html' };
      const answer = await upload(system().url, { source, target, fields, path });
      expect(answer.status).toBe(202);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
      expect(json(answer)).toMatchObject({
        task_id: expect.stringMatching(uuid),
        message: 'Use the task_id to check the status of the task',
      });
    },
  );

  it.each(['json', 'csv', 'html', 'HTML', 'Csv'])('takes the report format %s, whatever its case', async (format) => {
    const answer = await upload(system().url, { source, target, fields: { report_format: format } });
    expect(answer.status).toBe(202);
  });

  it.each([
    ['the target', { source }],
    ['the source', { target }],
    ['both files', {}],
  ])('answers 400 when %s is missing', async (_, files) => {
    const answer = await upload(system().url, { ...files, fields: { email: 'ada@example.com' } });
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({ error: 'Both source and target files are required.' });
  });

  it('answers 400 when the report format is none of the three', async () => {
    const answer = await upload(system().url, { source, target, fields: { report_format: 'pdf' } });
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({ error: "Invalid report format. Choose 'html', 'json', or 'csv'." });
  });
});

describe('2. Ask with the task id', () => {
  it('answers 202 "Processing..." until the report is there, then 200', async () => {
    const id = await submit(system().url, { source, target });
    const early = await request(`${system().url}/api/v1/reconcile/results/${id}/`);
    expect(early.status).toBe(202);
    expect(json(early)).toMatchObject({ status: 'Processing...' });
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await result(system().url, id)).status).toBe(200);
  });

  it.each(['/api/v1/reconcile/results/', '/reconciliation/'])(
    'GET %s<task_id> answers the same with and without the last slash',
    async (path) => {
      const done = await result(system().url, taskId);
      for (const slash of ['', '/']) {
        const answer = await request(`${system().url}${path}${taskId}${slash}`);
        expect(answer.status).toBe(200);
        expect(answer.text).toBe(done.text);
      }
    },
  );

  it('answers 500 "Failed" with code, message and advice when the run has failed', async () => {
    const id = await submit(system().url, { source, target, fields: { key: 'no such column' } });
    const answer = await result(system().url, id);
    expect(answer.status).toBe(500);
    expect(json(answer)).toMatchObject({
      status: 'Failed',
      error: {
        code: 'RECON_KEY_COLUMN_UNKNOWN',
        message: expect.stringMatching(/./),
        advice: expect.stringMatching(/./),
      },
    });
  });
});

describe('3. Fetch the report', () => {
  it.each([
    ['', 'json', 'application/json'],
    ['?format=json', 'json', 'application/json'],
    ['?format=csv', 'csv', 'text/csv'],
    ['?format=html', 'html', 'text/html'],
  ])('results/<task_id>/%s is an attachment reconciliation_report.%s', async (query, extension, type) => {
    await result(system().url, taskId);
    const answer = await request(`${system().url}/api/v1/reconcile/results/${taskId}/${query}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(new RegExp(`^${type}\\b`));
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="reconciliation_report.${extension}"`);
  });

  it('takes the format from Accept where the query does not name one', async () => {
    await result(system().url, taskId);
    const url = `${system().url}/api/v1/reconcile/results/${taskId}/`;
    expect((await request(url, { headers: { accept: 'text/csv' } })).text).toMatch(/^Missing in Target\r\n/);
    expect((await request(`${url}?format=json`, { headers: { accept: 'text/csv' } })).text).toMatch(/^\{/);
  });

  it('answers 400 to any other format', async () => {
    await result(system().url, taskId);
    const answer = await request(`${system().url}/api/v1/reconcile/results/${taskId}/?format=xml`);
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({ error: 'Invalid report format' });
  });
});

describe('the JSON report', () => {
  let text: string;
  beforeAll(async () => {
    text = (await result(system().url, taskId)).text;
  });

  it('lists what is missing on either side, with every cell as it stands in the file', () => {
    expect(JSON.parse(text)).toMatchObject({
      missing_in_target: [{ id: '3', name: 'Edsger', amount: '30.00' }],
      missing_in_target_details: [{ line: 4 }],
      missing_in_source: [{ id: '5', name: 'Alan', amount: '50.00' }],
      missing_in_source_details: [{ line: 5 }],
    });
  });

  it('lists what differs, with both rows, both lines and the cells', () => {
    const { discrepancies } = JSON.parse(text) as { discrepancies: unknown[] };
    expect(discrepancies).toHaveLength(1);
    expect(discrepancies[0]).toMatchObject({
      source: { id: '2', name: 'Grace', amount: '20.00' },
      target: { id: '2', name: 'Grace', amount: '25.00' },
      source_line: 3,
      target_line: 3,
      differences: [{ column: 'amount', source: '20.00', target: '25.00', cause: 'value' }],
    });
  });

  it('says beside them which task it was, and counts', () => {
    expect(JSON.parse(text)).toMatchObject({
      task_id: taskId,
      summary: {
        verdict: 'breaks',
        counts: {
          source_rows: 4,
          target_rows: 4,
          agreeing: 2,
          discrepancies: 1,
          differing_cells: 1,
          missing_in_target: 1,
          missing_in_source: 1,
          duplicate_keys: 0,
          rejected_in_source: 0,
          rejected_in_target: 0,
        },
        key: { columns: ['id'], inferred: false },
      },
      duplicates: [],
      rejects: [],
    });
  });

  it('keeps the columns in their order and is indented by four blanks', () => {
    const { missing_in_target } = JSON.parse(text) as { missing_in_target: object[] };
    expect(Object.keys(missing_in_target[0] ?? {})).toEqual(['id', 'name', 'amount']);
    expect(text).toMatch(/^\{\n {4}"\w/);
  });
});

describe('the CSV report', () => {
  it('has the three sections, each with a header line, a blank line between them, and CRLF', async () => {
    const { text } = await result(system().url, taskId, 'csv');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const [missingInTarget = '', missingInSource = '', discrepancies = '', ...rest] = text.split(/\r\n\r\n/);
    expect(rest).toEqual([]);
    expectSection(missingInTarget, 'Missing in Target', ['3', 'Edsger', '30.00']);
    expectSection(missingInSource, 'Missing in Source', ['5', 'Alan', '50.00']);
    const [title, header, ...rows] = parseCsv(discrepancies);
    expect(title).toEqual(['Discrepancies']);
    expect(header).toEqual(expect.arrayContaining(['id', 'column', 'source', 'target']));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toEqual(expect.arrayContaining(['2', 'amount', '20.00', '25.00']));
  });

  it('says so in each section where there is nothing', async () => {
    const { text } = await result(system().url, agreeingTaskId, 'csv');
    expect(text.trimEnd()).toBe(
      [
        'Missing in Target\r\nNo missing records in target',
        'Missing in Source\r\nNo missing records in source',
        'Discrepancies\r\nNo discrepancies found',
      ].join('\r\n\r\n'),
    );
  });

  function expectSection(section: string, title: string, record: readonly string[]) {
    const [first, header, ...rows] = parseCsv(section);
    expect(first).toEqual([title]);
    expect(header?.slice(0, 3)).toEqual(['id', 'name', 'amount']);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([record]);
  }
});

describe('the HTML report', () => {
  const headings = (answer: Answer, level: number) =>
    [...answer.text.matchAll(new RegExp(`<h${level}\\b[^>]*>(.*?)</h${level}>`, 'gs'))].map(([, inner = '']) =>
      inner
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );

  it('has the title, the three sections and the footer', async () => {
    const answer = await result(system().url, taskId, 'html');
    expect(headings(answer, 2)).toContain('Reconciliation Report');
    const sections = headings(answer, 3).filter((heading) => /^(Records Missing in|Discrepancies)/.test(heading));
    expect(sections.map((heading) => heading.replace(/[ (]*\d+\)?$/, ''))).toEqual([
      'Records Missing in Target',
      'Records Missing in Source',
      'Discrepancies',
    ]);
    expect(answer.text).toMatch(/<footer\b[^>]*>.*Generated by Reconcyl System.*<\/footer>/s);
    expect(answer.text).toContain('Edsger');
  });

  it('says so in each section where there is nothing', async () => {
    const { text } = await result(system().url, agreeingTaskId, 'html');
    expect(text).toContain('No missing records in target');
    expect(text).toContain('No missing records in source');
    expect(text).toContain('No discrepancies found');
  });

  it('is one file that fetches nothing', async () => {
    const { text } = await result(system().url, taskId, 'html');
    expect(text).not.toMatch(/\bsrc\s*=|<link\b|@import|url\(/i);
  });
});

describe('4. Read the mail', () => {
  const email = 'grace@example.com';

  async function mailFor(fields: Readonly<Record<string, string>>): Promise<{ id: string; mail: Mail }> {
    const id = await submit(system().url, { source, target, fields: { email, ...fields } });
    return { id, mail: await mailAbout(system().mailFolder, id) };
  }

  it('comes with the fixed subject, greeting and sentences, and the report in the asked format', async () => {
    const { id, mail } = await mailFor({ report_format: 'csv' });
    expect(mail.headers.get('to')).toBe(email);
    expect(mail.headers.get('subject')).toBe('Reconciliation Report Completed');
    const html = textOf(mail, 'text/html');
    expect(html).toMatch(/<h2\b[^>]*>\s*Reconciliation Report\s*<\/h2>/);
    for (const text of [html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '), textOf(mail, 'text/plain')]) {
      expect(text).toContain(`Dear ${email},`);
      expect(text).toContain('Your reconciliation task has been completed. Please find the attached report.');
      expect(text).toContain('Sincerely,');
      expect(text).toContain('The Reconcyl Team');
    }
    const attached = attachments(mail);
    expect(attached.map(({ name }) => name)).toEqual(['reconciliation_report.csv']);
    expect(attached[0]?.body.toString()).toBe((await result(system().url, id, 'csv')).text);
  });

  it.each(['json', 'html'])('attaches %s when that was asked for', async (format) => {
    const { id, mail } = await mailFor({ report_format: format.toUpperCase() });
    const [attached] = attachments(mail);
    expect(attached?.name).toBe(`reconciliation_report.${format}`);
    expect(attached?.body.toString()).toBe((await result(system().url, id, format)).text);
  });

  it('tells between the fixed sentences what a busy person needs: verdict, counts, control totals, causes, link', async () => {
    const { id, mail } = await mailFor({});
    const text = textOf(mail, 'text/plain');
    expect(text).toMatch(/1 record is missing in the target, 1 record is missing in the source and 1 record differs/);
    // 10 + 20 + 30 of the source against 10 + 25 + 50 of the target.
    expect(text).toMatch(/amount.*60\.00.*85\.00.*-25\.00/);
    expect(text).toContain(`${system().url}/`);
    expect(text).toContain(id);
  });

  it('comes with another subject and the reason when the run fails', async () => {
    const { mail } = await mailFor({ key: 'no such column' });
    expect(mail.headers.get('subject')).toBe('Reconciliation Failed');
    expect(textOf(mail, 'text/plain')).toContain('RECON_KEY_COLUMN_UNKNOWN');
    expect(attachments(mail)).toEqual([]);
  });
});
