import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../lib/setup/paths.mjs";
import { kinds } from "../../submissions/kinds.ts";
import type { NotebookContent, Submission } from "../../submissions/submission.ts";
import type { Case } from "../subject.ts";

/** A class to grade: so many people, each with the same notebooks. */
export interface Task {
  people: number;
  /** Those of each, by their file names. */
  notebooks(): Record<string, MadeNotebook>;
}

export interface MadeNotebook {
  cells: object[];
}

/** Ours, with outputs. */
const ofTheDay = (...exercises: string[]): Record<string, MadeNotebook> => {
  const folder = join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => exercises.includes(name.split("_")[0]));
  return Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]),
  );
};

/** The five of `tests/submissions` that answer all questions plainly. */
const plain = (): Record<string, MadeNotebook> => {
  const { files } = kinds["honest work"].find(({ id }) => id === "ts-plain") as Submission;
  const notebooks = Object.entries(files) as [string, NotebookContent][];
  const withIds = ({ cells }: NotebookContent) => cells.map((cell, at) => ({ ...cell, id: `cell-${at}` }));
  return Object.fromEntries(
    notebooks.map(([name, notebook]) => [name, { ...notebook, nbformat_minor: 5, cells: withIds(notebook) }]),
  );
};

/** Ten submissions a minute are the goal. */
const goals = [{ atMost: 6000 }];

export const cases: Case<Task>[] = [
  {
    task: { people: 4, notebooks: () => ofTheDay("ex01") },
    rows: [
      { key: "ms", title: "a submission of one exercise", unit: "ms" },
      { key: "perMinute", title: "such submissions a minute", unit: "/min" },
    ],
  },
  {
    task: { people: 4, notebooks: plain },
    rows: [
      { key: "ms", title: "a submission of five small notebooks", unit: "ms", goals },
      { key: "perMinute", title: "such submissions a minute", unit: "/min" },
    ],
  },
  {
    task: { people: 2, notebooks: () => ofTheDay("ex00", "ex01", "ex02", "ex03", "ex04") },
    rows: [
      { key: "ms", title: "a submission of our five notebooks", unit: "ms", goals },
      { key: "perMinute", title: "such submissions a minute", unit: "/min" },
    ],
  },
];
