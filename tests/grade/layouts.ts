import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../lib/setup/paths.mjs";
import { code, python } from "../submissions/submission.ts";
import { classLayouts } from "./class-layouts.ts";
import {
  environment,
  five,
  inKeras3,
  inPython,
  inTypescript,
  type Layout,
  other,
  renamed,
  titled,
  under,
  week,
} from "./layout-files.ts";

/** Folders of submissions: those of one person, then those of classes. */
export const layouts: Record<string, Layout> = {
  "five notebooks in TypeScript": { files: under("anna", inTypescript), points: { anna: 12 } },
  "five notebooks in Python": { files: under("anna", inPython), points: { anna: 12 } },
  "five notebooks with Keras 3": { files: under("anna", inKeras3), points: { anna: 12 } },
  "a fork of the project": {
    files: {
      ...under("anna/notebooks", inTypescript),
      "anna/lib/keras/index.ts": readFileSync(join(root, "lib/keras/index.ts"), "utf8"),
      "anna/README.md": "",
    },
    points: { anna: 12 },
  },
  "a folder keras with a README": {
    files: {
      ...under("anna/keras", inPython),
      "anna/keras/README.md": "",
      "anna/keras/requirements.txt": "keras",
    },
    points: { anna: 12 },
  },
  "folders numpy, pandas and keras beside the notebooks": {
    files: {
      ...under("anna", inPython),
      "anna/numpy/notes.md": "",
      "anna/pandas/clean.py": "import pandas",
      "anna/keras/logo.png": "",
    },
    points: { anna: 12 },
  },
  "a folder keras beside TypeScript": {
    files: { ...under("anna", inTypescript), "anna/keras/README.md": "" },
    points: { anna: 12 },
  },
  "a package keras that nobody imports": {
    files: { ...under("anna/day", inPython), "anna/old/keras/__init__.py": "" },
    points: { anna: 12 },
  },
  "a package keras beside the notebooks": {
    files: { ...under("anna", inPython), "anna/keras/__init__.py": "Sequential = print" },
    points: { anna: 2 },
  },
  "a committed venv": {
    files: {
      ...under("anna", inPython),
      ...under("anna/venv", environment),
      ...under("anna/env", environment),
      ...under("anna/.venv", environment),
      "anna/node_modules/keras/ex01.ipynb": other("numpy"),
      "anna/__pycache__/keras.py": "",
      "anna/.ipynb_checkpoints/ex01-checkpoint.ipynb": other("numpy"),
    },
    points: { anna: 12 },
    remark: /env is an environment of Python[\s\S]*venv is an environment of Python/,
  },
  "an environment of another name": {
    files: { ...under("anna", inPython), ...under("anna/tf", environment) },
    points: { anna: 12 },
  },
  "an environment around the work": {
    files: { ...under("anna/keras", { ...environment, ...inPython }) },
    points: { anna: 12 },
  },
  "packages without their environment": {
    files: { ...under("anna", inPython), "anna/site-packages/keras/__init__.py": "" },
    points: { anna: 12 },
  },
  "a repository of many days": {
    files: {
      ...under(
        "anna",
        week(["numpy", "pandas", "matplotlib", "sklearn", "nlp", "spacy", "scipy", "torch"], 10),
      ),
      ...under(
        "anna/keras",
        renamed(inPython, (n) => `ex0${n}/ex0${n}.ipynb`),
      ),
    },
    points: { anna: 12 },
    remark: /not part of this day: .* and 75 more/,
  },
  "a repository of many days, named itself": {
    files: { ...week(["numpy", "pandas", "sklearn"], 5), ...under("keras", inKeras3) },
    paths: ["."],
    points: { ".": 12 },
    remark: /not part of this day: .* and 10 more/,
  },
  "the day after with Keras too": {
    files: {
      ...under("anna/01-keras", inPython),
      ...Object.fromEntries(
        [1, 2, 3, 4].map((n) => [
          `anna/02-keras/ex0${n}.ipynb`,
          JSON.stringify(python(code("from keras.models import Sequential\nprint('iris')", "iris\n"))),
        ]),
      ),
    },
    points: { anna: 12 },
    remark: /not part of this day: 02-keras/,
  },
  "a folder for each exercise": {
    files: under(
      "anna",
      renamed(inPython, (n, old) => `ex0${n}/${old}`),
    ),
    points: { anna: 12 },
  },
  "a folder for each exercise, named itself": {
    files: renamed(inPython, (n) => `ex0${n}/notebook.ipynb`),
    paths: ["."],
    points: { ".": 12 },
  },
  "one notebook under headings": {
    files: { "anna/Keras.ipynb": titled(five("Exercise"), "0") },
    points: { anna: 12 },
  },
  "one notebook that counts from 1": {
    files: { "anna/Keras.ipynb": titled(five("Exercise"), "1") },
    points: { anna: 12 },
  },
  "one notebook whose name begins with a number": {
    files: {
      "anna/3 keras.ipynb": titled(
        ["Environment", "Sequential", "Dense", "Architecture", "Optimize"],
        "none",
      ),
    },
    points: { anna: 12 },
  },
  "one notebook named after one exercise": {
    files: { "anna/ex04 dense networks.ipynb": titled(five("Aufgabe"), "0") },
    points: { anna: 12 },
  },
  "German names": {
    files: under(
      "jörg",
      renamed(inPython, (n) => `Übung ${n}.ipynb`),
    ),
    points: { jörg: 12 },
  },
  "Spanish names": {
    files: under(
      "íñigo",
      renamed(inPython, (n) => `Ejercicio_${n} - solución.ipynb`),
    ),
    points: { íñigo: 12 },
  },
  "French names from 1": {
    files: under(
      "zoé",
      renamed(inPython, (n) => `exercice ${n + 1}.ipynb`),
    ),
    points: { zoé: 12 },
  },
  "Turkish and Portuguese headings": {
    files: {
      "elif/ödev.ipynb": titled(five("Alıştırma"), "0"),
      "joão/trabalho.ipynb": titled(five("Exercício"), "0"),
    },
    points: { elif: 12, joão: 12 },
  },
  "names that count from 1": {
    files: under(
      "anna",
      renamed(
        inPython,
        (n) => `0${n + 1}-${["Environment", "Sequential", "Dense", "Architecture", "Optimize"][n]}.ipynb`,
      ),
    ),
    points: { anna: 12 },
  },
  "several notebooks for an exercise": {
    files: {
      ...under(
        "anna",
        renamed(inPython, (n) => `ex0${n}_final.ipynb`),
      ),
      "anna/ex04_first_try.ipynb": JSON.stringify(python(code("print('nothing yet')", "nothing yet\n"))),
      "anna/ex02_b.ipynb": JSON.stringify(python(code("x = 1"))),
    },
    points: { anna: 12 },
  },
  ...classLayouts,
};
