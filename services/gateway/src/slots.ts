import { ReconcylError } from '@reconcyl/contracts';

/** Bounds how many of a thing are open at once. `take` gives the function that gives the place back, or throws `code`. */
export function createSlots(limit: number, code: 'RECON_TOO_MANY_UPLOADS' | 'RECON_BUSY') {
  let taken = 0;
  return {
    take(): () => void {
      if (taken >= limit) throw new ReconcylError(code);
      taken += 1;
      let isTaken = true;
      return () => {
        if (isTaken) taken -= 1;
        isTaken = false;
      };
    },
    taken: () => taken,
  };
}
export type Slots = ReturnType<typeof createSlots>;
