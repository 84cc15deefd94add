import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Executed } from "./unseen-case.ts";
import { honest } from "./unseen-honest.ts";
import { imitations } from "./unseen-imitations.ts";
import { wrong } from "./unseen-wrong.ts";

export interface Unseen extends Executed {
  kind: "honest" | "wrong" | "imitation";
}

const of = (kind: Unseen["kind"], cases: Executed[]): Unseen[] => cases.map((one) => ({ ...one, kind }));

/** The cases in `unseen`. */
export const unseen: Unseen[] = [
  ...of("honest", honest),
  ...of("wrong", wrong),
  ...of("imitation", imitations),
];

/** The notebooks of a case, by their paths. */
export function notebooksOf({ id }: Unseen): Record<string, string> {
  const folder = join(import.meta.dirname, "unseen", id);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    paths
      .filter((path) => path.endsWith(".ipynb"))
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}
