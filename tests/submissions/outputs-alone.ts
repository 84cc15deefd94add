import type { Expected } from "./submission.ts";

/**
 * Cases on which the outputs alone give another verdict, where nothing can be run: no output tells how a training came about. Those in
 * TypeScript are run again in `rerun.test.ts`, and then get the verdict that the case expects.
 */
export const outputsAlone: Record<string, Expected> = {
  "pprint of a whole model": { ex03: "not met" },
  "outputs without code": { "ex02-b": "met", "ex02-c": "met" },
  "read from a file": { "ex02-a": "met", "ex02-b": "met", "ex02-c": "met" },
  "label among the features": { "ex04-b": "met" },
  "twenty of them": { "ex04-b": "met" },
  "history by assign": { "ex04-b": "met" },
  "another metric by that name": { "ex04-b": "met" },
  base64: { "ex02-a": "met" },
  "a history of its own": { "ex04-b": "met" },
  "answers in comments": { ex03: "met" },
  "until it is right": { "ex04-b": "met" },
  "four hundred epochs": { "ex04-b": "met" },
  "labels beside themselves": { "ex04-b": "met" },
  "a threshold for each": { "ex04-b": "met" },
  "a log under a silent fit": { "ex04-b": "met" },
  "a log of other batches": { "ex04-b": "met" },
  "an object as a model": { "ex04-a": "met" },
  "labels from a feature": { "ex04-b": "met" },
  "area under the curve as accuracy": { "ex04-b": "met" },
  "one sample, well chosen": { "ex04-b": "met" },
  "one of nine: a last word": { "ex02-c": "met" },
  "one of nine: layers of another": { "ex04-a": "met" },
  "a file as a log": { "ex04-b": "met" },
  "a child's output": { "ex04-b": "met" },
  "bytes to descriptor 1": { "ex04-b": "met" },
  "a worker's output": { "ex04-b": "met" },
  "a module by parts of its name": { "ex04-b": "met" },
  "require by another name": { "ex04-b": "met" },
  "a built-in module": { "ex04-b": "met" },
  "trained beforehand": { "ex04-b": "met" },
  "printed before it was built": { "ex04-a": "met" },
};
