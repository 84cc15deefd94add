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
:root { color-scheme: light dark; --line: #8886; --met: #0a6b3d; --not: #a4262c; --unsure: #7a5200; }
@media (prefers-color-scheme: dark) { :root { --met: #6fd3a0; --not: #ff9a9f; --unsure: #f0c060; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; }
th button { all: unset; cursor: pointer; text-decoration: underline dotted; }
th button:focus-visible { outline: 2px solid; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
td li { overflow-wrap: anywhere; }
details ul { list-style: none; padding-left: 0; }
summary { cursor: pointer; font-size: .9rem; }
dt { font-weight: bold; } dd { margin: 0 0 .3rem; }
.histogram { width: auto; } .histogram :is(th, td) { border: 0; padding: 0 .6rem 0 0; font-weight: normal; line-height: 1.3; }
.met { color: var(--met); } .not-met { color: var(--not); } .not-confirmed { color: var(--unsure); }
.bar { display: inline-block; height: .8em; background: currentColor; }
.filter { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; }
tr:target { outline: 2px solid; outline-offset: -2px; }
.scroll { overflow-x: auto; }
`;
