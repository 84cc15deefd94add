/** The settings for VS Code. VS Code itself is not run. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { jupyterEnv, root, venv } from "../../lib/setup/paths.mjs";

const read = (name: string) => JSON.parse(readFileSync(join(root, ".vscode", name), "utf8"));

test("the interpreter is set-up's, and it knows the kernel that the notebooks ask for", {
  skip: !existsSync(venv) && "npm run setup, outside of conda",
}, () => {
  const python = read("settings.json")["python.defaultInterpreterPath"].replace(
    /^\$\{workspaceFolder\}/,
    root,
  );
  assert.ok(existsSync(python), python);
  // As an editor asks it, without set-up's variables.
  const { JUPYTER_PATH, ...env } = jupyterEnv();
  const list = execFileSync(python, ["-m", "jupyter", "kernelspec", "list", "--json"], {
    env,
    encoding: "utf8",
  });
  const { kernelspecs } = JSON.parse(list);
  assert.equal(kernelspecs.tslab.resource_dir, join(venv, "share", "jupyter", "kernels", "tslab"));
  const { metadata } = JSON.parse(readFileSync(join(root, "notebooks/ex01_sequential.ipynb"), "utf8"));
  assert.equal(metadata.kernelspec.display_name, kernelspecs.tslab.spec.display_name);
});

test("a kernel starts in the notebook's folder, from which ../lib is seen", () => {
  assert.match(read("settings.json")["jupyter.notebookFileRoot"], /^\$\{fileDirname\}$/);
  assert.ok(read("extensions.json").recommendations.includes("ms-toolsai.jupyter"));
});
