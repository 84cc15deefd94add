/** The examples in the docstrings run, and every public name has one. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../../lib/setup/paths.mjs";
import { examplesIn, rooms } from "./examples.ts";
import type { ExampleResult } from "./run-examples.ts";

/** Examples that cannot run yet, as `folder name`, and why. */
const SKIPPED: Record<string, string> = {};

/** Public names without an example: the exercises' own check, which has one in each copy of a notebook. */
const WITHOUT_EXAMPLE = ["check", "CheckResult", "None"];

const results: ExampleResult[] = [];

before(async () => {
  const folders = rooms().map(({ folder }) => folder);
  const groups = [
    folders.filter((folder) => folder === "lib/keras"),
    folders.filter((folder) => folder !== "lib/keras"),
  ];
  const outputs = await Promise.all(
    groups.map(async (group) => {
      const child = fork(join(import.meta.dirname, "run-examples.ts"), group, {
        execArgv: ["--import", "tsx"],
        silent: true,
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
      child.on("message", (result) => results.push(result as ExampleResult));
      const [code] = await once(child, "close");
      return code === 0 ? "" : output;
    }),
  );
  assert.equal(outputs.join(""), "", "the processes that run the examples fail");
});

for (const { folder, examples } of rooms()) {
  const missing = folder === "lib/keras" && examples.length === 0 && "lib/keras has no examples yet";
  suite(folder, { skip: missing }, () => {
    test("there are examples", () => assert.ok(examples.length > 0));
    examples.forEach(({ name }, i) => {
      test(name, { skip: SKIPPED[`${folder} ${name}`] }, () => {
        const result = results.filter(({ room }) => room === folder)[i];
        assert.equal(result?.name, name, "it was run");
        assert.equal(result.error, undefined);
      });
    });
    // The names of lib/keras are namespaces, whose members are not all classes and functions with a docstring.
    if (folder === "lib/keras") return;
    test("every public name has one", async () => {
      const door = await import(pathToFileURL(join(root, folder, "index.ts")).href);
      const names = new Set([...examples.map(({ name }) => name), ...WITHOUT_EXAMPLE]);
      assert.deepEqual(
        Object.keys(door).filter((name) => !names.has(name)),
        [],
      );
    });
  });
}

test("an example ends at the next tag, and before the source of a formula", () => {
  const source = [
    "/**",
    " * Doubles.",
    " *",
    " * @example",
    ' * import { one } from "../lib/one";',
    " *",
    " * double(one);",
    " *",
    " * After `numpy.double`.",
    " * @throws never",
    " */",
    "export function double() {}",
  ].join("\n");
  const code = 'import { one } from "../lib/one";\n\ndouble(one);';
  assert.deepEqual(examplesIn(source), [{ name: "double", code }]);
});
