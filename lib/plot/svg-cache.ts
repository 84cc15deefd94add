import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, Script } from "node:vm";
import type { Figure } from "./figure.ts";

/** Names a folder of drawings made before. Unset: each figure is drawn. */
export const DRAWINGS = "KERAS_DAY_DRAWINGS";

/**
 * The figure's drawing: the one made before, or what `draw` makes, which is kept where the folder can be written to. plotly
 * in a page without a screen takes over a second to load, so that a process that has all its drawings is done much sooner.
 * They are found by the figure's content; whoever names a folder has another one for each state of this code.
 */
export async function keptDrawing(
  { data, layout, alt }: Figure,
  draw: () => Promise<string>,
): Promise<string> {
  const folder = process.env[DRAWINGS];
  if (!folder) return draw();
  const digest = createHash("sha256").update(JSON.stringify({ data, layout, alt })).digest("hex");
  const file = join(folder, `${digest}.svg`);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const svg = await draw();
    keep(file, svg);
    return svg;
  }
}

/** Runs a script in a page, with what V8 has compiled of it before, which is kept beside the drawings: half of plotly's load. */
export function runKept(filename: string, source: string, page: Context): void {
  const folder = process.env[DRAWINGS];
  const file = folder && join(folder, "plotly.code");
  const cachedData = file && existsSync(file) ? readFileSync(file) : undefined;
  // V8 itself refuses what is of another text, or another V8.
  const script = new Script(source, { filename, cachedData });
  script.runInContext(page);
  if (file && (cachedData === undefined || script.cachedDataRejected)) keep(file, script.createCachedData());
}

/** Whole or not at all; in a sandbox the folder is to be read only. */
function keep(file: string, content: string | Buffer): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(draft, content);
    renameSync(draft, file);
  } catch {
    // It is drawn again next time.
  }
}
