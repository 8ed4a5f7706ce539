import { describe, expect, it } from 'vitest';
import { fillTemplate } from './fill-template.ts';

describe('fillTemplate', () => {
  it('escapes what it fills in, for text and attributes', () => {
    expect(fillTemplate('<a href="{{url}}">{{text}}</a>', { url: '"\'><script>', text: '<b>&' })).toBe(
      '<a href="&quot;&#39;&gt;&lt;script&gt;">&lt;b&gt;&amp;</a>',
    );
  });

  it('repeats a section for a list, and keeps or drops it by a flag', () => {
    const template = '{{#has}}[{{#rows}}{{name}}{{unit}};{{/rows}}]{{/has}}{{#none}}nothing{{/none}}';
    expect(fillTemplate(template, { has: true, none: false, unit: 'm', rows: [{ name: '1' }, { name: '2' }] })).toBe(
      '[1m;2m;]',
    );
  });

  it('never looks at what was filled in', () => {
    expect(fillTemplate('{{a}} {{b}}', { a: '{{b}} {{#b}}', b: '$& $1' })).toBe('{{b}} {{#b}} $&amp; $1');
    expect(fillTemplate('{{#rows}}{{name}}{{/rows}}', { rows: [{ name: '{{secret}}' }], secret: 'x' })).toBe(
      '{{secret}}',
    );
  });

  it('refuses a name without a value', () => {
    expect(() => fillTemplate('{{missing}}', {})).toThrow('missing');
    expect(() => fillTemplate('{{#missing}}{{/missing}}', {})).toThrow('missing');
  });
});
