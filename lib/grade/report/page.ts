import { createHash } from "node:crypto";
import { plainLines } from "./plain-text.ts";

/** A self-contained HTML page. Its Content-Security-Policy allows no other script and no network request. */
export function page(title: string, body: string, script = ""): string {
  const allowed =
    script === "" ? "'none'" : `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src ${allowed}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
${script === "" ? "" : `<script>${script}</script>\n`}</body>
</html>
`;
}

/** Escapes HTML, and makes invisible characters visible. */
export function escapeHtml(text: string): string {
  return plainLines(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --met: #0a6b3d; --not: #a4262c; --unsure: #7a5200; --soft: #8881; --del: #ffd7d5; --ins: #ccffd8; }
@media (prefers-color-scheme: dark) { :root { --met: #6fd3a0; --not: #ff9a9f; --unsure: #f0c060; --del: #7a2e2e; --ins: #1f5c38; } }
*, ::before, ::after { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 78rem; margin: 0 auto; padding: 1rem; }
h1, h2, th, td, li, p, legend { overflow-wrap: anywhere; }
:is(#class, .questions) thead th, .questions tbody th { overflow-wrap: normal; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .5rem; text-align: left; vertical-align: top; }
th button { all: unset; cursor: pointer; text-decoration: underline dotted; }
th button:focus-visible { outline: 2px solid; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
details ul { list-style: none; padding-left: 0; }
summary { cursor: pointer; font-size: .9rem; }
dt { font-weight: bold; } dd { margin: 0 0 .3rem; }
figure { margin: .5rem 0; min-width: 0; } figcaption { font-size: .85rem; }
figure pre { max-height: 24rem; overflow-y: auto; padding: .5rem; background: var(--soft); }
del { background: var(--del); text-decoration: none; } ins { background: var(--ins); text-decoration: none; }
.evidence { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 0 1rem; }
.histogram { width: auto; } .histogram :is(th, td) { border: 0; padding: 0 .6rem 0 0; font-weight: normal; line-height: 1.3; }
.met { color: var(--met); } .not-met { color: var(--not); } .to-review { color: var(--unsure); font-weight: bold; }
.bar { display: inline-block; height: .8em; background: currentColor; }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.2rem; }
.filter .wide { display: flex; gap: .4rem; flex: 1 1 16rem; } .wide input { flex: 1; min-width: 0; }
.bar-of-actions { position: sticky; top: 0; z-index: 1; padding: .5rem 0; background: Canvas; }
.verdict { text-align: center; } .points { white-space: nowrap; }
.questions td:nth-child(3) { width: 45%; } .questions td:nth-child(2) { width: 20%; }
.remark { font-style: italic; margin: .3rem 0; }
fieldset { border: 1px solid var(--line); margin: 0 0 1rem; padding: .5rem 1rem; min-width: 0; content-visibility: auto; contain-intrinsic-size: auto 30rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
tr { position: relative; } tr:target { outline: 2px solid; outline-offset: -2px; }
[hidden] { display: none !important; }
@media (max-width: 45rem) {
  #class, .questions { display: block; } :is(#class, .questions) :is(thead, tbody) { display: block; }
  #class thead tr { display: flex; flex-wrap: wrap; } #class thead th { border: 0; padding: .2rem .6rem .2rem 0; }
  .questions thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  :is(#class, .questions) tbody tr { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  :is(#class, .questions) tbody :is(th, td) { border: 0; padding: .1rem .8rem .1rem 0; width: auto; }
  #class tbody th, .questions tbody :is(th, td) { flex: 1 0 100%; max-width: 100%; }
  :is(#class, .questions) tbody td::before { content: attr(data-label) " "; font-size: .8rem; color: CanvasText; font-weight: normal; }
}
`;
