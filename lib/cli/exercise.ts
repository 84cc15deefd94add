import { existsSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import pc from "picocolors";
import { notebooksFolder, readNotebook } from "../day/notebook-file.ts";
import { exerciseCopy } from "../exercise/copy.ts";
import { exercises } from "../exercise/exercises.ts";
import { writeFileAtomic } from "../files.ts";
import { notebookText } from "../nbformat/canonical.ts";
import { root } from "../setup/paths.mjs";
import { UserError } from "../setup/user-error.mjs";
import { command } from "./command.ts";

const all = Object.keys(exercises).join(", ");

export const exercise = command("exercise", { 0: "made" })
  .argument("[exercise...]", `which ones: ${all}`)
  .option("--again", "make a fresh copy; the old one is kept as my_ex03.1.ipynb")
  .addHelpText(
    "after",
    "\nThe copy of ex03 is notebooks/my_ex03.ipynb. It is never committed and never overwritten.",
  )
  .action(makeCopies);

function makeCopies(words: readonly string[], { again = false }: { again?: boolean }): void {
  if (words.length === 0) {
    throw new UserError(`Which exercise? Choose from ${all}: npm run exercise -- ex03`);
  }
  const copies = [...new Set(words.map(nameOf))].map((name) => ({
    name,
    path: join(notebooksFolder, `my_${name}.ipynb`),
  }));
  for (const { name, path } of copies) {
    if (!existsSync(path) || again) continue;
    throw new UserError(
      `${shown(path)} is there already, perhaps with your work in it: ` +
        `open it, or make a fresh one with npm run exercise -- ${name} --again, which keeps the old one.`,
    );
  }
  for (const { name, path } of copies) {
    const copy = notebookText(exerciseCopy(name, exercises[name], readNotebook(exercises[name].notebook)));
    if (existsSync(path)) {
      const kept = nextFree(name);
      renameSync(path, kept);
      console.log(`Your last copy is now ${shown(kept)}.`);
    }
    writeFileAtomic(path, copy);
    console.log(`${pc.green("✓")} ${shown(path)}: open it with npm run lab`);
  }
}

/** `ex03`, or the name of its notebook. @throws UserError for an unknown exercise */
function nameOf(word: string): string {
  const name = Object.keys(exercises).find(
    (name) => word === name || word.replace(/\.ipynb$/, "") === exercises[name].notebook,
  );
  if (name === undefined) {
    throw new UserError(`No exercise is named ${JSON.stringify(word)}: choose from ${all}.`);
  }
  return name;
}

/** Path for an old copy. */
function nextFree(name: string): string {
  for (let n = 1; ; n++) {
    const path = join(notebooksFolder, `my_${name}.${n}.ipynb`);
    if (!existsSync(path)) return path;
  }
}

const shown = (path: string) => relative(root, path);
