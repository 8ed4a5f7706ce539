import type { BreakHistory, OverTime } from '@reconcyl/contracts';
import { html, type Markup } from './markup.ts';
import { counted, grouped } from './numbers.ts';
import { visibleText } from './visible-text.ts';

/** What became of a break since the previous result, as a small word beside it. */
export function historyBadge(history: BreakHistory | undefined): Markup | undefined {
  if (history === undefined) return undefined;
  if (history.status === 'new') return html` <span class="badge new">new</span>`;
  const changed = history.changed ? ', changed' : '';
  return html` <span class="badge">in ${counted(history.age, 'run')}${changed}</span>`;
}

/** This result against the previous one, in a sentence. */
export function overTimeLine(overTime: OverTime | undefined): Markup | undefined {
  if (overTime === undefined) return undefined;
  if (!overTime.comparable) {
    return html`<p class="over-time">Not compared with the previous run: ${visibleText(overTime.reason)}</p>\n`;
  }
  const { new: fresh, persisting, changed, resolved, by_rule: byRule, gone } = overTime;
  const how = [
    ...(byRule > 0 ? [`${grouped(byRule)} by the ruleset`] : []),
    ...(gone > 0 ? [`${grouped(gone)} no longer in either file`] : []),
  ];
  return html`<p class="over-time">Since the previous run: <b>${grouped(fresh)} new</b>, ${grouped(persisting)} persisting${
    changed > 0 ? ` (${grouped(changed)} changed)` : ''
  }, ${grouped(resolved + byRule + gone)} cleared${how.length === 0 ? '' : ` (${how.join(', ')})`}.</p>\n`;
}
