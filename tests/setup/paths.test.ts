import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { condaEnvironment, jupyterDirectory, jupyterEnv, pythonCommand } from "../../lib/setup/paths.mjs";

/** Runs Python code with the project's Python in its own environment, and returns its output. */
function python(code: string, env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(pythonCommand(), ["-c", code], { env: jupyterEnv(env), encoding: "utf8" }).trim();
}

describe("jupyterEnv", () => {
  test("makes Jupyter find the project's kernel before others of that name", () => {
    const env = { ...process.env, JUPYTER_PATH: "/somewhere/else" };
    const spec =
      "from jupyter_client.kernelspec import KernelSpecManager as M; print(M().get_kernel_spec('tslab').resource_dir)";
    assert.equal(python(spec, env), `${jupyterDirectory()}/kernels/tslab`);
  });

  test("puts the environment's programs first, and keeps outside packages out", () => {
    const env = { ...process.env, PYTHONPATH: "/somewhere/else", PYTHONHOME: "/nowhere" };
    assert.equal(python("import shutil; print(shutil.which('python'))", env), pythonCommand());
    assert.equal(python("import sys; print('/somewhere/else' in sys.path)", env), "False");
    assert.equal(python("import sys; print(sys.flags.no_user_site)", env), "1");
  });
});

test("an active conda environment counts, unless it is the base one", () => {
  assert.equal(condaEnvironment({}), undefined);
  const prefix = mkdtempSync(join(tmpdir(), "conda-"));
  assert.equal(condaEnvironment({ CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: "day" }), prefix);
  assert.equal(condaEnvironment({ CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: "base" }), undefined);
  mkdirSync(join(prefix, "condabin"));
  assert.equal(condaEnvironment({ CONDA_PREFIX: prefix }), undefined);
});
