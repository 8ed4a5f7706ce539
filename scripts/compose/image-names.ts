import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const files = ['docker-compose.yml', 'deploy/Dockerfile', 'deploy/minio/Dockerfile'];

/** The name, with its tag, of the image of a repository that the deployment uses, e.g. `nats:2.15.2-alpine` of `nats`. */
export function imageNamed(repository: string): string {
  const found = new Set(files.flatMap(imagesIn).filter((image) => image.split(':')[0] === repository));
  const [image, ...others] = found;
  if (image === undefined || others.length > 0) {
    throw new Error(
      `the deployment names ${[...found].join(' and ') || 'no image'} of ${repository}; it should be one`,
    );
  }
  return image;
}

function imagesIn(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^\s*(?:image: |FROM |ARG NODE_IMAGE=)([a-z0-9/-]+:[\w.-]+)/gm)].map(
    ([, image = '']) => image,
  );
}
