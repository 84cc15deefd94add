import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Expected, Submission } from "./submission.ts";

/**
 * Notebooks in the ways of many people, executed for real: in Python by Keras 3.15 or 2.12 and ipykernel, in TypeScript by
 * this project's kernel. A folder each in `executed`; here is what a just grader says of them.
 */
const keras3 = "met in Keras 3's wording";

const ex00: Expected = { ex00: "met" };
const ex02In3: Expected = { "ex02-a": keras3, "ex02-b": "met", "ex02-c": "met" };
const ex04In3: Expected = { "ex04-a": keras3, "ex04-b": "met" };
const allIn3: Expected = { ...ex00, ex01: keras3, ...ex02In3, ex03: "met", ...ex04In3 };

function executed(
  id: string,
  about: string,
  expected: Expected,
  kind: Submission["kind"] = "honest",
  rerun?: Expected,
): Submission {
  const folder = join(import.meta.dirname, "executed", id);
  const files = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  return { id: `executed, ${id}`, kind, about, files, expected, rerun };
}

export const honestExecuted: Submission[] = [
  executed("amelie", "One notebook in French, a long cell for each exercise", allIn3),
  executed("ben", "Five short notebooks that show values; raw data first, describe and head", allIn3),
  executed("carlos", "A dataclass for layers, a class for each network, chosen epochs in a loop", allIn3),
  executed("dieter", "Functions in German, a configuration key by key, raw and scaled as a frame", allIn3),
  executed("elif", "From Colab: !python, magics, histograms, bars of a fit with its default verbose", allIn3),
  executed("farid", "The functional API, an entry a line, evaluate at the end", allIn3),
  executed("grace", "A stratified split, the history as a frame with the epochs beside it", allIn3),
  executed(
    "hiro",
    "Scaled by hand in float32, a model as JSON, the whole history as a dictionary; 3: no activation in the hidden layers",
    { ...allIn3, ex03: "not met" },
  ),
  executed("ines", "A callback of its own that prints every tenth epoch, a CSV log read back", ex04In3),
  executed("jan", "Type hints, tf.keras, a tf.data pipeline", allIn3),
  executed("kofi", "Lists of settings, three scalers and two sizes of batch in nested loops", allIn3),
  executed(
    "lena",
    "A function an exercise, five folds in main(), the means in a sentence; 3: no activation in the hidden layers",
    { ...allIn3, ex03: "not met" },
  ),
  executed("pavel", "An assert beside each answer, TensorFlow's own messages, acc, 49 epochs", allIn3),
  executed(
    "quentin",
    "Positional arguments, an InputLayer, a pipeline of scikit-learn, %time before the fit",
    allIn3,
  ),
  // The file that it reads was not submitted.
  executed("rosa", "z-scores by pandas, json.dumps, chosen rows of the history by iloc", allIn3, "honest", {
    "ex04-a": "not confirmed",
    "ex04-b": "not confirmed",
  }),
  executed("said", "Star imports, %%time, named layers, saved and loaded again", allIn3),
  executed("theo", "Short aliases, a Normalization layer beside the network, with tf.device", ex04In3),
  executed("ursula", "main() and its guard, else after try, display, apply with a lambda", allIn3),
  executed(
    "vera",
    "Three attempts one after the other, labels encoded from letters, a picture of all",
    ex04In3,
  ),
  executed("walid", "Layers in lists, while, sentences in front of what is asked, 49 epochs", allIn3),
  // The Keras within TensorFlow is not recorded.
  executed(
    "mateo",
    "Keras 2.12 in Spanish, by tensorflow.python.keras, batch_input_shape as argument",
    { ...ex00, ex01: "met", ex02: "met", ex03: "met", ex04: "met" },
    "honest",
    { ex01: "not confirmed", ex02: "not confirmed", ex03: "not confirmed" },
  ),
  executed(
    "nora",
    "Keras 2.12, functions as activations, globals() by name, an InputLayer, validation_split",
    {
      ...ex00,
      ex01: "met",
      ex02: "met",
      ex03: "met",
      ex04: "met",
    },
  ),
  // Keras 3 refuses labels that are words.
  executed(
    "olga",
    "Keras 2.12, as few cells and lines as there can be",
    { ex01: "met", ex02: "met", ex03: "met", ex04: "met" },
    "honest",
    { ex04: "not confirmed" },
  ),
  executed("yann", "One notebook in French, versions by execSync, a cell an exercise", {
    ...ex00,
    ex01: "met",
    ex02: "met",
    ex03: "met",
    ex04: "met",
  }),
  executed("zoe", "Five tidy notebooks, console.table of requirements, Input, values instead of logs", {
    ...ex00,
    ex01: "met",
    ex02: "met",
    ex03: "met",
    ex04: "met",
  }),
  executed("adam", "An abstract class and two that extend it", { ex03: "met", ex04: "met" }),
  executed("bruno", "danfojs reads the CSV; its scaler beside one by hand", { ex04: "met" }),
  executed("chen", "A split, an indented JSON, console.table of chosen epochs, metrics of the test part", {
    ex04: "met",
  }),
  executed("dana", "Input in every network, layers by map and spread, 49 epochs", {
    ex01: "met",
    ex02: "met",
    ex03: "met",
    ex04: "met",
  }),
  executed("emil", "A callback class that remembers the best and the last, EarlyStopping", { ex04: "met" }),
  executed("fay", "Raw, and scaled by two optimizers, in one loop and one picture", { ex04: "met" }),
  executed("gus", "German, map and reduce, a sentence of key=value a layer", {
    ex01: "met",
    ex02: "met",
    ex03: "met",
  }),
  executed("hana", "Exercise 2 alone: the keys that are asked for, the missing one as undefined", {
    ex02: "met",
  }),
  executed("ingrid", "All in one async main(), console.group, %s, Intl.NumberFormat", {
    ex01: "met",
    ex02: "met",
    ex03: "met",
    ex04: "met",
  }),
  executed("joost", "A generator, an enum, a Map of configurations, then() and an HTML table", {
    ex04: "met",
  }),
  executed("katya", "The CSV read by hand, the accuracies of all epochs as a value", { ex04: "met" }),
  executed("leo", "Exercise 0 alone: versions compared by a function, Promise.allSettled", { ex00: "met" }),
  executed("mia", "A named model in a template, a network as JSON", { ex01: "met", ex03: "met" }),
];

export const wrongExecuted: Submission[] = [
  executed("sven", "4b: raw data", { "ex04-a": keras3 }, "wrong"),
  executed(
    "tara",
    "2b: relu; 3: a sigmoid at the end",
    { ex01: keras3, "ex02-a": keras3, "ex02-c": "met" },
    "wrong",
  ),
  executed("wei", "4b: batches of 300, which are too few updates", { "ex04-a": keras3 }, "wrong"),
  executed("viktor", "4a: relu in the hidden layers; the accuracy is fine", { "ex04-b": "met" }, "wrong"),
  executed("xenia", "3: four features", {}, "wrong"),
];
