import type { Case, Goal } from "../subject.ts";
import type { Task } from "./task.ts";

const others = ["Deno", "ipykernel"]; // they have no lib/keras

/** Ours takes at most that part of what tslab's own kernel takes. */
const partOfTslab = (part: number): Goal => ({ times: Number((1 / part).toFixed(2)), peer: "tslab" });

/** The figures that the kernel is to reach. */
export const cases: Case<Task>[] = [
  {
    task: { kind: "start" },
    rows: [{ key: "ms", title: "start to the first result", unit: "ms", goals: [partOfTslab(0.35)] }],
  },
  {
    task: { kind: "trivial", cells: 200 },
    rows: [
      { key: "ms", title: "trivial cell", unit: "ms", goals: [partOfTslab(0.7)] },
      { key: "lost", title: "replies lost in 200 cells", unit: "", goals: [{ atMost: 0 }] },
      { key: "memory", title: "memory after 200 cells, all processes", unit: "MB", goals: [partOfTslab(1)] },
    ],
  },
  {
    task: { kind: "growth", cells: 1000 },
    rows: [
      { key: "last", title: "trivial cell, the last 100 of 1,000", unit: "ms" },
      { key: "growth", title: "so much above the second 100", unit: "ms", goals: [{ atMost: 0.5 }] },
    ],
  },
  {
    task: { kind: "lib" },
    rows: [
      { key: "ms", title: "first cell that imports lib/keras", unit: "ms", goals: [partOfTslab(0.4)] },
      { key: "after", title: "trivial cell after it", unit: "ms", goals: [{ atMost: 15 }] },
      { key: "memory", title: "memory after it, all processes", unit: "MB" },
    ],
    without: others,
  },
  {
    task: { kind: "exercise" },
    rows: [
      { key: "first", title: "exercise 4's first cell", unit: "ms", goals: [{ atMost: 2000 }] },
      { key: "picture", title: "exercise 4's first picture", unit: "ms", goals: [{ atMost: 1500 }] },
      { key: "seeds", title: "exercise 4's 1,000 seeds", unit: "ms", goals: [{ atMost: 3000 }] },
      { key: "cpu", title: "CPU time of these cells, all processes", unit: "ms" },
    ],
    without: ["tslab", ...others],
  },
];
