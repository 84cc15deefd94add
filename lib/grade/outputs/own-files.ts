import { lstatSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeCells, wholeText } from "../../nbformat/notebook.ts";
import { root } from "../../setup/paths.mjs";
import { fileDigest } from "../submission/open-file.ts";
import type { Submission, SubmittedNotebook } from "../submission/submission.ts";
import type { OwnFiles } from "./doubts.ts";

const LIB = /^(|.*\/)(lib\/.*\.(?:[cm]?[jt]s|json|wasm))$/;
const DATA = /\.(?:csv|tsv|data|json|parquet|npy|npz|pkl)$/i;
/** Python modules that are imported in place of the package of that name. A folder without `__init__.py` never is. */
const SHADOW = /^(|.*\/)(?:keras|tensorflow|tf_keras|sklearn|numpy|pandas)(?:\.py|\/__init__\.py)$/;
/** Code that changes where Python looks for modules. */
const SEARCH_PATH = /\bsys\.path\b|\bPYTHONPATH\b|\bchdir\b|^\s*%cd\b|\bsite\.addsitedir\b/m;

/** Which of the person's files stand in the place of the day's and are not the same. */
export function findOwnFiles({ folder, files, notebooks }: Submission): OwnFiles {
  const own: OwnFiles = { lib: [], modules: [], data: [] };
  const typescript = notebooks.filter(({ language }) => language !== "python").map(folderOf);
  const python = notebooks.filter(({ language }) => language !== "typescript");
  const pythonFolders = new Set(python.map(folderOf));
  const isAnywhere = python.some(changesSearchPath);
  for (const path of files) {
    const [, above, lib] = LIB.exec(path) ?? [];
    const [, beside] = SHADOW.exec(path) ?? [];
    if (lib !== undefined && typescript.some((notebook) => notebook.startsWith(above))) {
      if (!same(join(folder, path), join(root, lib))) own.lib.push(path);
    } else if (beside !== undefined && (isAnywhere || pythonFolders.has(beside))) own.lib.push(path);
    else if (path.endsWith(".py")) own.modules.push(path);
    else if (DATA.test(path) && !same(join(folder, path), join(root, "datasets", basename(path))))
      own.data.push(path);
  }
  return own;
}

/** The folder of a notebook, as the beginning of paths in it. */
function folderOf({ path }: SubmittedNotebook): string {
  const folder = dirname(path);
  return folder === "." ? "" : `${folder}/`;
}

function changesSearchPath({ notebook }: SubmittedNotebook): boolean {
  return (
    notebook !== undefined && codeCells(notebook).some(({ source }) => SEARCH_PATH.test(wholeText(source)))
  );
}

function same(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => lstatSync(path, { throwIfNoEntry: false })?.size);
  return other !== undefined && one === other && fileDigest(a) === fileDigest(b);
}
