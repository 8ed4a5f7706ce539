/**
 * Makes the public images that docker-compose.yml and the Dockerfiles name out of the programs that are installed here, under the
 * same names: for machines that reach no registry of images. They stand in for the public ones, and are not to be given on.
 *
 * Usage: node scripts/local-images.ts [node] [nats] [redis] [alpine] [golang] [minio] [minio-setup]     all but golang by default
 *        node scripts/local-images.ts --name nats                                                   says what the image is called
 *
 * `minio` and `minio-setup` are the finished images, from programs that are compiled already. With `alpine` and `golang` in their
 * place `docker compose build` compiles them, which takes minutes. Needs docker, tar, ldd and busybox (Debian: busybox-static).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageNamed } from './compose/image-names.ts';
import { localImages } from './compose/local-images.ts';
import { fillRoot } from './compose/root-folder.ts';

const saysNames = process.argv[2] === '--name';
const asked = process.argv.slice(saysNames ? 3 : 2);
const unknown = asked.filter((name) => !(name in localImages));
if (unknown.length > 0) {
  console.error(`There is no image ${unknown.join(', ')}; there are ${Object.keys(localImages).join(', ')}.`);
  process.exit(2);
}

for (const [name, { repository, content, changes }] of Object.entries(localImages)) {
  if (asked.length > 0 ? !asked.includes(name) : name === 'golang') continue;
  const image = imageNamed(repository);
  if (saysNames) {
    console.log(image);
    continue;
  }
  const work = mkdtempSync(join(tmpdir(), 'reconcyl-image-'));
  try {
    const root = join(work, 'root');
    fillRoot(root, content());
    const tar = join(work, 'root.tar');
    execFileSync('tar', ['--numeric-owner', '--owner=0', '--group=0', '-C', root, '-cf', tar, '.']);
    const options = changes.flatMap((change) => ['--change', change]);
    execFileSync('docker', ['import', ...options, tar, image], { stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const bytes = Number(execFileSync('docker', ['image', 'inspect', '--format', '{{.Size}}', image]));
  console.log(`${image} made, ${(bytes / 1e6).toFixed(0)} MB`);
}
