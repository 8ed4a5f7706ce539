import { describe, expect, it } from 'vitest';
import { lazyFolder } from './lazy-folder.ts';

describe('a folder that is made when it is first needed', () => {
  it('is made once, and tried again when it could not be made', async () => {
    let asked = 0;
    const folder = lazyFolder(
      {
        withScratch: async (name, work) => {
          asked += 1;
          if (asked === 1) throw new Error('no space left');
          return work(`/scratch/${name}`);
        },
      },
      'results',
    );
    await expect(folder.path()).rejects.toThrow('no space left');
    expect(await Promise.all([folder.path(), folder.path()])).toEqual(['/scratch/results', '/scratch/results']);
    expect(asked).toBe(2);
    await folder.close();
  });
});
