import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseNotebooks, notebookNames } from "../../lib/day/notebook-file.ts";

test("notebooks are chosen by the beginning of their names, their names or their paths; without a word, the day is; explore only by name", () => {
  assert.deepEqual(chooseNotebooks([]), notebookNames());
  for (const word of ["ex04", "ex04_optimize", "ex04_optimize.ipynb", "notebooks/ex04_optimize.ipynb"]) {
    assert.deepEqual(chooseNotebooks([word]), ["ex04_optimize"]);
  }
  assert.deepEqual(chooseNotebooks(["explore"]), ["explore"]);
  assert.deepEqual(chooseNotebooks(["ex02", "ex01", "ex02_dense"]), ["ex01_sequential", "ex02_dense"]);
});

test("an unknown name is rejected with the list of names", () => {
  for (const word of ["ex09", "", "optimize"]) {
    assert.throws(() => chooseNotebooks([word]), {
      name: "UserError",
      message: /^No notebook is named ".*": choose from ex00_environment, .*ex04_optimize, index, explore\.$/,
    });
  }
});
