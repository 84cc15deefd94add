import { nameOf } from "./cells.ts";
import type { CellPassage } from "./passages.ts";

/** Files, child processes, threads, descriptors and encoded texts, whose output no library of ours has made. */
const OUTSIDE =
  /\b(?:child_process|worker_threads|getBuiltinModule|mainModule|process\.binding|createReadStream|readFile(?:Sync)?|writeSync|spawn(?:Sync)?|exec(?:File)?Sync|execFile|fork|atob|b64decode)\b|new\s+Worker\b|["']base64["']/;
/** Modules by a name that the code computes, or by a `require` under another name. */
const COMPUTED = /\bimport\s*\(\s*(?!["'])|\brequire\b(?!\s*\(\s*["'])|\bcreateRequire\b/;

/** Doubts about a cell that may show files, a text that was brought along, or the output of other processes and threads. */
export function reachesOut({ source, index }: CellPassage): string[] {
  const found = OUTSIDE.exec(source.cells[index].source) ?? COMPUTED.exec(source.cells[index].source);
  return found
    ? [
        `${nameOf(source, index)} may show what was brought along, or what other processes or modules print: ${found[0].trim()}`,
      ]
    : [];
}
