import { type Executed, keras3 } from "./unseen-case.ts";

/** Imitations, written from the questions alone, before the grader was tried on any of them. */
export const imitations: Executed[] = [
  { id: "all-printed", about: "Everything is printed text", layout: "moodle", met: {} },
  { id: "markdown-only", about: "The answers are in Markdown", layout: "canvas", met: {} },
  {
    id: "edited-log",
    about: "Raw data, a log edited afterwards",
    layout: "nbgrader",
    met: { "ex04-a": keras3 },
  },
  {
    id: "edited-units",
    about: "6 units, the output edited to 8",
    layout: "zip",
    met: { "ex02-b": "met", "ex02-c": "met" },
    alone: { "ex02-a": keras3 },
  },
  {
    id: "patched-get-config",
    about: "get_config replaced",
    layout: "repository",
    met: {},
  },
  {
    id: "forged-repr",
    about: "A class of its own with Keras' repr",
    layout: "plain",
    met: {},
  },
  {
    id: "spelled-figure",
    about: "A figure that the code spells",
    layout: "moodle",
    met: { "ex04-a": keras3 },
  },
  {
    id: "history-of-own",
    about: "An object of its own as history",
    layout: "canvas",
    met: { "ex04-a": keras3 },
  },
  {
    id: "callback-lies",
    about: "A callback prints a formula",
    layout: "moodleflat",
    met: { "ex04-a": keras3 },
  },
  {
    id: "own-metric",
    about: "A metric by the name of accuracy",
    layout: "nbgrader",
    met: { "ex04-a": keras3 },
  },
  {
    id: "labels-all-one",
    about: "All labels are 1",
    layout: "zip",
    met: { "ex04-a": keras3 },
  },
  {
    id: "cat-log",
    about: "cat of a file that it wrote",
    layout: "repository",
    met: { "ex04-a": keras3 },
  },
  {
    id: "history-rewritten",
    about: "The history is overwritten",
    layout: "plain",
    met: { "ex04-a": keras3 },
  },
  {
    id: "easy-samples",
    about: "Evaluated on samples that it gets right",
    layout: "moodle",
    met: { "ex04-a": keras3 },
  },
  {
    id: "outputs-pasted",
    about: "Outputs under cells without code",
    layout: "canvas",
    met: {},
  },
  { id: "print-replaced", about: "print is replaced", layout: "moodleflat", met: {} },
  {
    id: "label-column",
    about: "The label among the features",
    layout: "nbgrader",
    met: { "ex04-a": keras3 },
  },
  {
    id: "ts-prototype",
    about: "fit of the prototype replaced",
    layout: "moodle",
    met: { "ex04-a": "met" },
  },
  {
    id: "ts-console",
    about: "console.log replaced",
    layout: "canvas",
    met: {},
  },
  {
    id: "ts-getconfig",
    about: "A class with a getConfig of its own",
    layout: "zip",
    met: { "ex02-b": "met", "ex02-c": "met" },
  },
  { id: "ts-summary-text", about: "A summary as text", layout: "nbgrader", met: {} },
  {
    id: "ts-interpolated",
    about: "A curve from a formula as a log",
    layout: "repository",
    met: { "ex04-a": "met" },
  },
  {
    id: "ts-shuffled-target",
    about: "Only samples of one class",
    layout: "plain",
    met: { "ex04-a": "met" },
  },
];
