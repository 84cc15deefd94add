/**
 * Makes copies of the notebooks to fill in.
 *
 *     npm run exercise -- ex03             notebooks/my_ex03.ipynb
 *     npm run exercise -- ex03 --again     the same afresh; the old one is kept as my_ex03.1.ipynb
 *
 * Exit code 2 when it was not possible, with the remedy.
 */
import { existsSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { notebooksFolder, readNotebook } from "../day/notebook-file.ts";
import { refusal, UserError } from "../errors.ts";
import { notebookText } from "../nbformat/canonical.ts";
import { root } from "../setup/paths.mjs";
import { writeWhole } from "../work-files.ts";
import { exerciseCopy } from "./copy.ts";
import { exercises } from "./exercises.ts";

const usage = "npm run exercise -- ex03 [--again]";

function main(args: readonly string[]): void {
  const { names, again } = readOptions(args);
  const made = names.map((name) => ({ name, path: join(notebooksFolder, `my_${name}.ipynb`) }));
  for (const { name, path } of made) {
    if (!existsSync(path) || again) continue;
    throw new UserError(
      `${shown(path)} is there already, perhaps with your work in it: ` +
        `open it, or make a fresh one with npm run exercise -- ${name} --again, which keeps the old one.`,
    );
  }
  for (const { name, path } of made) {
    const exercise = exercises[name];
    const copy = notebookText(exerciseCopy(name, exercise, readNotebook(exercise.notebook)));
    if (existsSync(path)) {
      const kept = nextFree(name);
      renameSync(path, kept);
      console.log(`Your last copy is now ${shown(kept)}.`);
    }
    writeWhole(path, copy);
    console.log(`${pc.green("✓")} ${shown(path)}: open it with npm run lab`);
  }
}

/** @throws UserError for an exercise or an option that there is not */
function readOptions(args: readonly string[]): { names: string[]; again: boolean } {
  let read: { values: { again?: boolean }; positionals: string[] };
  try {
    read = parseArgs({ args: [...args], allowPositionals: true, options: { again: { type: "boolean" } } });
  } catch (error) {
    throw new UserError(`${refusal(error)} (usage: ${usage})`);
  }
  const all = Object.keys(exercises);
  if (read.positionals.length === 0) {
    throw new UserError(`Which exercise? Choose from ${all.join(", ")} (usage: ${usage})`);
  }
  const names = read.positionals.map((word) => {
    const name = all.find(
      (name) => word === name || word.replace(/\.ipynb$/, "") === exercises[name].notebook,
    );
    if (name !== undefined) return name;
    throw new UserError(`No exercise is named ${JSON.stringify(word)}: choose from ${all.join(", ")}.`);
  });
  return { names: [...new Set(names)], again: read.values.again === true };
}

/** Where an old copy goes. */
function nextFree(name: string): string {
  for (let n = 1; ; n++) {
    const path = join(notebooksFolder, `my_${name}.${n}.ipynb`);
    if (!existsSync(path)) return path;
  }
}

const shown = (path: string) => relative(root, path);

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(pc.red(error.message));
  process.exitCode = 2;
}
