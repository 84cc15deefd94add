import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { installKernelSpec } from "../../lib/kernel/kernelspec.ts";
import { jupyterEnv, pythonCommand } from "../../lib/setup/paths.mjs";
import { root } from "./test-kernel.ts";

test("Jupyter's own conformance tests pass, all of them", () => {
  const folder = mkdtempSync(join(tmpdir(), "jupyter-"));
  installKernelSpec(join(folder, "kernels/tslab-under-test"));
  const env = jupyterEnv();
  const { status, stderr } = spawnSync(
    pythonCommand(),
    [join(import.meta.dirname, "conformance.py"), "tslab-under-test"],
    {
      cwd: join(root, "notebooks"),
      env: { ...env, JUPYTER_PATH: [folder, env.JUPYTER_PATH].join(delimiter) },
      encoding: "utf8",
    },
  );
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^Ran 13 tests in .*\n\nOK$/m);
});
