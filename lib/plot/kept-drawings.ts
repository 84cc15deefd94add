import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Whole or not at all; in a sandbox the folder is to be read only. */
function keep(file: string, svg: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(draft, svg);
    renameSync(draft, file);
  } catch {
    // It is drawn again next time.
  }
}
