import { createScratch, dataPaths, type Scratch } from '@reconcyl/service-kit';
import type { ScratchConfig } from './config-types.ts';

/** The folder for work in hand that the environment names. The caller closes it. */
export function openScratch(config: ScratchConfig): Promise<Scratch> {
  return createScratch({
    root: config.SCRATCH_DIR ?? dataPaths(config.DATA_DIR).scratch,
    maxBytes: config.SCRATCH_MAX_BYTES,
  });
}
