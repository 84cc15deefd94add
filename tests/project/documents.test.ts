/** SECURITY.md, CONTRIBUTING.md and the page on Keras name files that are there, and SECURITY.md the limits that the sandbox has. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LIMITS } from "../../lib/grade/sandbox/limits.ts";
import { root } from "../../lib/setup/paths.mjs";

const text = readFileSync(join(root, ".github/SECURITY.md"), "utf8");

test("every file that the documents name is there", () => {
  const contributing = readFileSync(join(root, ".github/CONTRIBUTING.md"), "utf8");
  const keras = readFileSync(join(root, "lib/keras/README.md"), "utf8");
  const named = (text + contributing + keras).matchAll(/`((?:tests|lib|notebooks|datasets)\/[^`…]+)`/g);
  const files = [...named].map(([, file]) => file);
  assert.ok(files.length > 10);
  assert.deepEqual(
    files.filter((file) => !existsSync(join(root, file))),
    [],
  );
});

test("its limits are those of the sandbox", () => {
  const read = (file: string, name: string) =>
    Number(
      new RegExp(`^${name} = ([\\d_]+)`, "m")
        .exec(readFileSync(join(root, "lib/grade/sandbox", file), "utf8"))?.[1]
        .replaceAll("_", ""),
    );
  const { memory, processes, cell, total, output, disk } = LIMITS;
  const files = read("box.py", "FILES").toLocaleString("en");
  for (const sentence of [
    `at most ${disk / 1e6} MB and ${files} files`,
    `${memory / 1e9} GB of memory, ${processes} processes, ${processes * read("cgroup.py", "THREADS")} threads, ${read("sandbox.py", "OPEN_FILES")} open files`,
    `${cell} s for a cell, and send ${output / 1e6} MB`,
    `all notebooks of a person together have ${total} s`,
  ])
    assert.ok(text.includes(sentence), sentence);
});
