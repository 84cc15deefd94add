import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const require = createRequire(import.meta.url);

/** A rule of axe that a page does not follow, or does. */
interface Finding {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

type Findings = Record<"violations" | "passes", Finding[]>;

/** What axe says about a page, or the parts of it that a selector names. */
export async function axe(page: Page, selector?: string): Promise<Findings> {
  // Not as a script of the page, which its policy may not let run.
  await page.evaluate(readFileSync(require.resolve("axe-core"), "utf8"));
  return page.evaluate((selector) => window.axe.run(selector), selector);
}

/** Findings that are serious or worse: the rule, and the elements that break it. */
export function serious(findings: readonly Finding[]): [rule: string, elements: string[]][] {
  return findings
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
}

/** The page's globals: what is passed to `evaluate` runs there. */
declare const window: { axe: { run(selector?: string): Promise<Findings> } };
