/** How the page looks, by day and by night, on a desk and on a phone. @module */

/** Text colours keep a contrast of 4.5 : 1 on both backgrounds at least. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f5; --panel: #ffffff; --edge: #dde1dc; --text: #1a2027;
  --quiet: #56616c; --line: #0b5fa5; --fall: #a8480f; --gain: #0a6b4b;
  --loss: #b0212b; --grid: #e6e9e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151a; --panel: #191f26; --edge: #2c353f; --text: #e8ebee;
    --quiet: #9ba7b3; --line: #74b7f5; --fall: #f0a069; --gain: #5ccf9f;
    --loss: #ff8a8a; --grid: #28313a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 960px; margin: 0 auto; padding: 32px 20px 48px; }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.25rem); line-height: 1.2; margin: 4px 0 12px; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 0 0 12px; }
h3 { font-size: 1rem; margin: 20px 0 8px; }
p { margin: 0 0 8px; max-width: 68ch; }
.quiet, .note, figcaption { color: var(--quiet); }
.warning { border: 2px solid var(--loss); border-radius: 8px; padding: 10px 14px; font-weight: 600; color: var(--loss); max-width: none; }
section { background: var(--panel); border: 1px solid var(--edge); border-radius: 12px; padding: 20px; margin-top: 20px; }
.cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin: 24px 0 0; }
.cards div { background: var(--panel); border: 1px solid var(--edge); border-radius: 12px; padding: 14px 16px; }
dt { font-size: .875rem; color: var(--quiet); }
dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
dd.note { font-size: .875rem; font-weight: 400; }
figure { margin: 0; }
figcaption { font-size: .875rem; margin-top: 6px; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--quiet); font-variant-numeric: tabular-nums; }
svg .last { fill: var(--text); font-weight: 600; }
svg path { fill: none; }
svg .grid { stroke: var(--grid); }
svg .level { stroke: var(--quiet); stroke-dasharray: 5 4; }
svg .line { stroke: var(--line); stroke-width: 1.75; stroke-linejoin: round; }
svg .dot { fill: var(--line); }
svg .area { fill: var(--fall); fill-opacity: .28; }
svg .area ~ .line { stroke: var(--fall); stroke-width: 1.25; }
.narrow { display: none; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { padding: 6px 12px 6px 0; text-align: left; font-weight: 400; border-bottom: 1px solid var(--edge); }
thead th, thead td { font-size: .875rem; color: var(--quiet); }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.gain { color: var(--gain); }
td.loss { color: var(--loss); }
.track { width: 40%; padding-right: 0; }
.track div { position: relative; height: 14px; }
.track i, .track b { position: absolute; top: 0; bottom: 0; }
.track i { top: -6px; bottom: -6px; border-left: 1px solid var(--quiet); }
b.gain { background: var(--gain); }
b.loss { background: repeating-linear-gradient(135deg, var(--loss) 0 4px, transparent 4px 6px); border: 1px solid var(--loss); }
small.note { font-size: .875rem; margin-left: 8px; }
code { font: .875em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 24px; font-size: .875rem; }
@media (max-width: 600px) {
  main { padding: 20px 12px 32px; }
  section { padding: 16px 12px; }
  .cards { grid-template-columns: repeat(2, 1fr); gap: 8px; }
  .cards div { padding: 10px 12px; }
  dd { font-size: 1.25rem; }
  .wide { display: none; }
  .narrow { display: block; }
  th, td { padding-right: 8px; }
  .track { width: 28%; }
  small.note { display: block; margin-left: 0; }
}
`;
