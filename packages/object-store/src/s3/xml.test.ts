import { describe, expect, it } from 'vitest';
import { elementsOf, escapeXml, parseXml, textOf } from './xml.ts';

describe('the XML of S3', () => {
  it('is read as text, as it stands there', () => {
    const root = parseXml(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://s3"><Key>007</Key><E>&quot;a&#34;</E><B> b </B><N/></R>',
      'R',
    );
    expect(textOf(root, 'Key')).toBe('007');
    expect(textOf(root, 'E')).toBe('"a"');
    expect(textOf(root, 'B')).toBe(' b ');
    expect(textOf(root, 'N')).toBe('');
    expect(textOf(root, 'Missing')).toBeUndefined();
  });

  it('gives one element as a list as it gives many', () => {
    const one = parseXml('<R><C><Key>a</Key></C></R>', 'R');
    const two = parseXml('<R><C><Key>a</Key></C><C><Key>b</Key></C></R>', 'R');
    expect(elementsOf(one, 'C').map((each) => textOf(each, 'Key'))).toEqual(['a']);
    expect(elementsOf(two, 'C').map((each) => textOf(each, 'Key'))).toEqual(['a', 'b']);
    expect(elementsOf(parseXml('<R></R>', 'R'), 'C')).toEqual([]);
  });

  it('is told from other answers', () => {
    expect(parseXml('', 'Error')).toBeUndefined();
    expect(parseXml('<html>Error</html>', 'Error')).toBeUndefined();
    expect(parseXml('<DeleteResult><Error><Code>A</Code></Error></DeleteResult>', 'Error')).toBeUndefined();
    expect(textOf(parseXml('<Error><Code>A</Code></Error>', 'Error'), 'Code')).toBe('A');
  });

  it('holds any key', () => {
    const key = `a&b<c>"d'e\n\t三`;
    expect(textOf(parseXml(`<R><Key>${escapeXml(key)}</Key></R>`, 'R'), 'Key')).toBe(key);
  });
});
