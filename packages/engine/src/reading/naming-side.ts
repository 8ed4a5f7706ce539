import { ReconcylError, type Side } from '@reconcyl/contracts';

/** Runs work on one file; a coded error of it says which of the two files it speaks of. */
export async function namingSide<Result>(side: Side, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReconcylError) || !aboutTheFile.test(error.code)) throw error;
    const detail = `Seen in the ${side} file${error.detail === undefined ? '.' : `: ${error.detail}`}`;
    throw new ReconcylError(error.code, detail, { problems: error.problems, cause: error });
  }
}

const aboutTheFile = /^RECON_(FILE_|ENCODING_|TOO_MANY_COLUMNS)/;
