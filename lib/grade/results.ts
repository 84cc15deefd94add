import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { replaceText } from "../files.ts";
import { readProject, sha256 } from "../project.ts";
import { generated } from "../setup/paths.mjs";
import type { Graded } from "./graded.ts";
import type { LimitsHeldBy } from "./sandbox/runner.ts";
import { nativePath } from "./submission/file-names.ts";
import { fileDigest } from "./submission/open-file.ts";
import type { Submission } from "./submission/submission.ts";

/** Milliseconds: results are kept for a month. */
const KEPT = 30 * 24 * 3600 * 1000;
/** Bytes of a submission that are hashed. Files beyond it are known by their sizes and modification times. */
const MOST = 500_000_000;
const folder = join(generated, "grade");

export interface Result {
  graded: Graded;
  /** The enforcement of the limits of memory and threads; `null` if nothing was run. */
  limits: LimitsHeldBy | null;
  /** The name of the worker that graded it; missing if this machine did. */
  by?: string;
  /** The grader itself failed on it. */
  isFailure?: true;
}

/**
 * Cache of results, by what was graded and how: a run that was killed continues where it stopped, and an unchanged submission is
 * not run again.
 */
export class Results {
  readonly #how: string;
  #isFailing = false;

  /** @param how everything else that a verdict depends on: rubric, limits, whether notebooks are run again */
  constructor(how: unknown) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (Date.now() - statSync(path).mtimeMs > KEPT) rmSync(path, { force: true });
    }
    this.#how = JSON.stringify([how, projectDigest()]);
  }

  key(submission: Submission): string {
    const files = [...submission.notebooks.map(({ path }) => path), ...submission.files].sort();
    let left = MOST;
    const digest = (path: string) => {
      const full = join(submission.folder, path);
      const found = fileDigest(full, left);
      left -= lstatSync(nativePath(full), { throwIfNoEntry: false })?.size ?? 0;
      return found;
    };
    const { id, remarks } = submission;
    return sha256(JSON.stringify([this.#how, id, remarks, files.map((path) => [path, digest(path)])]));
  }

  get(key: string): Result | undefined {
    try {
      return JSON.parse(readFileSync(join(folder, `${key}.json`), "utf8"));
    } catch {
      return undefined; // none, or damaged
    }
  }

  /** Keeps a result. If that is not possible, as on a full disk, it says so once: only the next run would have used it. */
  set(key: string, result: Result): void {
    try {
      replaceText(join(folder, `${key}.json`), JSON.stringify(result));
    } catch (error) {
      if (!this.#isFailing)
        console.error(
          `Results cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code}): the next run grades these again.`,
        );
      this.#isFailing = true;
    }
  }
}

/** Digest of the project, which a verdict depends on. */
export function projectDigest(): string {
  const { code, datasets } = readProject();
  return sha256(code + datasets);
}
