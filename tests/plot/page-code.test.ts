/** The page that draws is the same from the packages, from the bundle, and from V8's code cache of it. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cachedDataVersionTag, setFlagsFromString } from "node:v8";
import { JSDOM } from "jsdom";
import { PageCode } from "../../lib/plot/page-code.ts";

const folder = mkdtempSync(join(tmpdir(), "page code "));

/** The file of a script's code from processes with the flags of this one. */
const code = (name: string) => `${name}.${cachedDataVersionTag()}.code`;

const html = "<style>p { color: red }</style><p>a</p><svg viewBox='0 0 1 1'><g id='b'/></svg>";

/** More of jsdom than `lib/plot/jsdom.d.ts` declares. */
interface Page {
  URL: { createObjectURL: () => string };
  Plotly: { version: string };
  getComputedStyle(element: object): { color: string; display: string };
  document: {
    querySelector(selector: string): object;
    querySelectorAll(selector: string): { length: number };
    documentElement: { outerHTML: string };
  };
}

/** The results of jsdom for a page: its own style sheet, a selector, and the text of the page. */
function described({ JSDOM: Dom }: { JSDOM: typeof JSDOM }) {
  const window = new Dom(html).window as unknown as Page;
  const { document } = window;
  const { color, display } = window.getComputedStyle(document.querySelector("p"));
  return [color, display, document.querySelectorAll("svg > g#b").length, document.documentElement.outerHTML];
}

function draw(code: PageCode) {
  const page = new (code.jsdom().JSDOM)("<!doctype html><body></body>", { runScripts: "outside-only" });
  const window = page.window as unknown as Page;
  window.URL.createObjectURL = () => "";
  code.plotly(page.getInternalVMContext());
  code.store();
  return window.Plotly.version;
}

test("the page is the same, newly made and from the stored code", () => {
  const from = join(folder, "parent", "stored");
  const expected = described({ JSDOM });
  assert.deepEqual(expected.slice(0, 3), ["rgb(255, 0, 0)", "block", 1]);
  assert.deepEqual(described(new PageCode(from).jsdom()), expected);
  const version = draw(new PageCode(from));
  assert.match(version, /^\d+\./);
  assert.deepEqual(readdirSync(from).sort(), [code("jsdom"), "jsdom.js", code("plotly")]);
  assert.deepEqual(described(new PageCode(from).jsdom()), expected);
  assert.equal(draw(new PageCode(from)), version);
  // V8 rejects a damaged code cache.
  truncateSync(join(from, code("plotly")), 1000);
  assert.equal(draw(new PageCode(from)), version);
  // A process with other flags keeps code of its own beside it.
  setFlagsFromString("--allow-natives-syntax");
  assert.equal(draw(new PageCode(from)), version);
  assert.equal(readdirSync(from).length, 5);
});

test("a folder that cannot be written does not matter", () => {
  writeFileSync(join(folder, "file"), "");
  assert.match(draw(new PageCode(join(folder, "file", "parent", "inside"))), /^\d+\./);
});
