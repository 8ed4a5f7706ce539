import { describe, expect, it } from 'vitest';
import { html, toText, trusted } from './markup.ts';

describe('html', () => {
  it('escapes strings for text and attributes', () => {
    expect(toText(html`<a title="${`"'><script>&`}">${'<b>'}</a>`)).toBe(
      '<a title="&quot;&#39;&gt;&lt;script&gt;&amp;">&lt;b&gt;</a>',
    );
  });

  it('puts markup in as it is, lists one after the other, and nothing for undefined', () => {
    expect(toText(html`${html`<i>${1}</i>`}${['<', trusted('<br>')]}${undefined}`)).toBe('<i>1</i>&lt;<br>');
  });
});
