import type { PortableError } from './portable-error.ts';

/** What a pool and its child processes tell each other. `id` is the job's; a child has one job at a time. */
export type ToChild =
  | { readonly type: 'job'; readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly type: 'abort'; readonly id: number };

export type FromChild =
  | { readonly type: 'started'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'done'; readonly id: number; readonly answer: unknown; readonly rssBytes: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: PortableError; readonly rssBytes: number };
