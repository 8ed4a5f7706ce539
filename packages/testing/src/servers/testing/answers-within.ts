import { setTimeout } from 'node:timers/promises';

/** Whether a promise resolves before that time is over. What comes of it afterwards is nobody's concern. */
export async function answersWithin(ms: number, answer: Promise<unknown>): Promise<boolean> {
  const answered = answer.then(
    () => true,
    () => false,
  );
  return await Promise.race([answered, setTimeout(ms, false)]);
}
