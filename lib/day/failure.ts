import { KERNEL } from "./notebook-file.ts";

/** Why a notebook did not run to its end, as reported by `execute.py`. */
export interface Failure {
  /** A cell threw or timed out, the kernel died or does not exist, the disk is full, or something else. */
  kind: "error" | "timeout" | "dead" | "kernel" | "disk" | "other";
  /** The cell that was running, counted from 0 among those with code; `null` before the first. */
  cell: number | null;
  message: string;
}

/** A loader's error for a dataset whose digest is wrong: the cell is not at fault. */
const DATASET_REFUSED = /\bdatasets\/\S+ (?:is not the dataset|cannot be read)/;

/** True if the notebook ran and a cell threw; false if it could not be run. */
export function wasRun({ kind, message }: Failure): boolean {
  return kind === "error" && !DATASET_REFUSED.test(message);
}

/** The problem and its remedy in one sentence. */
export function failureSentence(name: string, { kind, cell, message }: Failure, limit: number): string {
  const where = cell === null ? name : `${name} [${cell + 1}]`;
  const said = message.trim().split("\n")[0];
  switch (kind) {
    case "error":
      return `${where} threw ${said}`;
    case "timeout":
      return (
        `${where} did not end within ${limit} s: end its loop, ` +
        `or allow it more time with npm start -- ${name} --limit ${limit * 5}.`
      );
    case "dead":
      return cell === null
        ? `The kernel of ${name} did not start (${said}): run npm run doctor to see which part is broken.`
        : `The kernel died in ${where}: take out of the cell what ends its process, or needs more memory than there is.`;
    case "kernel":
      return `There is no Jupyter kernel named "${KERNEL}": run npm run setup.`;
    case "disk":
      return `${name} could not be run because the disk is full: free some space and run again.`;
    case "other":
      return `${where} could not be run (${said}): run npm run doctor to see which part is broken.`;
  }
}
