/**
 * The style of the report: paper and ink, one accent, figures that align. It needs no font or image from elsewhere. Colours never
 * speak alone: each has a word, a sign or a line beside it. All pairs of text and ground reach a contrast of 4.5 to 1.
 */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f2; --card: #fffefb; --ink: #1c2733; --soft: #566270; --line: #dcd9d0; --faint: #efede6;
  --accent: #1d5c7a; --good: #24684a; --good-ground: #e4f0e8; --bad: #96421a; --bad-ground: #fbeee2;
  --agreeing: #7fb59a; --differing: #dd9a4a; --missing: #a5647a; --mark: #fbdcb5; --mark-line: #b8611d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14191f; --card: #1b2229; --ink: #e4e7ea; --soft: #a3adb8; --line: #343e48; --faint: #232b33;
    --accent: #86c1de; --good: #8ed0ad; --good-ground: #1d3229; --bad: #f0b183; --bad-ground: #382a1f;
    --agreeing: #4d8a6b; --differing: #b97a31; --missing: #a0637a; --mark: #5a3d1d; --mark-line: #e9a45c;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3.5rem) 3rem; max-width: 84rem;
  background: var(--paper); color: var(--ink);
  font: 15px/1.55 "Inter", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
}
p { margin: 0 0 .75rem; max-width: 72ch; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, .frame:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
small { color: var(--soft); font-size: .85em; font-weight: 400; }
code, .hash { font: .9em ui-monospace, "Cascadia Mono", "SF Mono", Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; unicode-bidi: isolate; }
.hash { font-size: .8em; }
.key { white-space: nowrap; }
.skip { position: absolute; left: -100vw; background: var(--card); padding: .5rem 1rem; border-radius: .25rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 2; }

header h1 { margin: 0; font-size: .8rem; font-weight: 600; letter-spacing: .14em; text-transform: uppercase; color: var(--accent); }
h2 { margin: .15rem 0 .35rem; font: 400 2.1rem/1.2 "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, "Liberation Serif", serif; letter-spacing: -.01em; }
h4 { margin: 1rem 0 .4rem; font-size: 1em; font-weight: 600; }
h3 { margin: 0 0 .6rem; font: 400 1.35rem/1.3 "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, "Liberation Serif", serif; }
.pair { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
.pair span { unicode-bidi: isolate; }
.against, .task { color: var(--soft); }
.task { margin: .15rem 0 0; font-size: .87rem; }

section { margin: 2.4rem 0 0; }
.verdict { margin-top: 1.6rem; padding: 1.1rem 1.4rem 1.2rem; border-left: 5px solid var(--bad); border-radius: .4rem; background: var(--bad-ground); }
.verdict.agree { border-color: var(--good); background: var(--good-ground); }
.verdict p { margin: 0; }
.verdict .word { margin-bottom: .2rem; font-size: 1.25rem; font-weight: 650; color: var(--bad); }
.verdict.agree .word { color: var(--good); }
.verdict .sign { display: inline-block; min-width: 1.3em; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .8rem; margin: 1.2rem 0 0; }
.tiles div { padding: .85rem 1rem .8rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
.tiles dt { font-size: .85rem; color: var(--soft); }
.tiles dd { margin: 0; font-size: 1.65rem; line-height: 1.25; font-weight: 600; letter-spacing: -.01em; }
.tiles .zero dd { font-weight: 400; color: var(--soft); }
.tiles dd.note, .tiles .zero dd.note { font-size: .83rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }

.balance { margin-top: 1.8rem; }
.balance .side { margin-bottom: .9rem; }
.balance p { margin: 0 0 .25rem; max-width: none; }
.balance svg { display: block; width: 100%; height: 10px; border-radius: 5px; background: var(--faint); }
rect.agreeing { fill: var(--agreeing); } rect.differing { fill: var(--differing); } rect.missing { fill: var(--missing); }
.part { white-space: nowrap; }
.part::before { content: ""; display: inline-block; width: .65em; height: .65em; margin-right: .35em; border-radius: 2px; }
.part.agreeing::before { background: var(--agreeing); } .part.differing::before { background: var(--differing); } .part.missing::before { background: var(--missing); }

nav { margin-top: 1.8rem; padding: .7rem 0; border-block: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .15rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
.count { color: var(--soft); font-size: .87em; }

.notes ul { margin: 0; padding: 0; list-style: none; max-width: 80ch; }
.notes li { margin: 0 0 .5rem; padding-left: 1.1rem; border-left: 3px solid var(--differing); }
.notes code { color: var(--soft); font-size: .8em; }

.frame { overflow: auto; max-height: 80vh; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; margin-bottom: .75rem; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: .42rem .8rem; text-align: left; vertical-align: top; font-weight: 400; white-space: pre-wrap; min-width: 3.5rem; max-width: 34rem; overflow-wrap: break-word; unicode-bidi: isolate; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--faint); color: var(--soft); font-size: .9em; font-weight: 600; vertical-align: bottom; white-space: normal; box-shadow: inset 0 -1px var(--line); }
tbody tr + tr > *, tbody + tbody > tr > * { border-top: 1px solid var(--faint); }
tbody.record + tbody.record > tr:first-child > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; }
th[scope="rowgroup"] { min-width: 5rem; }
th.column { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
.lines { white-space: nowrap; color: var(--soft); font-size: .92em; }
.side-name { display: inline-block; min-width: 3.2em; }
.value { width: 30%; min-width: 11rem; overflow-wrap: anywhere; }
.cause { min-width: 9rem; }
.badge { padding: .05em .5em; border-radius: 1em; background: var(--faint); color: var(--soft); font-size: .78em; font-weight: 600; white-space: nowrap; }
.badge.new, .badge.warn { background: var(--bad-ground); color: var(--bad); }
.over-time { margin-top: .5em; }

mark { padding: .05em .1em; border-radius: .15em; background: var(--mark); color: inherit; box-shadow: inset 0 -2px var(--mark-line); }
mark.nothing { padding: 0; margin: 0 1px; border-left: 2px solid var(--mark-line); background: none; box-shadow: none; }
.hidden { padding: 0 .2em; border: 1px solid var(--line); border-radius: .2em; background: var(--faint); color: var(--soft); font-size: .8em; unicode-bidi: isolate; }
.blank { color: var(--soft); }
.cut, .more, .none { color: var(--soft); }
.more, .none { margin: .3rem 0 0; }
td.more { background: var(--card); }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .87rem; }

@media (max-width: 40rem) {
  body { padding-top: 1.4rem; font-size: 14.5px; }
  h2 { font-size: 1.7rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
  .tiles dd { font-size: 1.35rem; }
  .part { white-space: normal; }
  th, td { padding: .38rem .55rem; }
}
@media (forced-colors: active) {
  .verdict { border: 2px solid; }
  rect { forced-color-adjust: none; }
  mark { text-decoration: underline; }
}
@page { margin: 14mm 13mm; }
@page wide { size: landscape; }
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --faint: #f1f0ec;
    --accent: #000; --good: #1c5239; --good-ground: #fff; --bad: #7d3512; --bad-ground: #fff;
    --agreeing: #7fb59a; --differing: #dd9a4a; --missing: #a5647a; --mark: #fbdcb5; --mark-line: #b8611d;
  }
  body { max-width: none; padding: 0; font-size: 9.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  nav, .skip { display: none; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .verdict { border: 1px solid var(--line); border-left: 5px solid var(--bad); }
  .frame { overflow: visible; max-height: none; border: 0; }
  section:has(> .frame.wide) { page: wide; }
  table { font-size: 8pt; }
  .wide table { font-size: 6.5pt; }
  thead { display: table-header-group; }
  thead th { position: static; }
  th, td { padding: 1.2mm 1.6mm; min-width: 0; max-width: none; }
  .wide th, .wide td { padding: 1mm; overflow-wrap: anywhere; }
  .wide .key { white-space: normal; }
  .value { min-width: 0; }
  .cause { min-width: 18mm; }
  tr, .tiles div, .verdict, .notes li, .balance, tbody.record { break-inside: avoid; }
  h3, h3 + p, thead { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;
