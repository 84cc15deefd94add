import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { projectPins, testPins } from "../../lib/setup/environment.mjs";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

const distInfo = ".venv/lib/python3.12/site-packages/nbmake-1.0.0.dist-info";
/** Whatever else a command is about: types and lint fail in a scratch project. */
const pip = () => project.asked().filter((command) => command === "python -m pip install");

describe("the Python packages that only tests need", () => {
  test("are installed once by `npm test`, and by no other command", async () => {
    await project.run(["setup", "--no-native"]);
    assert.equal(project.exists(distInfo), false);
    project.asked();
    const first = await project.run(["test", "--no-native"]);
    assert.match(first.text, /✓ Python packages for the tests: \d+ MB downloaded/);
    assert.match(
      project.read(".day/setup/tests.requirements"),
      /^nbmake==1\.0\.0 \\\n {4}--hash=sha256:0+\n$/,
    );
    assert.ok(project.exists(`${distInfo}/INSTALLER`));
    assert.equal(pip().length, 1);
    const second = await project.run(["test", "--no-native"]);
    assert.deepEqual(project.asked(), []);
    assert.doesNotMatch(second.text, /Set up in/);
  });

  test("are repaired after an interrupted installation, and updated with their file", async () => {
    await project.run(["test", "--no-native"]);
    project.asked();
    rmSync(join(project.folder, distInfo, "INSTALLER"));
    await project.run(["test", "--no-native"]);
    assert.equal(pip().length, 1);
    assert.ok(project.exists(`${distInfo}/INSTALLER`));
    project.write("tests/requirements.txt", "nbmake==1.0.1\n");
    project.lock("nbmake==1.0.0", "nbmake==1.0.1");
    await project.run(["setup", "--no-native"]);
    assert.equal(pip().length, 0);
    await project.run(["test", "--no-native"]);
    assert.equal(pip().length, 1);
  });

  test("stop `npm test` with a sentence if they cannot be downloaded", async () => {
    await project.run(["setup", "--no-native"]);
    const env = { PIP_FAILS: "nbmake", PIP_SAYS: "NewConnectionError" };
    const { code, text } = await project.run(["test", "--no-native"], env);
    assert.equal(code, 2);
    assert.match(text, /✗ The tests' Python packages could not be downloaded, since .* Connect this machine/);
    assert.equal((await project.run(["bench", "--no-native"], env)).text.includes("✗ The tests'"), false);
  });

  test("are required of a conda environment, which is never changed", async () => {
    const env = { CONDA_PREFIX: join(project.folder, "conda"), CONDA_DEFAULT_ENV: "keras-day" };
    project.write("conda/lib/python3.12/site-packages/jupyterlab-4.0.0.dist-info/INSTALLER", "");
    const lacking = await project.run(["test"], env);
    assert.equal(lacking.code, 2);
    assert.match(
      lacking.text,
      /✗ The active conda environment "keras-day" is not as tests\/requirements\.txt says: it lacks nbmake 1\.0\.0\. Run `python -m pip install -r tests\/requirements\.txt`/,
    );
    assert.equal((await project.run(["setup"], env)).code, 0);
    project.write("conda/lib/python3.12/site-packages/nbmake-1.0.0.dist-info/INSTALLER", "");
    project.asked();
    assert.match((await project.run(["test"], env)).text, /0 passed, 3 failed\n$/);
    assert.deepEqual(project.asked(), []);
  });

  test("are pinned exactly, and each in one file", () => {
    const pins = testPins();
    for (const name of ["jupyter-kernel-test", "nbmake", "nbval", "papermill"]) {
      assert.ok(
        pins.some((pin) => pin.name === name),
        name,
      );
    }
    const { jupyter, keras, tensorflow } = projectPins();
    const others = [...jupyter, ...keras, ...tensorflow].map(({ name }) => name);
    assert.deepEqual(
      pins.filter(({ name }) => others.includes(name)),
      [],
    );
  });
});
