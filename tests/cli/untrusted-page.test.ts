/** A page from an untrusted notebook: nothing in it runs or leads away, and nothing is blank. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { cliProgram } from "../../lib/setup/cli-program.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { noBrowser, openBrowser } from "../e2e/browser.ts";

const SIGN = "window.attacked = true";
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** HTML that would run a script, lead the page away, load something or cover it. */
const HOSTILE = [
  `<script>${SIGN}</script>`,
  `<img src="x" onerror="${SIGN}">`,
  `<svg onload="${SIGN}"><script>${SIGN}</script></svg>`,
  `<details open ontoggle="${SIGN}"><summary>s</summary></details>`,
  `<a class="bait" href="javascript:${SIGN}">click</a>`,
  `<a class="bait" href="java&#10;script:${SIGN}">click</a>`,
  '<meta http-equiv="refresh" content="0; url=data:text/html,gone">',
  '<base href="https://example.org/">',
  '<form action="https://example.org/"><input name="querySelectorAll"><button>send</button></form>',
  `<iframe srcdoc="<script>parent.attacked = true</script>"></iframe>`,
  '<object data="data:text/html,x"></object><embed src="data:text/html,x">',
  '<img name="querySelectorAll" src="data:image/png;base64,AAAA">',
  '<link rel="stylesheet" href="https://example.org/a.css">',
  "<style>main { display: none }</style>",
  '<div style="position: fixed; inset: 0; background: url(https://example.org/x)">cover</div>',
  `<noscript><p title="</noscript><img src=x onerror='${SIGN}'>">x</noscript>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror='${SIGN}'&gt;">`,
].join("\n");

/** As `plotly.py` writes a figure for pages: an empty place, and a script that fills it. */
const PLOTLY_HTML =
  '<div><div id="f" class="plotly-graph-div" style="height:100%"></div><script>Plotly.newPlot("f", [])</script></div>';
const BREAKOUT = `"><img src=x onerror="${SIGN}"><meta http-equiv="refresh" content="0; url=data:text/html,gone">`;

const markdown = (source: string) => ({ cell_type: "markdown", id: newId(), metadata: {}, source });
const shown = (data: Record<string, unknown>) => ({
  cell_type: "code",
  id: newId(),
  metadata: {},
  execution_count: 1,
  source: "show();",
  outputs: [{ output_type: "execute_result", execution_count: 1, metadata: {}, data }],
});
let ids = 0;
const newId = () => `cell-${ids++}`;

const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { display_name: "x", language: "typescript", name: "tslab" },
    language_info: { name: "typescript", pygments_lexer: BREAKOUT },
  },
  cells: [
    markdown(
      `# Text\n\nmarkdown stays\n\n- a < b && \`c < d\`\n\n[click](javascript:${encodeURIComponent(SIGN)})\n\n| a |\n|--:|\n| 1 |\n\n${HOSTILE}`,
    ),
    markdown(
      "<details><summary>Hint</summary>hidden text</details>\n\n```typescript\nconst a: string = '<b>';\n```",
    ),
    { cell_type: "raw", id: newId(), metadata: {}, source: HOSTILE },
    shown({ "text/html": `<p>html stays</p>${HOSTILE}`, "text/plain": "not this" }),
    shown({ "text/markdown": `words stay\n\n${HOSTILE}` }),
    shown({ "text/html": PLOTLY_HTML, "image/png": PIXEL, "text/plain": "a figure" }),
    shown({ "text/html": PLOTLY_HTML, "text/plain": "Figure of text" }),
    shown({ "text/html": `<img src="data:image/png;base64,${PIXEL}">`, "text/plain": "not this" }),
    shown({ "image/png": BREAKOUT }),
    shown({
      "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" onload="${SIGN}"><script>${SIGN}</script></svg>`,
    }),
    {
      ...shown({}),
      outputs: [{ output_type: "stream", name: `stdout${BREAKOUT}`, text: "a stream" }],
    },
    shown({
      "application/vnd.plotly.v1+json": {
        data: [{ x: [1, 2], y: [1, 2], text: [`<a href="javascript:${SIGN}">p</a>`, "q"], mode: "text" }],
        layout: { title: { text: `<img src=x onerror="${SIGN}"></script><script>${SIGN}</script>` } },
      },
      "text/html": PLOTLY_HTML,
      "text/plain": "a plotly figure",
    }),
  ],
};

suite("the page of an untrusted notebook", { skip: noBrowser }, () => {
  const work = mkdtempSync(join(tmpdir(), "keras-day-untrusted-"));
  const name = basename(work);
  const file = join(root, ".day", "export", `${name}.html`);
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  before(async () => {
    const notebook = join(work, `${name}.ipynb`);
    writeFileSync(notebook, JSON.stringify(NOTEBOOK));
    const program = cliProgram("export", notebook);
    await promisify(execFile)(process.execPath, program, { cwd: root });
    browser = await openBrowser();
    page = await browser.newPage();
    complaints = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(`request to ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(() => document.querySelectorAll("figure.plotly .modebar").length === 1);
  });
  after(async () => {
    await browser?.close();
    for (const path of [work, file]) rmSync(path, { recursive: true, force: true });
  });

  test("runs none of its scripts, follows no link, and loads nothing", async () => {
    for (const link of await page.locator("a").all()) await link.click({ force: true, noWaitAfter: true });
    await page.waitForTimeout(300);
    assert.equal(page.url().split("#")[0], pathToFileURL(file).href);
    assert.equal(await page.evaluate(() => "attacked" in window), false);
    const forbidden =
      "meta[http-equiv=refresh], base, form, input, iframe, object, embed, link, main style, [onerror], [onload], [ontoggle], [name=querySelectorAll], a[href^=java]";
    assert.deepEqual(
      await page.evaluate((selector) => document.querySelectorAll(selector).length, forbidden),
      0,
    );
    // The picture that is none.
    assert.deepEqual(complaints, ["Failed to load resource: net::ERR_INVALID_URL"]);
  });

  test("has only scripts whose digests are in its policy", () => {
    const html = readFileSync(file, "utf8");
    const [, policy] = /http-equiv="Content-Security-Policy"/.test(html)
      ? /content="(default-src[^"]*)"/.exec(html)!
      : [];
    assert.match(policy!, /script-src 'sha256-[^']{44}' 'sha256-[^']{44}'(?:;|$)/);
    assert.match(policy!, /base-uri 'none'; form-action 'none'/);
  });

  test("keeps what is harmless, and shows an image or text for what would be blank", async () => {
    const text = (await page.locator("main").textContent()) ?? "";
    for (const words of [
      "markdown stays",
      "a < b && c < d",
      "html stays",
      "words stay",
      "Figure of text",
      "a stream",
    ])
      assert.ok(text.includes(words), words);
    for (const words of ["not this", "newPlot"]) assert.ok(!text.includes(words), words);
    assert.equal(await page.locator("details summary", { hasText: "Hint" }).count(), 1);
    assert.ok(await page.locator(".text .highlight span").count(), "code in the text has its colours");
    const pictures = await page.locator(`main img[src$="${PIXEL}"]`).all();
    assert.equal(pictures.length, 2);
    for (const picture of pictures) assert.ok(await picture.isVisible());
  });
});

/** The page's globals: what is passed to `evaluate` runs there. */
declare const document: { querySelectorAll(selector: string): { length: number } };
declare const window: object;
