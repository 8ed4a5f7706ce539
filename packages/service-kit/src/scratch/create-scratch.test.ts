import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScratch, decideAdmission, NoRoomError } from './create-scratch.ts';
import { removeLeftovers, scratchOwner } from './leftovers.ts';

const gigabyte = 1_000_000_000;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scratch-'));
});
afterEach(() => rm(root, { recursive: true }));

const everything = async () => (await readdir(root, { recursive: true })).length;

describe('a scratch folder', () => {
  it('is private, and is gone when the work has ended', async () => {
    const scratch = await createScratch({ root });
    const mode = await scratch.withScratch('t', async (folder) => {
      await writeFile(join(folder, 'a'), 'x');
      return (await stat(folder)).mode & 0o777;
    });
    expect(mode).toBe(0o700);
    expect(await everything()).toBe(1);
    await scratch.close();
    expect(await everything()).toBe(0);
  });

  it('is gone when the work throws', async () => {
    const scratch = await createScratch({ root });
    await expect(scratch.withScratch('t', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await everything()).toBe(1);
  });

  it.each(['a[1]', 'a*', 'a?'])('is refused at once in %s, where the engine could not work', async (name) => {
    await expect(createScratch({ root: join(root, name) })).rejects.toMatchObject({ code: 'RECON_WORK_FOLDER' });
  });

  it('is another one for each piece of work, also of one task', async () => {
    const scratch = await createScratch({ root });
    await scratch.withScratch('t', (one) =>
      scratch.withScratch('t', async (other) => {
        expect(one).not.toBe(other);
      }),
    );
  });

  it('is refused for now while other work has the room, and for good where the bound is too small', async () => {
    const scratch = await createScratch({ root, maxBytes: 100 });
    const never = scratch.withScratch('t', () => Promise.resolve(), 101);
    await expect(never).rejects.toMatchObject({ code: 'RECON_WORK_TOO_LARGE' });
    await scratch.withScratch(
      't',
      async () => {
        const later = scratch.withScratch('t', () => Promise.resolve(), 60);
        await expect(later).rejects.toBeInstanceOf(NoRoomError);
        await scratch.probe();
      },
      60,
    );
    expect(await scratch.withScratch('t', () => Promise.resolve('room'), 60)).toBe('room');
  });

  it('is refused for good to what the whole disk is too small for, without any bound', async () => {
    const scratch = await createScratch({ root });
    const never = scratch.withScratch('t', () => Promise.resolve(), Number.MAX_SAFE_INTEGER);
    await expect(never).rejects.toMatchObject({ code: 'RECON_WORK_TOO_LARGE' });
  });

  it('is there for other work, whatever was refused; not on a disk that is full', async () => {
    const room = { totalBytes: 25 * gigabyte, freeBytes: 20 * gigabyte };
    const scratch = await createScratch({ root, roomOf: async () => room });
    const large = scratch.withScratch('t', () => Promise.resolve(), 21 * gigabyte);
    await expect(large).rejects.toBeInstanceOf(NoRoomError);
    await scratch.probe();
    room.freeBytes = 1_000_000;
    const small = scratch.withScratch('t', () => Promise.resolve(), 2_000_000);
    await expect(small).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
    await expect(small).rejects.not.toBeInstanceOf(NoRoomError);
    await expect(scratch.probe()).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
  });
});

describe('leftovers', () => {
  it('of dead processes are removed, those of living ones and all else are left', async () => {
    const [host, pid] = scratchOwner.split('.');
    const dead = `${host}.4000001.1.00000000`;
    const living = `${host}.4000002.1.00000000`;
    const earlierMe = `${host}.${pid}.1.00000000`;
    const me = `${scratchOwner}.00000000`;
    const stranger = '00000000.4000001.1.00000000';
    for (const name of [dead, living, earlierMe, me, stranger, 'notes']) await mkdir(join(root, name));
    await removeLeftovers(root, (alive) => alive === 4_000_002);
    expect((await readdir(root)).sort()).toEqual([living, me, stranger, 'notes'].sort());
  });
});

describe('decideAdmission', () => {
  const disk = { totalBytes: 25 * gigabyte, freeBytes: 20 * gigabyte, reserved: 0, maxBytes: undefined };

  it('lets nothing begin that the disk has no room for', () => {
    expect(decideAdmission({ ...disk, bytes: 20 * gigabyte })).toBe('ok');
    expect(decideAdmission({ ...disk, bytes: 20 * gigabyte + 1 })).toBe('no-room');
  });

  it('never lets begin what the whole disk or the bound cannot hold', () => {
    expect(decideAdmission({ ...disk, bytes: 30 * gigabyte })).toBe('never');
    expect(decideAdmission({ ...disk, bytes: 3, maxBytes: 2 })).toBe('never');
  });

  it('takes a disk with next to nothing left as full for everybody', () => {
    expect(decideAdmission({ ...disk, bytes: gigabyte, freeBytes: 1_000_000 })).toBe('full');
    expect(decideAdmission({ ...disk, bytes: 999_999, freeBytes: 1_000_000 })).toBe('ok');
    const smallDisk = { ...disk, totalBytes: 60_000_000 };
    expect(decideAdmission({ ...smallDisk, bytes: 50_000_000, freeBytes: 40_000_000 })).toBe('no-room');
    expect(decideAdmission({ ...smallDisk, bytes: 50_000_000, freeBytes: 2_000_000 })).toBe('full');
  });
});
