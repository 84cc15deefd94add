import { lstatSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../setup/paths.mjs";
import { fileDigest } from "../submission/open-file.ts";
import type { Submission } from "../submission/submission.ts";
import type { OwnFiles } from "./doubts.ts";

const LIB = /(?:^|\/)(lib\/.*)$/;
const DATA = /\.(?:csv|tsv|data|json|parquet|npy|npz|pkl)$/i;
/** Python files that an import takes for the package of that name. */
const SHADOWS = /(?:^|\/)(?:keras|tensorflow|tf_keras|sklearn|numpy|pandas)(?:\.py$|\/)/;

/** Which of the person's files stand in the place of the day's and are not the same. */
export function findOwnFiles({ folder, files }: Submission): OwnFiles {
  const own: OwnFiles = { lib: [], modules: [], data: [] };
  for (const path of files) {
    const lib = LIB.exec(path)?.[1];
    if (lib !== undefined && /\.(?:[cm]?[jt]s|json|wasm)$/.test(path)) {
      if (!same(join(folder, path), join(root, lib))) own.lib.push(path);
    } else if (SHADOWS.test(path)) own.lib.push(path);
    else if (path.endsWith(".py")) own.modules.push(path);
    else if (DATA.test(path) && !same(join(folder, path), join(root, "datasets", basename(path))))
      own.data.push(path);
  }
  return own;
}

function same(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => lstatSync(path, { throwIfNoEntry: false })?.size);
  return other !== undefined && one === other && fileDigest(a) === fileDigest(b);
}
