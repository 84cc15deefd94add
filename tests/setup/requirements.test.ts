import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  compilerPin,
  installedPackages,
  type Pin,
  projectPins,
  testPins,
} from "../../lib/setup/environment.mjs";
import { root, venv } from "../../lib/setup/paths.mjs";
import { explainDigest } from "../../lib/setup/pip.mjs";
import { inputsDigest, lockedRequirements, lockFile, readLock } from "../../lib/setup/requirements.mjs";
import { Scratch } from "./scratch.ts";

const text = readFileSync(join(root, lockFile), "utf8");
const entries = readLock(text);
const { jupyter, keras, tensorflow } = projectPins();
const namesOf = (pins: Pin[]) => readLock(lockedRequirements(pins)).map(({ name }) => name);

describe("the lock of the Python packages", () => {
  test("is made from the current pins", () => {
    assert.equal(/^# Inputs: (.*)$/m.exec(text)?.[1], inputsDigest(), "run `npm run lock`");
    const pins = [...jupyter, ...tensorflow, ...keras, ...testPins(), compilerPin];
    assert.ok(pins.length > 15);
    for (const { name, version } of pins) {
      assert.deepEqual(
        entries.filter((entry) => entry.name === name).map((entry) => entry.version),
        [version],
        name,
      );
    }
  });

  test("consists of a head and packages, each with at least one SHA-256", () => {
    assert.ok(entries.length > 120);
    const head = text.slice(0, text.indexOf(entries[0].text));
    assert.match(head, /^(#.*\n)+$/);
    assert.equal(head + entries.map((entry) => entry.text).join(""), text);
    for (const entry of entries) {
      assert.match(
        entry.text,
        /^\S+==\S+( ; [^\\\n]+)? \\\n( {4}--hash=sha256:[0-9a-f]{64}( \\)?\n)+( {4}#.*\n)*$/,
        `${entry.name}: no address, no path, no other option`,
      );
    }
  });

  test("is split into parts: Jupyter, TensorFlow alone, and what Keras and the tests need", () => {
    const part = namesOf(jupyter);
    for (const name of ["jupyterlab", "pyzmq", "tornado", "six"]) assert.ok(part.includes(name), name);
    for (const name of ["keras", "tensorflow", "optree", "pytest", "ziglang"])
      assert.ok(!part.includes(name), name);
    assert.ok(namesOf(keras).includes("optree"));
    assert.ok(!namesOf(keras).includes("grpcio"));
    assert.ok(namesOf(tensorflow).includes("grpcio"));
    assert.ok(namesOf(testPins()).includes("pluggy"));
    const alone = readLock(lockedRequirements(tensorflow, { dependencies: false }));
    assert.deepEqual(alone.map(({ name }) => name).sort(), ["tensorflow", "tensorflow-cpu"]);
    const all = [...jupyter, ...keras, ...tensorflow, ...testPins(), compilerPin];
    assert.equal(readLock(lockedRequirements(all)).length, entries.length, "nothing that no part needs");
  });

  test("has the versions that are installed", () => {
    const installed = installedPackages(venv);
    const locked = entries.filter(({ name }) => installed.has(name));
    assert.ok(installed.size === 0 || locked.length > 90);
    for (const { name } of locked) {
      const versions = entries.filter((entry) => entry.name === name).map(({ version }) => version);
      assert.ok(versions.includes(installed.get(name)!), `${name} ${installed.get(name)}`);
    }
  });
});

describe("set-up from the lock", () => {
  const mismatch = `ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
    six==1.17.0 from https://example.org/six-1.17.0-py2.py3-none-any.whl (from -r a (line 1)):
        Expected sha256 0000
             Got        4721`;

  let project: Scratch;
  beforeEach(() => {
    project = new Scratch();
  });
  afterEach(() => project.remove());

  test("is stopped by a file with another digest, even of an optional package", async () => {
    assert.equal(explainDigest("A", "ERROR: No matching distribution found for six"), undefined);
    const { code, text } = await project.run(["setup"], { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: mismatch });
    assert.equal(code, 2);
    assert.match(
      text,
      /✗ TensorFlow could not be installed: the downloaded file of six==1\.17\.0 does not have the SHA-256 in lib\/setup\/requirements\.lock, so it is damaged or was changed\. Run `\S+ -m pip cache purge`, then the command again; /,
    );
    assert.doesNotMatch(text, /^\s+at |example\.org/m);
  });

  test("is stopped without a lock", async () => {
    rmSync(join(project.folder, lockFile));
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 2);
    assert.match(text, /✗ lib\/setup\/requirements\.lock is missing\. Run `git checkout lib\/setup\//);
  });

  /** `npm run lock` in the scratch project. */
  const lock = (env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, ["lib/setup/compile-requirements.mjs", "--upgrade"], {
      cwd: project.folder,
      encoding: "utf8",
      env: { PATH: join(project.folder, "programs"), ...env },
    });

  test("`npm run lock` reports a missing uv, and why it failed", () => {
    const without = lock();
    assert.equal(without.status, 2);
    assert.match(without.stderr, /^✗ uv is not on the PATH\. Install it/);
    project.program("uv", "#!/bin/sh\necho 'error: no solution found' >&2\nexit 1\n");
    const failed = lock();
    assert.equal(failed.status, 2);
    assert.match(failed.stderr, /^✗ The lock of the Python packages could not be made: no solution found\./);
  });

  test("`npm run lock` gives uv every pin, and records its inputs", () => {
    project.program(
      "uv",
      `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$*" > asked\ncat > pins\necho "made==1" > ${lockFile}\n`,
    );
    const { status, stderr } = lock();
    assert.equal(status, 0, stderr);
    assert.match(project.read("asked"), /^pip compile .*--universal .*--generate-hashes .*--upgrade - /);
    for (const name of ["jupyterlab", "keras", "nbmake", "ziglang", "tensorflow", "tensorflow-cpu"]) {
      assert.match(project.read("pins"), new RegExp(`^${name}==`, "m"));
    }
    assert.match(project.read(lockFile), /^(#.*\n)+# Inputs: sha256:[0-9a-f]{64}\nmade==1\n$/);
  });
});
