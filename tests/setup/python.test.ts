import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { choosePython } from "../../lib/setup/python.mjs";

/** "python3 3.12.1" as set-up finds it; a minus in front: without its venv module. */
function found(text: string) {
  const [command, version] = text.replace("-", "").split(" ");
  return { command: [command], version, hasVenv: !text.startsWith("-") };
}

const chosen = (...texts: string[]) => choosePython(texts.map(found)).version;

describe("choosePython", () => {
  test("takes the first Python that TensorFlow supports", () => {
    assert.equal(chosen("python3 3.12.1", "python 3.13.0"), "3.12.1");
    assert.equal(chosen("python3 3.14.0", "python3.12 3.12.1"), "3.12.1");
    assert.equal(chosen("python3 3.10.1", "python 2.7.18", "python3.11 3.11.0"), "3.11.0");
  });

  test("takes a newer one if there is no other: everything but TensorFlow works", () => {
    assert.equal(chosen("python 2.7.18", "python3 3.14.0"), "3.14.0");
  });

  test("skips one without its venv module", () => {
    assert.equal(chosen("-python3 3.12.1", "python3.13 3.13.0"), "3.13.0");
  });

  test("names what it found and what to install", () => {
    assert.throws(() => chosen(), /3\.11 or newer is needed, and there is none on the PATH\. Install/);
    assert.throws(
      () => chosen("python3 3.9.1", "python 2.7.18"),
      /only python3 3\.9\.1, python 2\.7\.18 is on the PATH/,
    );
    assert.throws(() => chosen("-python3 3.13.0"), /python3\.13-venv/);
  });
});
