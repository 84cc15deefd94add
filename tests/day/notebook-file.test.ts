import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseNotebooks, notebookNames } from "../../lib/day/notebook-file.ts";

test("a notebook is named by its beginning, its name or its path; all of them by nothing", () => {
  assert.deepEqual(chooseNotebooks([]), notebookNames());
  for (const word of ["ex04", "ex04_optimize", "ex04_optimize.ipynb", "notebooks/ex04_optimize.ipynb"]) {
    assert.deepEqual(chooseNotebooks([word]), ["ex04_optimize"]);
  }
  assert.deepEqual(chooseNotebooks(["ex02", "ex01", "ex02_dense"]), ["ex01_sequential", "ex02_dense"]);
});

test("a word that names none is told the names", () => {
  for (const word of ["ex09", "", "optimize"]) {
    assert.throws(() => chooseNotebooks([word]), {
      name: "UserError",
      message: /^No notebook is named ".*": choose from ex00_environment, .*ex04_optimize, index\.$/,
    });
  }
});
