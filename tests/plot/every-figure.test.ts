/** Every figure in a real browser, on light and on dark paper. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { promisify } from "node:util";
import { JSDOM } from "jsdom";
import type { Browser } from "playwright-core";
import type { Figure, FigureBundle } from "../../lib/plot/index.ts";
import { DARK, LIGHT } from "../../lib/plot/theme.ts";
import { noBrowser, openBrowser } from "../e2e/browser.ts";
import { builtScript } from "../with-library.ts";
import { everyFigure } from "./every-figure.ts";

const show = (figure: Figure): Promise<FigureBundle> =>
  (figure as unknown as Record<symbol, () => Promise<FigureBundle>>)[Symbol.for("Jupyter.display")]();

const bundles = new Map<string, FigureBundle>();
before(async () => {
  for (const [name, figure] of Object.entries(await everyFigure())) bundles.set(name, await show(figure));
});

test("each carries plotly's JSON, a drawing and a sentence, in less than 170 KB", () => {
  for (const [name, bundle] of bundles) {
    assert.deepEqual(
      Object.keys(bundle),
      ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"],
      name,
    );
    assert.match(bundle["text/plain"], /^.{20,}$/, name);
    // As a notebook stores it.
    assert.ok(
      JSON.stringify(bundle, null, 1).length < 170_000,
      `${name}: ${JSON.stringify(bundle, null, 1).length}`,
    );
  }
});

test("each drawing has a title and a description, for those who cannot see it", () => {
  for (const [name, bundle] of bundles) {
    const { document } = new JSDOM(bundle["image/svg+xml"]).window;
    const svg = document.querySelector("svg")!;
    assert.equal(svg.getAttribute("role"), "img", name);
    assert.ok((svg.querySelectorAll("title")[0].textContent ?? "").length > 3, name);
    const description = svg.querySelectorAll("desc")[0].textContent ?? "";
    assert.ok(description.startsWith(bundle["text/plain"]), name);
    assert.equal(svg.getAttribute("aria-label"), description, name);
  }
});

test("the bytes are the same in another process, in another order", async () => {
  const digest = (values: string[]) => createHash("sha256").update(values.join("\n")).digest("hex");
  const script = await builtScript(join(import.meta.dirname, "every-figure.ts"));
  const program = `
    import { everyFigure } from ${JSON.stringify(script)};
    import { createHash } from "node:crypto";
    const svgs = [];
    for (const figure of Object.values(await everyFigure()).reverse()) svgs.unshift(await figure.toSvg());
    console.log(createHash("sha256").update(svgs.join("\\n")).digest("hex"));`;
  const args = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(import.meta.dirname, "../.."),
  });
  assert.equal(stdout.trim(), digest([...bundles.values()].map((bundle) => bundle["image/svg+xml"])));
});

suite("in a browser", { skip: noBrowser }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser?.close());

  test("no label is cut off, and none lies on another", async () => {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1200 } });
    for (const [name, bundle] of bundles) {
      await page.setContent(`<body style="margin:0">${bundle["image/svg+xml"]}`);
      const { width, height, texts } = await page.evaluate(() => {
        const svg = document.querySelector("svg.main-svg").getBoundingClientRect();
        const texts = [...document.querySelectorAll("svg text")]
          .filter((text) => text.textContent.trim() !== "")
          .map((text) => {
            const { left, top, right, bottom } = text.getBoundingClientRect();
            return { word: text.textContent, left, top, right, bottom };
          });
        return { width: svg.width, height: svg.height, texts };
      });
      assert.ok(texts.length > 0, name);
      for (const { word, left, top, right, bottom } of texts) {
        assert.ok(
          left >= -1 && top >= -1 && right <= width + 1 && bottom <= height + 1,
          `${name}: "${word}" is cut off`,
        );
      }
      const SLACK = 3; // a line of text is higher than its letters
      texts.forEach((a, i) => {
        for (const b of texts.slice(i + 1)) {
          const apart =
            a.right - SLACK <= b.left ||
            b.right - SLACK <= a.left ||
            a.bottom - SLACK <= b.top ||
            b.bottom - SLACK <= a.top;
          assert.ok(apart, `${name}: "${a.word}" lies on "${b.word}"`);
        }
      });
    }
    await page.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`paper and ink are ${colorScheme} where the reader's system is`, async () => {
      const page = await browser.newPage({ colorScheme });
      const colors: Record<keyof typeof LIGHT, string> = colorScheme === "dark" ? DARK : LIGHT;
      for (const [name, bundle] of bundles) {
        await page.setContent(bundle["image/svg+xml"]);
        const seen = await page.evaluate(() => ({
          paper: getComputedStyle(document.querySelector("svg.main-svg > rect")).fill,
          ink: getComputedStyle(document.querySelector("svg .gtitle")).fill,
        }));
        assert.deepEqual(seen, { paper: rgb(colors.paper), ink: rgb(colors.ink) }, name);
      }
      await page.close();
    });
  }
});

function rgb(hex: string): string {
  return `rgb(${[1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)).join(", ")})`;
}

/** The page's globals: what is passed to `evaluate` runs there. */
declare const document: {
  querySelector(selector: string): PageElement;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare function getComputedStyle(element: PageElement): { fill: string };
interface PageElement {
  textContent: string;
  getBoundingClientRect(): Record<"left" | "top" | "right" | "bottom" | "width" | "height", number>;
}
