/**
 * Preloaded into a measured process (`node --import`): writes what it has used into the file named by
 * BENCH_USAGE_FILE when it ends, as the kernel counted it: the peak of its resident memory and its processor time.
 */
import { writeFileSync } from 'node:fs';

const { BENCH_USAGE_FILE: file } = process.env;
if (file !== undefined) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ peakBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
  });
}
