import { type Cell, type CodeCell, type Notebook, wholeText } from "../nbformat/notebook.ts";
import type { Answer, Exercise } from "./exercises.ts";

/**
 * The learner's copy of a notebook: its text and imports, empty answer cells, hints to open, and a last cell that checks. The text
 * about what the output should show is folded, to be read afterwards.
 *
 * @param name the exercise's short name, such as `ex03`
 * @param solution the notebook to copy
 */
export function exerciseCopy(name: string, exercise: Exercise, solution: Notebook): Notebook {
  // Links to the previous and next notebook lead to solutions.
  const [title, ...rest] = solution.cells.filter(({ id }) => id !== "links");
  const end = rest.findIndex(({ id }) => id !== undefined && id === exercise.beyond);
  const cells = (end < 0 ? rest : rest.slice(0, end)).flatMap((cell, index, all) =>
    copied(cell, exercise, index > 0 && exercise.answers[all[index - 1].id ?? ""] !== undefined),
  );
  const check = `import { check, copyExercise } from "../lib/exercise";\n\n${exercise.check}`;
  return {
    ...solution,
    cells: [
      title,
      text("how", howTo(name, exercise)),
      ...cells,
      text("check-title", CHECK),
      code("check", check),
    ],
  };
}

const CHECK =
  "**Check.** Run this last cell as often as you like: it says which questions are met, which are not, and why.";

function howTo(name: string, { notebook, beyond }: Exercise): string {
  const more = beyond === undefined ? "" : " It also goes further than the exercise.";
  return [
    "**This is your copy.** Fill in each cell that says “Your answer”, and run it with Shift+Enter, from the top.",
    `Click a hint to open it. Nothing here is committed; \`copyExercise("${name}", { again: true })\`, after the check, makes a fresh copy and keeps this one beside it.`,
    `The solution is [${notebook}](${notebook}.ipynb).${more} [The way through the day](index.ipynb) lists the other exercises.`,
  ].join(" ");
}

/** @param isReading whether the cell follows an answer, and so tells what its output should show */
function copied(cell: Cell, exercise: Exercise, isReading: boolean): Cell[] {
  if (cell.cell_type === "code") {
    const answer = exercise.answers[cell.id ?? ""];
    if (answer === undefined) return [{ ...cell, execution_count: null, outputs: [] }];
    return [emptied(cell, answer), ...hints(cell, answer)];
  }
  if (!isReading) return [cell];
  return [{ ...cell, source: opening("What the output should show", wholeText(cell.source)) }];
}

/** Keeps what has to come before the answer: imports, and the calls that start a fresh session. */
function emptied(cell: CodeCell, { prompt, stub }: Answer): CodeCell {
  const paragraphs = wholeText(cell.source).split("\n\n");
  const start = paragraphs.findIndex((paragraph) => !paragraph.split("\n").every(isPreparation));
  const source = [
    ...paragraphs.slice(0, start),
    `${comment(`Your answer: ${prompt}`)}\n${stub}`.trimEnd(),
  ].join("\n\n");
  return { ...cell, source, execution_count: null, outputs: [] };
}

/** Wrapped, to fit a narrow window. */
function comment(text: string): string {
  const lines = text.match(/.{1,72}(?=\s|$)/g) ?? [];
  return lines.map((line) => `// ${line.trim()}`).join("\n");
}

const isPreparation = (line: string) => /^(import .*|utils\.(clearSession|setRandomSeed)\(.*)$/.test(line);

function hints({ id }: CodeCell, { hints }: Answer): Cell[] {
  const all = hints.map((hint, i) => opening(hints.length > 1 ? `Hint ${i + 1}` : "Hint", hint));
  return [text(`hints-${id}`, all.join("\n\n"))];
}

/** A folded paragraph; the blank lines make its content Markdown again. */
function opening(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function text(id: string, source: string): Cell {
  return { cell_type: "markdown", id, metadata: {}, source };
}

function code(id: string, source: string): Cell {
  return { cell_type: "code", id, metadata: {}, source, execution_count: null, outputs: [] };
}
