import { join } from 'node:path';
import { createS3ObjectStore } from '@reconcyl/object-store/s3';
import { type ComposeOfTests, sharedSettings, startCompose } from './compose.ts';
import { bucketBox } from './drop-box.ts';
import type { SystemOfTests } from './system.ts';

/** The system of a file: the project of all, or where that has other settings one of its own. */
export async function composeOfFile(
  folder: string,
  env: Readonly<Record<string, string>>,
  shared: ComposeOfTests,
): Promise<SystemOfTests> {
  if (Object.entries(env).every(([name, value]) => sharedSettings[name] === value))
    return systemOf(shared, async () => {});
  const { stop, ...own } = await startCompose(folder, env);
  return systemOf(own, stop);
}

function systemOf({ url, dataFolder, bucketUrl, dropsKey }: ComposeOfTests, stop: () => Promise<void>): SystemOfTests {
  const bucket = createS3ObjectStore({
    ...{ url: bucketUrl, region: 'us-east-1', bucket: 'reconcyl' },
    ...{ accessKey: 'reconcyl-drops', secretKey: dropsKey },
  });
  const stopAll = async () => {
    await bucket.close();
    await stop();
  };
  return { url, dataFolder, mailFolder: join(dataFolder, 'mail'), box: bucketBox(bucket), stop: stopAll };
}
