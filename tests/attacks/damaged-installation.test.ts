/** Files of a real installation are cut off or lost; doctor finds each, and the commands that it prints mend those that are cut off. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { InstallationCopy } from "./installation-copy.ts";

let copy: InstallationCopy;
let packages: string;
before(async () => {
  copy = new InstallationCopy(join(mkdtempSync(join(tmpdir(), "damaged-")), "project"));
  await copy.markAsSetUp();
  packages = `.venv/lib/${readdirSync(join(copy.folder, ".venv/lib")).find((name) => name.startsWith("python"))}/site-packages`;
});
after(() => copy?.remove());

/** The files of a folder with that ending. */
const filesIn = (folder: string, ending: string) => {
  const names = readdirSync(join(copy.folder, folder), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
  assert.ok(files.length > 0, `${folder} has *${ending}`);
  return files;
};

/**
 * Asserts that doctor names these parts, and that these are the commands that it tells to run.
 *
 * @returns all parts with a cross
 */
async function doctorNames(parts: RegExp[], commands: string[]): Promise<string[]> {
  const { code, text } = await copy.npm("run", "doctor");
  assert.equal(code, 1, text);
  for (const part of parts) assert.match(text, part);
  const asked = [...text.matchAll(/^✗.*\n +npm (run .*)$/gm)].map(([, command]) => command);
  assert.deepEqual([...new Set(asked)], commands);
  return [...text.matchAll(/^✗ (.*?) {2}/gm)].map(([, part]) => part.trim());
}

test("files that are cut off", async () => {
  copy.cutInHalf(
    ...filesIn("node_modules/tsx/dist", ".mjs"),
    ...filesIn("node_modules/zeromq/build", ".node"),
    "node_modules/esbuild/lib/main.js",
    "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node",
    `${packages}/nbclient/client.py`,
    `${packages}/tornado/web.py`,
    ".venv/share/jupyter/kernels/tslab/kernel.json",
    "lib/engine/engine.wasm",
    ...filesIn(".day/kernel", "main.mjs"),
  );
  const day = await copy.npm("start", "--", "ex01");
  assert.equal(day.code, 2, day.text);
  assert.match(
    day.text,
    /✗ The npm package tsx is damaged \(dist\/\S+\)\. Run `npm run setup`, then the command again\.$/m,
  );
  // The packages come first, as one of them builds the engine.
  const commands = ["run setup", "run build:engine"];
  await doctorNames(
    [
      /✗ tsx .*, damaged /,
      /✗ zeromq .*, damaged /,
      /✗ esbuild .*, damaged \(lib\/main\.js\)/,
      /– addon of tfjs-node +The native addon does not load/,
      /✗ nbclient .*, damaged \(nbclient\/client\.py\)/,
      /✗ tornado +damaged \(tornado\/web\.py\)/,
      /✗ kernel tslab +damaged \(main\.mjs\)/,
      /✗ lib\/engine +damaged \(engine\.wasm\)/,
    ],
    commands,
  );
  for (const command of commands) {
    const { code, text } = await copy.npm(...command.split(" "));
    assert.equal(code, 0, `npm ${command}: ${text}`);
  }
  const mended = await copy.npm("start", "--", "ex01");
  assert.equal(mended.code, 0, mended.text);
});

// What the command does is tested in setup/damage.test.ts, and in CI on each fresh clone.
test("files that have lost their content", async () => {
  copy.fillWithZeros("node_modules/zeromq/lib/index.js");
  copy.fillWithZeros(`${packages}/nbclient/client.py`);
  const parts = await doctorNames(
    [/✗ zeromq .*, does not load: /, /✗ nbclient .*, does not load: /],
    ["run setup -- --fresh"],
  );
  // Everything else is whole again; nbconvert imports nbclient.
  assert.deepEqual(parts, ["nbclient", "nbconvert", "zeromq", "kernel tslab runs a cell"]);
});
