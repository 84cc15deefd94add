import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

test("an active conda environment is used unchanged, and the kernel is installed in the project", async () => {
  for (const name of ["jupyterlab-4.0.0", "keras-3.0.0"]) {
    project.write(`conda/lib/python3.12/site-packages/${name}.dist-info/INSTALLER`, "");
  }
  const { code, text } = await project.run(["setup"], {
    CONDA_PREFIX: join(project.folder, "conda"),
    CONDA_DEFAULT_ENV: "keras-day",
  });
  assert.equal(code, 0, text);
  assert.deepEqual(project.asked(), ["npm ci"]);
  assert.ok(!project.exists(".venv"));
  assert.ok(project.exists(".day/jupyter/kernels/tslab/kernel.json"));
  assert.match(
    text,
    /– The active conda environment has no TensorFlow, so TensorFlow\.js runs on its wasm back end/,
  );
});
