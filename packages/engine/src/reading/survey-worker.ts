import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type SurveyRequest, surveyBytes } from './survey-bytes.ts';
import { watchLines } from './watch-lines.ts';

/** A survey in a thread of its own (survey-in-worker.ts): the request comes as worker data, the facts go back as the one message. */
const { path, quote, layout, withIndex } = workerData as SurveyRequest;
const handle = await open(path, 'r');
try {
  const facts = await surveyBytes(handle, quote, layout && watchLines(layout), { withIndex });
  const { lineIndex } = facts;
  parentPort?.postMessage(facts, lineIndex === undefined ? [] : [lineIndex.hashes.buffer, lineIndex.offsets.buffer]);
} finally {
  await handle.close();
}
