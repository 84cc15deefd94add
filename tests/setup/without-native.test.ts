import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

describe("without the native library, set-up goes on with one sentence", () => {
  const onWasm =
    "so TensorFlow.js runs on its wasm back end, with the same results; `npm run setup` tries again.";

  test("no wheel for this Python", async () => {
    const says = "ERROR: No matching distribution found for tensorflow-cpu==2.0.0";
    const first = await project.run(["setup"], { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: says });
    assert.equal(first.code, 0);
    assert.ok(
      first.text.includes(
        `– TensorFlow is not published for this Python on ${process.platform} ${process.arch}, ${onWasm}`,
      ),
      first.text,
    );
    project.asked();
    const second = await project.run(["bench"]);
    assert.deepEqual(project.asked(), [], "it does not try again unasked");
    assert.ok(second.text.includes(onWasm));
    const third = await project.run(["setup"]);
    assert.deepEqual(
      project.asked(),
      ["python -m pip install", "python -m pip install"],
      "TensorFlow, then what it needs",
    );
    assert.doesNotMatch(third.text, /TensorFlow is not published/);
  });

  test("its download fails", async () => {
    const says =
      "WARNING: Retrying ... NewConnectionError ...\nERROR: No matching distribution found for tensorflow-cpu";
    const { code, text } = await project.run(["setup"], { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: says });
    assert.equal(code, 0);
    assert.ok(
      text.includes(
        `– TensorFlow could not be downloaded, since the package registry cannot be reached, ${onWasm}`,
      ),
      text,
    );
  });

  test("a compiler that fails", async () => {
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 0);
    assert.ok(
      text.includes(`– The native addon could not be built by g++: fatal error: no such header, ${onWasm}`),
      text,
    );
  });

  test("no compiler and no ziglang", async () => {
    rmSync(join(project.folder, "programs/g++"));
    const says = "ERROR: No matching distribution found for ziglang";
    const { code, text } = await project.run(["setup"], { PIP_FAILS: "ziglang", PIP_SAYS: says });
    assert.equal(code, 0);
    assert.ok(text.includes("– A C++ compiler (ziglang) is not published for this Python on"), text);
  });

  test("CXX names another compiler, with its own words", async () => {
    project.program("c1xx", `#!/bin/sh\necho "compiled $1" >> "$LOG"\nexit 1\n`);
    const { text } = await project.run(["setup"], { CXX: "c1xx -m64" });
    assert.match(project.read("log"), /compiled -m64/);
    assert.match(text, /built by c1xx -m64 \(CXX\)/);
  });

  test("on request, and it stays so until set-up is run again", async () => {
    const { code, text } = await project.run(["setup", "--no-native"]);
    assert.equal(code, 0);
    assert.ok(text.includes(`– TensorFlow was left out by --no-native, ${onWasm}`), text);
    assert.ok(!project.exists(".venv/lib/python3.12/site-packages/tensorflow-cpu-2.0.0.dist-info"));
    project.asked();
    await project.run(["bench"]);
    assert.deepEqual(project.asked(), []);
    await project.run(["setup"]);
    assert.deepEqual(project.asked(), ["python -m pip install", "python -m pip install"]);
  });
});
