import type { Case } from "../subject.ts";

/** A class to grade: so many people, each with copies of these exercises of the day. */
export interface Task {
  people: number;
  exercises: readonly string[];
}

const ex01 = ["ex01"];
const allFive = ["ex00", "ex01", "ex02", "ex03", "ex04"];

/** Ten submissions a minute are the goal. */
export const cases: Case<Task>[] = [
  {
    task: { people: 4, exercises: ex01 },
    rows: [
      { key: "ms", title: "a submission of one small notebook", unit: "ms" },
      { key: "perMinute", title: "such submissions a minute", unit: "/min" },
    ],
  },
  {
    task: { people: 2, exercises: allFive },
    rows: [
      { key: "ms", title: "a submission of the five notebooks", unit: "ms", goals: [{ atMost: 6000 }] },
      { key: "perMinute", title: "such submissions a minute", unit: "/min" },
    ],
  },
];
