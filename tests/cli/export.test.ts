import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { summaryTable } from "../../lib/notebook/index.ts";
import { DARK, LIGHT } from "../../lib/plot/theme.ts";
import { cliProgram } from "../../lib/setup/cli-program.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { axe, serious } from "../e2e/axe.ts";
import { noBrowser, openBrowser } from "../e2e/browser.ts";
import { until } from "../e2e/until.ts";
import { figures, model, notebook } from "./every-output.ts";

suite("a notebook as a page", { skip: noBrowser }, () => {
  const work = mkdtempSync(join(tmpdir(), "keras-day-page-"));
  const name = basename(work);
  const exported = (extension: string) => join(root, ".day", "export", `${name}.${extension}`);
  let browser: Browser;

  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, cliProgram("export", join(work, `${name}.ipynb`), ...args), {
      cwd: root,
    });

  before(async () => {
    writeFileSync(join(work, `${name}.ipynb`), JSON.stringify(await notebook()));
    await run();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    for (const path of [work, exported("html"), exported("ts")])
      rmSync(path, { recursive: true, force: true });
  });

  /** The page in a browser, and what it did that it should not: errors, and requests to anywhere. */
  async function open(options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (/^(https?|wss?|ftp):/.test(request.url())) complaints.push(`request to ${request.url()}`);
    });
    await page.goto(pathToFileURL(exported("html")).href);
    return { page, complaints };
  }

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is interactive and has nothing that axe calls serious, in ${colorScheme}`, async () => {
      const { page, complaints } = await open({ colorScheme });
      await page.waitForFunction(
        (count) => document.querySelectorAll("figure.plotly .js-plotly-plot .modebar").length === count,
        figures.length,
      );
      await page.waitForFunction(
        () => document.querySelectorAll("figure.plotly img:not([hidden])").length === 0,
      );
      const paper = await page.evaluate(
        () => getComputedStyle(document.querySelector("figure.plotly .main-svg")!).backgroundColor,
      );
      assert.equal(paper, rgb(colorScheme === "dark" ? DARK.paper : LIGHT.paper));

      // The pointer on the middle of the heat map's first cell is told what is there.
      const cells = page.locator("figure.plotly", { has: page.locator(".heatmaplayer image") }).first();
      await cells.scrollIntoViewIfNeeded();
      const box = (await cells.locator(".heatmaplayer image").first().boundingBox())!;
      await page.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
      await page.mouse.move(box.x + box.width / 4 + 1, box.y + box.height / 4 + 1);
      await cells.locator(".hoverlayer .hovertext").first().waitFor();

      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(complaints, []);
    });
  }

  test("shows its figures without scripts", async () => {
    const { page, complaints } = await open({ javaScriptEnabled: false });
    const drawings = page.locator("figure.plotly img");
    assert.equal(await drawings.count(), figures.length);
    for (const drawing of await drawings.all()) {
      assert.ok(await drawing.isVisible());
      assert.ok(((await drawing.boundingBox())?.height ?? 0) > 100, "it has been drawn");
    }
    assert.equal(await drawings.first().getAttribute("alt"), figures[0].alt);
    // 200 lines, in the frame that the notebook has for them.
    const frames = page.locator(".framed");
    assert.equal(await frames.count(), 1);
    assert.ok((await frames.boundingBox())!.height < 400);
    assert.deepEqual(complaints, []);
  });

  test("keeps the lines of a summary on a narrow page, where it scrolls, an error wraps, and axe has nothing against it", async () => {
    const { page } = await open({ viewport: { width: 420, height: 800 } });
    const output = page.locator(".output", { hasText: "Total params" }).first();
    const lines = String(summaryTable(model)).split("\n").length;
    const pre = output.locator("pre");
    const { height } = (await pre.boundingBox())!;
    const lineHeight = await pre.evaluate((element) =>
      Number.parseFloat(getComputedStyle(element as object).lineHeight),
    );
    assert.equal(Math.round(height / lineHeight), lines);
    await output.focus();
    await page.keyboard.press("ArrowRight");
    await until("it to be scrolled", () => output.evaluate((element) => element.scrollLeft > 0));
    const error = page.locator(".output.error").first();
    assert.ok(
      await error.evaluate((element) => element.scrollWidth <= element.clientWidth),
      "an error wraps",
    );
    assert.deepEqual(await seriousFindings(page), []);
  });

  test("links between notebooks lead to their pages, and others are unchanged", () => {
    const [text] = /<div class="text">[\s\S]*?<\/div>/.exec(readFileSync(exported("html"), "utf8"))!;
    const links = [...text.matchAll(/<a href="([^"]*)"/g)].map(([, to]) => to);
    assert.deepEqual(links, ["https://example.org/a.ipynb", "ex01.html"]);
  });

  test("contains plotly.js once, escapes text, and makes no network request", () => {
    const html = readFileSync(exported("html"), "utf8");
    assert.equal(html.match(/plotly\.js v4/g)?.length, 1);
    assert.ok(html.includes("text 1 &lt;/script&gt; &lt;b&gt;a&lt;/b&gt; {{"));
    assert.doesNotMatch(html, /<(script|link|img|iframe)[^>]+(src|href)="https?:/);
    assert.match(html, /<html lang="en">/);
    assert.match(html, /default-src 'none'/);
  });

  test("on a touch screen plotly's tool bar, which would always lie on the titles, is left out", async () => {
    // `null` for what is not displayed.
    const barOf = async (options: BrowserContextOptions) => {
      const bar = (await open(options)).page.locator("figure.plotly .modebar-container").first();
      await bar.waitFor({ state: "attached" });
      return bar.boundingBox();
    };
    assert.notEqual(await barOf({}), null);
    assert.equal(await barOf({ hasTouch: true, isMobile: true }), null);
  });

  test("a copy beside the day's notebooks is found by its name, and the file that was written is named", async () => {
    const copy = join(root, "notebooks", `my_${name}.ipynb`);
    const page = join(root, ".day", "export", `my_${name}.html`);
    writeFileSync(copy, readFileSync(join(work, `${name}.ipynb`)));
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        cliProgram("export", `my_${name.slice(0, -2)}`),
        { cwd: root },
      );
      assert.equal(stdout.trim(), `Written: ${join(".day", "export", `my_${name}.html`)}`);
      assert.match(readFileSync(page, "utf8"), /<html lang="en">/);
    } finally {
      for (const path of [copy, page]) rmSync(path, { force: true });
    }
  });

  test("as a script, it is TypeScript with the right extension", async () => {
    await run("--to", "script");
    assert.match(readFileSync(exported("ts"), "utf8"), /const x: number = 1;/);
  });

  test("an unknown notebook or format is rejected with the valid ones", async () => {
    const refused = (...args: string[]) =>
      promisify(execFile)(process.execPath, cliProgram("export", ...args), {
        cwd: root,
      });
    await assert.rejects(refused("ex99"), ({ code, stderr }) => {
      assert.equal(code, 2);
      assert.match(stderr, /No notebook is named "ex99": choose from ex00_environment, .* or give the path/);
      return true;
    });
    await assert.rejects(
      refused("ex02", "--to", "pdf"),
      /'pdf' is invalid\. Allowed choices are html, script/,
    );
  });
});

test("the page has the theme of the figures", () => {
  const script = readFileSync(join(root, "lib/cli/nbconvert/keras-day/figures.js"), "utf8");
  const [, pairs] = /const DARK = (\{[^}]*\})/.exec(script)!;
  const names = Object.keys(LIGHT) as (keyof typeof LIGHT)[];
  assert.deepEqual(JSON.parse(pairs), Object.fromEntries(names.map((name) => [LIGHT[name], DARK[name]])));
});

/** axe's findings on a page that are serious or worse. */
async function seriousFindings(page: Page): Promise<unknown[]> {
  const { violations, passes } = await axe(page);
  const looked = passes.map(({ id }) => id);
  for (const rule of ["html-has-lang", "color-contrast", "image-alt", "document-title"]) {
    assert.ok(looked.includes(rule), `axe looked at ${rule}`);
  }
  return serious(violations);
}

function rgb(hex: string): string {
  return `rgb(${[1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)).join(", ")})`;
}

/** The page's globals: what is passed to `evaluate` runs there. */
declare const document: {
  querySelector(selector: string): object | null;
  querySelectorAll(selector: string): { length: number };
};
declare function getComputedStyle(element: object): { backgroundColor: string; lineHeight: string };
