import { existsSync } from "node:fs";
import { relative } from "node:path";
import pc from "picocolors";
import { copyExercise, copyPath, exerciseName } from "../exercise/copy-exercise.ts";
import { exercises } from "../exercise/exercises.ts";
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
  const names = [...new Set(words.map(exerciseName))];
  for (const name of names) {
    if (!existsSync(copyPath(name)) || again) continue;
    throw new UserError(
      `${shown(copyPath(name))} already exists, perhaps with your work in it: ` +
        `open it, or make a fresh one with npm run exercise -- ${name} --again, which keeps the old one.`,
    );
  }
  for (const name of names) {
    const { path, kept } = copyExercise(name, { again });
    if (kept !== undefined) console.log(`Your last copy is now ${shown(kept)}.`);
    console.log(`${pc.green("✓")} ${shown(path)}: open it with npm run lab`);
  }
}

const shown = (path: string) => relative(root, path);
