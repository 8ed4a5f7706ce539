import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reconcileTexts } from '../testing/reconcile-texts.ts';

const plain = 'id,name\n1,a\n2,b\n3,c\n';
const careful = 'id;name\r\n1;"a"\r2;b\n\n3;other\n';

describe('reconciling by a plan that was made before', () => {
  it.each([
    ['plain', plain, careful],
    ['compressed', gzipSync(plain), zstdCompressSync(careful)],
  ])('reads %s files as inspecting did', async (_, source, target) => {
    const { plan, summary, breaks } = await reconcileTexts(source, target, { key: ['id'] });
    expect(plan.readings.source.mode).toBe('direct');
    expect(plan.readings.target.mode).toBe('clean');
    expect(breaks).toMatchObject([{ key: ['3'], source_line: 4, target_line: 5 }]);
    expect(summary.files.source).toMatchObject({ size_bytes: source.length, sha256: plan.readings.source.sha256 });
    expect(summary.files.target.lines).toEqual(plan.readings.target.lines);
  });
});
