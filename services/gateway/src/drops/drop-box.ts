import type { ObjectStore } from '@reconcyl/object-store';

/** Where files are dropped and reports are found: the bucket itself, or on one machine the data folder. */
export interface DropBox {
  readonly store: ObjectStore;
  /** Files may be seen while they are being written: a folder. Objects of a bucket are there whole or not at all. */
  readonly isFolder: boolean;
}
