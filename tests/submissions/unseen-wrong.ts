import { type Executed, keras3 } from "./unseen-case.ts";

/** Answers of which some are wrong, written from the questions alone, before the grader was tried on any of them. */
export const wrong: Executed[] = [
  { id: "ts-relu", about: "4: relu, raw data", layout: "moodle", met: {} },
  {
    id: "ts-units",
    about: "2: units and inputs swapped, relu",
    layout: "canvas",
    met: { "ex02-c": "met" },
  },
  {
    id: "ts-short",
    about: "4b: 20 epochs with sgd and mse",
    layout: "zip",
    met: { "ex04-a": "met" },
  },
  { id: "ts-softmax", about: "3: softmax at the end", layout: "nbgrader", met: {} },
  {
    id: "ts-long",
    about: "4b: 150 silent epochs before the log",
    layout: "repository",
    met: { "ex04-a": "met" },
  },
  { id: "relu-hidden", about: "4: relu, 20 epochs", layout: "moodle", met: {} },
  { id: "missing-layer", about: "4: one hidden layer", layout: "canvas", met: {} },
  { id: "ten-epochs", about: "4b: ten epochs", layout: "nbgrader", met: { "ex04-a": keras3 } },
  {
    id: "mse-sgd",
    about: "4b: a regression's loss",
    layout: "zip",
    met: { "ex04-a": keras3 },
  },
  {
    id: "test-only-small",
    about: "4b: trained on the part for testing",
    layout: "repository",
    met: { "ex04-a": keras3 },
  },
  {
    id: "sixteen-units",
    about: "2a: 16 units",
    layout: "moodleflat",
    met: { "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "tanh-dense",
    about: "2b: tanh",
    layout: "plain",
    met: { "ex02-a": keras3, "ex02-c": "met" },
  },
  {
    id: "four-inputs",
    about: "2a, 3: four inputs",
    layout: "canvas",
    met: { "ex02-b": "met", "ex02-c": "met" },
  },
  { id: "sigmoid-regression", about: "3: a sigmoid at the end", layout: "nbgrader", met: {} },
  { id: "unscaled", about: "4b: raw data", layout: "zip", met: { "ex04-a": keras3 } },
  { id: "swapped-layers", about: "4: 5 and 10 units", layout: "moodle", met: {} },
  { id: "extra-layer", about: "3: a layer too many", layout: "repository", met: {} },
  { id: "model-for-sequential", about: "1: a Model", layout: "plain", met: {} },
  {
    id: "two-hundred-epochs",
    about: "4b: the accuracy of epoch 200",
    layout: "moodleflat",
    met: { "ex04-a": keras3 },
  },
  { id: "two-outputs", about: "4: two outputs with softmax", layout: "canvas", met: {} },
  { id: "nothing-run", about: "2: no cell was run", layout: "zip", met: {} },
];
