import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";
import { buildLibrary, changedSince, libraryFolder } from "../../lib/kernel/library.mjs";
import { hasChangedSince, libraryFile } from "../../lib/kernel/session/built-library.ts";
import { ModuleVersions } from "../../lib/kernel/session/module-versions.ts";
import { plain, resultText, root, TestKernel } from "./test-kernel.ts";

const folder = mkdtempSync(join(tmpdir(), "a library "));
const url = (path: string) => pathToFileURL(join(folder, path)).href;
let kernel: TestKernel;

before(async () => {
  await buildLibrary();
  kernel = await TestKernel.start({
    cwd: join(root, "notebooks"),
    env: { NODE_DEBUG: "keras-day:kernel" },
  });
});
after(() => kernel.stop());

test("a cell imports the built files of lib, each once, also through a file of the learner's", async () => {
  const cell = await kernel.execute(
    'import { Dense } from "../lib/keras";\n' +
      "const { prepareStackTrace } = Error;\n" +
      "Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFileName());\n" +
      "let files: unknown;\n" +
      "try { new Dense(-3); } catch (error) { files = (error as Error).stack; }\n" +
      "Error.prepareStackTrace = prepareStackTrace;\n" +
      "JSON.stringify(files)",
  );
  assert.match(String(resultText(cell)), /\/\.day\/library\/keras\/bundle\.mjs/);
  // This one needs tsx, which was not loaded until now.
  const own = join(folder, "own.ts");
  const module = JSON.stringify(join(root, "lib/keras/layers/layer.ts"));
  writeFileSync(own, `export { Layer } from ${module};\nexport const one: number = 1;\n`);
  const same = await kernel.execute(
    `import { Layer, one } from ${JSON.stringify(own)};\nnew Dense(one) instanceof Layer`,
  );
  assert.equal(resultText(same), "true");
});

test("a built file of a bundled folder exports what its source exports, under the same names", async () => {
  for (const path of [
    "engine/index.ts",
    "keras/layers/namespace.ts",
    "keras/losses/index.ts",
    "keras/metrics/index.ts",
    "keras/optimizers/index.ts",
    "tfjs/index.ts",
  ]) {
    const built = await import(pathToFileURL(join(libraryFolder, `${path}.mjs`)).href);
    const source = await tsImport(join(root, "lib", path), import.meta.url);
    assert.ok(Object.keys(source).length > 1, path);
    const names = (module: object) =>
      Object.entries(module).map(([key, value]) => [key, typeof value === "function" ? value.name : key]);
    assert.deepEqual(names(built), names(source), path);
  }
});

test("scikit-learn's random numbers load without the engine's kernels", () => {
  const module = pathToFileURL(join(libraryFolder, "sklearn/model_selection/index.ts.mjs")).href;
  const program = `delete globalThis.WebAssembly; await import(${JSON.stringify(module)})`;
  execFileSync(process.execPath, ["--input-type=module", "-e", program]);
});

test("tells when the files were written that were written after a time", () => {
  const times = ["lib/errors.ts", "lib/keras/index.ts"].map((file) => statSync(join(root, file)).mtimeMs);
  const changes = changedSince(Math.min(...times) - 1);
  assert.ok(times.every((time) => changes.includes(time)));
  assert.ok(changedSince(0).length > 500);
  assert.deepEqual(changedSince(Number.POSITIVE_INFINITY), []);
});

test("an error in a built file is told by the line of its TypeScript", async () => {
  const { reply } = await kernel.execute("new Dense(-3)");
  const [, file, line] = /at [^\n]*?\.\.\/(lib\/keras\/\S+\.ts):(\d+):\d+/.exec(
    plain((reply.content.traceback as string[]).join("\n")),
  )!;
  assert.match(readFileSync(join(root, file), "utf8").split("\n")[Number(line) - 1], /\bthrow\b/);
});

test("a file of lib has one address: that of the built file, unless it had changed", () => {
  for (const path of ["lib/keras/index.ts", "lib/a.ts", "lib/base.ts", "own.ts"]) {
    mkdirSync(join(folder, "lib/keras"), { recursive: true });
    writeFileSync(join(folder, path), "export {};\n");
  }
  const file = (path: string, ...imports: string[]) => ({
    modified: statSync(join(folder, "lib", path)).mtimeMs,
    imports,
  });
  const library = {
    sources: url("lib/"),
    code: url("built/"),
    files: {
      "keras/index.ts": file("keras/index.ts", "a.ts", "base.ts"),
      "a.ts": file("a.ts"),
      "base.ts": file("base.ts"),
    },
    changed: new Set(["a.ts", "keras/index.ts"]),
  };
  const built = (path: string) => url(`built/${path}.mjs`);
  const versions = new ModuleVersions(library);
  const check = () => {
    for (const parent of [undefined, url("own.ts"), url("lib/keras/index.ts"), built("base.ts")]) {
      assert.equal(versions.address(url("lib/keras/index.ts"), parent), url("lib/keras/index.ts"));
      assert.equal(versions.address(url("lib/a.ts"), parent), url("lib/a.ts"));
      assert.equal(versions.address(url("lib/base.ts"), parent), built("base.ts"));
      assert.equal(versions.address(built("base.ts"), parent), built("base.ts"));
      assert.equal(versions.address(built("keras/bundle"), parent), built("keras/bundle"));
    }
  };
  check();
  assert.equal(versions.address(url("own.ts"), undefined), url("own.ts"));
  const later = Date.now() + 5_000;
  assert.equal(hasChangedSince(later, url("lib/keras/index.ts"), library), false);
  utimesSync(join(folder, "lib/base.ts"), 2_000_000_000, 2_000_000_000);
  check();
  assert.equal(versions.address(url("own.ts"), undefined), url("own.ts"));
  assert.equal(hasChangedSince(later, url("lib/keras/index.ts"), library), true);
  assert.equal(hasChangedSince(later, url("lib/a.ts"), library), false);

  const notebooks = join(folder, "notebooks");
  mkdirSync(notebooks);
  assert.equal(libraryFile("../lib/keras", notebooks, library), url("lib/keras/index.ts"));
  assert.equal(libraryFile("../lib/a", notebooks, library), url("lib/a.ts"));
  assert.equal(libraryFile("../lib/none", notebooks, library), undefined);
  assert.equal(libraryFile("keras", notebooks, library), undefined);
});
