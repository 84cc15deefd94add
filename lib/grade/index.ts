export { type Evidence, judge } from "./judge.ts";
export { rubric } from "./rubric.ts";
export type { Verdict } from "./verdict.ts";
