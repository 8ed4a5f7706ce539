import type { ObjectStore } from '@reconcyl/object-store';
import { dataPaths } from '@reconcyl/service-kit';
import type { ObjectStoreConfig } from './config-types.ts';
import { fileOf, required } from './files.ts';

/**
 * The object store that the environment names; only its adapter is loaded. The caller closes it.
 *
 * @throws RECON_ENVIRONMENT_INVALID for variables that do not go together.
 */
export async function openObjectStore(config: ObjectStoreConfig): Promise<ObjectStore> {
  if (config.S3_URL === undefined) {
    const { createFilesystemObjectStore } = await import('@reconcyl/object-store/filesystem');
    return createFilesystemObjectStore({ root: dataPaths(config.DATA_DIR).objects });
  }
  const { createS3ObjectStore } = await import('@reconcyl/object-store/s3');
  return createS3ObjectStore({
    url: config.S3_URL,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    prefix: config.S3_PREFIX,
    accessKey: required(config.S3_ACCESS_KEY, 'S3_ACCESS_KEY', 'S3_URL').reveal(),
    secretKey: required(config.S3_SECRET_KEY, 'S3_SECRET_KEY', 'S3_URL').reveal(),
    ca: await fileOf('S3_CA_FILE', config.S3_CA_FILE),
    publicUrl: config.S3_PUBLIC_URL,
    pathStyle: config.S3_PATH_STYLE,
  });
}
