/** lib/README.md says what each folder of `lib` may import, and none imports anything else. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";

const lib = join(root, "lib");
const text = readFileSync(join(lib, "README.md"), "utf8");

/** Of each row of the table: its folder, or file directly in `lib`, and those that it may import. */
const folders = new Map(
  [...text.matchAll(/^\| `([\w.-]+)\/?` *\|.*\| *([^|]+?) *\|$/gm)].map(([, name, imports]) => [
    name,
    [...imports.matchAll(/`([\w.-]+)`/g)].map(([, folder]) => folder),
  ]),
);
/** They import nothing else and every folder may import them. */
const below = ["paths", "reachable", "sums", "user-error", "write-atomic"].map((name) => `setup/${name}.mjs`);

const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.(?:ts|mjs|cjs)$/.test(file) && !file.startsWith("engine/assembly"),
);

/** The paths in `lib` that a file imports. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(lib, file), "utf8").replaceAll(/^\s*(?:\*|\/\/).*$/gm, "");
  const paths = [...source.matchAll(/(?:\bfrom|\bimport\(?|new URL\()\s*"(\.\.?\/[^"]+)"/g)].map(
    ([, path]) => path,
  );
  return paths
    .map((path) => relative(lib, join(lib, dirname(file), path)))
    .filter((path) => !path.startsWith("..") && existsSync(join(lib, path)));
}

const folderOf = (path: string) => path.split("/")[0];

test("every file of lib belongs to a row of the table", () => {
  assert.ok(files.length > 300);
  assert.deepEqual(
    [...new Set(files.map(folderOf))].filter((folder) => !folders.has(folder)),
    [],
  );
  assert.deepEqual(
    [...folders.keys()].filter((folder) => !existsSync(join(lib, folder))),
    [],
  );
});

test("a folder imports only what its row names", () => {
  const found = files.flatMap((file) => importsOf(file).map((path) => [file, path] as const));
  assert.ok(found.length > 1000);
  const wrong = found.filter(
    ([file, path]) =>
      folderOf(file) !== folderOf(path) &&
      !below.includes(path) &&
      !folders.get(folderOf(file))?.includes(folderOf(path)),
  );
  assert.deepEqual(
    wrong.map(([file, path]) => `${file} imports ${path}`),
    [],
  );
});

test("no row names a folder that stands below it, or one that its files do not import", () => {
  const order = [...folders.keys()];
  for (const [folder, imports] of folders) {
    const used = new Set(
      files
        .filter((file) => folderOf(file) === folder)
        .flatMap(importsOf)
        .map(folderOf),
    );
    for (const name of imports) {
      assert.ok(order.indexOf(name) < order.indexOf(folder), `${folder} stands above ${name}`);
      assert.ok(used.has(name), `${folder} does not import ${name}`);
    }
  }
});

test("every file that the document names is there", () => {
  const named = [...text.matchAll(/`([\w-]+(?:\/[\w.-]+)+)`/g)].map(([, path]) => path);
  assert.ok(named.length > 30);
  assert.deepEqual(
    named.filter(
      (path) => ![lib, root, join(lib, "engine")].some((folder) => existsSync(join(folder, path))),
    ),
    [],
  );
});
