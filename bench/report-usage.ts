/**
 * Preloaded into a measured process (`node --import`): writes the peak of its resident memory, in bytes, as the kernel knows it,
 * into the file named by BENCH_USAGE_FILE when the process ends.
 */
import { writeFileSync } from 'node:fs';

const { BENCH_USAGE_FILE: file } = process.env;
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)));
}
