import { ReconcylError } from '@reconcyl/contracts';

/** The code of the error that work ends with; anything but a coded error is thrown on. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ReconcylError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}
