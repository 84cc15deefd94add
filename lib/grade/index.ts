export type { BuiltModel, Passage } from "./evidence";
export { type Evidence, find, judge } from "./judge";
export type { Question } from "./question";
export { rubric } from "./rubric";
export type { Verdict } from "./verdict";
