import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { environmentFile, projectPins, readPins } from "../../lib/setup/environment.mjs";

describe("readPins", () => {
  test("finds in the project's environment.yml what a YAML parser finds", () => {
    const text = readFileSync(environmentFile, "utf8");
    const parts: (string | { pip: string[] })[] = parse(text).dependencies;
    const pip = parts.flatMap((part) => (typeof part === "string" ? [] : part.pip));
    assert.deepEqual(
      readPins(text).map(({ requirement }) => requirement),
      pip,
    );
  });

  test("stops at the end of the list, and skips comments", () => {
    const text = [
      "dependencies:",
      "  - pip:  # from here",
      "    # none of this",
      '    - Ruamel_Yaml==1.2 ; sys_platform == "linux"  # why',
      "",
      "    - b==2\r",
      "  - c==3",
      "variables:",
    ].join("\n");
    assert.deepEqual(readPins(text), [
      { name: "ruamel-yaml", version: "1.2", requirement: 'Ruamel_Yaml==1.2 ; sys_platform == "linux"' },
      { name: "b", version: "2", requirement: "b==2" },
    ]);
  });

  test("rejects anything but exact pins", () => {
    assert.throws(
      () => readPins("dependencies:\n  - pip:\n    - numpy>=2\n"),
      /expected an exact pin.*numpy>=2/,
    );
  });
});

test("only the pins of TensorFlow, keras and scikit-learn are optional", () => {
  const { jupyter, tensorflow, keras } = projectPins();
  assert.deepEqual(tensorflow.map(({ name }) => name).sort(), ["tensorflow", "tensorflow-cpu"]);
  assert.equal(new Set(tensorflow.map(({ version }) => version)).size, 1, "one version under both names");
  assert.deepEqual(
    keras.map(({ name }) => name),
    ["keras", "scikit-learn"],
  );
  const names = jupyter.map(({ name }) => name);
  for (const name of ["jupyter", "jupyterlab", "nbclient", "numpy", "pandas"])
    assert.ok(names.includes(name), name);
});
