import { until } from './until.ts';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface UploadedFile {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

export interface UploadOptions {
  readonly source?: UploadedFile | string;
  readonly target?: UploadedFile | string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends the form as a browser would: fields, then files. A plain string is the content of `source.csv` or `target.csv`. */
export function upload(url: string, options: UploadOptions): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
  for (const side of ['source', 'target'] as const) {
    const given = options[side];
    if (given === undefined) continue;
    const { name, content } = typeof given === 'string' ? { name: `${side}.csv`, content: given } : given;
    form.append(side, new Blob([content], { type: 'text/csv' }), name);
  }
  const path = options.path ?? '/api/v1/reconcile/upload/';
  return request(`${url}${path}`, { method: 'POST', body: form, headers: options.headers ?? {} });
}

/** Uploads and returns the task id; throws when the upload was refused. */
export async function submit(url: string, options: UploadOptions): Promise<string> {
  const answer = await upload(url, options);
  if (answer.status !== 202) throw new Error(`the upload was answered ${answer.status}: ${answer.text}`);
  return (json(answer) as { task_id: string }).task_id;
}

/** The result, as soon as it is not 202 any more: 200 with the report, 500 when the run failed. */
export function result(
  url: string,
  id: string,
  format = 'json',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return until(`the result of ${id}`, async () => {
    const answer = await request(`${url}/api/v1/reconcile/results/${id}/?format=${format}`, { headers });
    return answer.status === 202 ? undefined : answer;
  });
}

/** The members of the JSON report that tests look at. */
export interface Report {
  readonly task_id: string;
  readonly summary: {
    readonly verdict: string;
    readonly sentence: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly key: { readonly columns: readonly string[]; readonly inferred: boolean };
    readonly files: Readonly<Record<'source' | 'target', { readonly name: string; readonly sha256: string }>>;
    readonly columns: readonly {
      readonly name: string;
      readonly is_key: boolean;
      readonly differing: number;
      readonly normalised: number;
      readonly forgiven: number;
    }[];
    readonly control_totals: readonly Readonly<Record<string, string | number>>[];
    readonly causes: readonly { readonly cause: string; readonly cells: number }[];
  };
  readonly missing_in_target: readonly Readonly<Record<string, string>>[];
  readonly missing_in_target_details: readonly { readonly line: number; readonly reason?: string }[];
  readonly missing_in_source: readonly Readonly<Record<string, string>>[];
  readonly missing_in_source_details: readonly { readonly line: number; readonly reason?: string }[];
  readonly discrepancies: readonly {
    readonly key: unknown;
    readonly source: Readonly<Record<string, string>>;
    readonly target: Readonly<Record<string, string>>;
    readonly source_line: number;
    readonly target_line: number;
    readonly differences: readonly {
      readonly column: string;
      readonly source: string;
      readonly target: string;
      readonly cause: string;
      readonly delta?: string;
    }[];
  }[];
  readonly duplicates: readonly unknown[];
  readonly rejects: readonly {
    readonly side: string;
    readonly line: number;
    readonly reason: string;
    readonly text: string;
  }[];
}

/** The JSON report of a run that completes; throws when it fails. */
export async function report(url: string, id: string): Promise<Report> {
  const answer = await result(url, id);
  if (answer.status !== 200) throw new Error(`the run was answered ${answer.status}: ${answer.text}`);
  return json(answer) as Report;
}

export function json(answer: Answer): unknown {
  return JSON.parse(answer.text);
}
