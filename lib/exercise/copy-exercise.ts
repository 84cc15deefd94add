import { existsSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { inspect } from "node:util";
import { notebooksFolder, readNotebook } from "../day/notebook-file.ts";
import { checkOptions } from "../errors.ts";
import { writeFileAtomic } from "../files.ts";
import type { MimeBundle } from "../kernel-api.ts";
import { notebookText } from "../nbformat/canonical.ts";
import { UserError } from "../setup/user-error.mjs";
import { exerciseCopy } from "./copy.ts";
import { type ExerciseName, exercises } from "./exercises.ts";

/** An exercise, as people call it. The names are part of the type so that editors and hints know them. */
export type ExerciseWord = ExerciseName | (string & {}) | number;

/**
 * Makes a learner's copy of an exercise, `my_ex03.ipynb`, beside the notebooks. It is never committed and never overwritten.
 *
 * @param exercise `"ex03"`, its number, or the name of its notebook
 * @param options.again make a fresh copy and keep the last one as `my_ex03.1.ipynb`; default false
 * @returns a link to the copy, as the last expression of a cell
 * @throws UserError for an unknown exercise
 *
 * @example
 * import { copyExercise } from "../lib/exercise";
 *
 * copyExercise("ex03")
 */
export function copyExercise(exercise: ExerciseWord, options: { again?: boolean } = {}): ExerciseCopy {
  checkOptions("copyExercise", options, { again: true });
  const name = exerciseName(exercise);
  const path = copyPath(name);
  const isThere = existsSync(path);
  if (isThere && !options.again) return new ExerciseCopy(name, path, false);
  const copy = notebookText(exerciseCopy(name, exercises[name], readNotebook(exercises[name].notebook)));
  const kept = isThere ? nextFree(name) : undefined;
  if (kept !== undefined) renameSync(path, kept);
  writeFileAtomic(path, copy);
  return new ExerciseCopy(name, path, true, kept);
}

/** A learner's copy of an exercise; as the last expression of a cell, a link to it. */
export class ExerciseCopy {
  /**
   * @param name the exercise's short name, such as `ex03`
   * @param path the notebook's file
   * @param isNew false if it was there before
   * @param kept where the last copy is now, if a new one replaced it
   */
  constructor(
    readonly name: string,
    readonly path: string,
    readonly isNew: boolean,
    readonly kept?: string,
  ) {}

  toString(): string {
    return this.sentence(basename(this.path), (words) => words);
  }

  [Symbol.for("Jupyter.display")](): MimeBundle {
    const file = basename(this.path);
    const html = this.sentence(`<a href="${file}">${file}</a>`, (words) => `<code>${words}</code>`);
    return { "text/html": `<p>${html}</p>`, "text/plain": this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }

  private sentence(link: string, code: (words: string) => string): string {
    if (!this.isNew) {
      const again = code(`copyExercise("${this.name}", { again: true })`);
      return `Your copy is there already: open ${link}. ${again} makes a fresh one and keeps this one beside it.`;
    }
    const kept = this.kept === undefined ? "" : ` Your last copy is now ${basename(this.kept)}.`;
    return `Open your copy: ${link}.${kept}`;
  }
}

/** The short name of an exercise, from that name, its number or its notebook's name. @throws UserError for an unknown exercise */
export function exerciseName(word: ExerciseWord): ExerciseName {
  const all = Object.keys(exercises) as ExerciseName[];
  const [, number] = /^(?:ex)?(\d{1,2})$/.exec(String(word)) ?? [];
  const name = all.find((name) =>
    number === undefined
      ? String(word).replace(/\.ipynb$/, "") === exercises[name].notebook
      : Number(name.slice(2)) === Number(number),
  );
  if (name !== undefined) return name;
  throw new UserError(`No exercise is named ${JSON.stringify(word)}: choose from ${all.join(", ")}.`);
}

export const copyPath = (name: string): string => join(notebooksFolder, `my_${name}.ipynb`);

/** Path for an old copy. */
function nextFree(name: string): string {
  for (let n = 1; ; n++) {
    const path = join(notebooksFolder, `my_${name}.${n}.ipynb`);
    if (!existsSync(path)) return path;
  }
}
