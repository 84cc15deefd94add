export type { BuiltModel } from "./evidence";
export { type Evidence, judge } from "./judge";
export type { Question } from "./question";
export { rubric } from "./rubric";
export type { Verdict } from "./verdict";
