/** Node's own features in a cell. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { contents, resultText, root, streamText, TestKernel } from "./test-kernel.ts";

const folder = mkdtempSync(join(root, "notebooks/node-"));
let kernel: TestKernel;
before(async () => {
  writeFileSync(join(folder, "value.cjs"), "module.exports = 'first';");
  writeFileSync(join(folder, "outer.cjs"), "module.exports = { value: require('./value.cjs') };");
  writeFileSync(join(folder, "double.ts"), "export const double = (n: number): number => n * 2;");
  writeFileSync(
    join(folder, "worker.ts"),
    `import { parentPort, workerData } from "node:worker_threads";
     import { double } from "./double";
     enum Unit { One = 1 }
     console.log("in the worker");
     parentPort!.postMessage(double(workerData as number) + Unit.One);`,
  );
  kernel = await TestKernel.start({ cwd: folder });
});
after(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

test("process.stdout is the end of several pipelines, and end() leaves it open", async () => {
  const answer = await kernel.execute(`
    import { Readable } from "node:stream";
    import { pipeline } from "node:stream/promises";
    for (const text of ["1", "2"]) await pipeline(Readable.from([text, "\\n"]), process.stdout);
    await pipeline(Readable.from(["error\\n"]), process.stderr);
    await new Promise<void>((resolve) => process.stdout.end("last\\n", resolve));
    console.log("after");`);
  assert.equal(streamText(answer), "1\n2\nlast\nafter\n");
  assert.equal(streamText(answer, "stderr"), "error\n");
  assert.equal(streamText(await kernel.execute('console.log("next")')), "next\n");
});

test("import.meta.resolve", async () => {
  const names = ["./value.cjs", "../x.ts", "fs", "node:path", "https://example.org/a"];
  const code = `${JSON.stringify(names)}.map((name) => import.meta.resolve(name)).join("\\n")`;
  const url = (path: string) => pathToFileURL(join(folder, path)).href;
  assert.equal(
    resultText(await kernel.execute(code)),
    [url("value.cjs"), url("../x.ts"), "node:fs", "node:path", "https://example.org/a"].join("\n"),
  );
  const installed = resultText(await kernel.execute('import.meta.resolve("papaparse")'));
  assert.match(String(installed), /^file:.*node_modules\/papaparse\//);
  const missing = await kernel.execute('import.meta.resolve("not-installed")');
  assert.match(String(missing.reply.content.evalue), /Cannot find module 'not-installed'/);
});

test('require("tslab") is the module that import gives', async () => {
  const answer = await kernel.execute('require("tslab").display.html("<b>1</b>")');
  assert.deepEqual(contents(answer, "display_data")[0].data, { "text/html": "<b>1</b>" });
  assert.equal(
    resultText(await kernel.execute('import * as tslab from "tslab";\nrequire("tslab") === tslab')),
    "true",
  );
});

test("an edited CommonJS file is reloaded, and the one that requires it; an unchanged one is not", async () => {
  const code =
    'const outer = require("./outer.cjs");\n[outer.value, outer === require("./outer.cjs")].join()';
  assert.equal(resultText(await kernel.execute(code)), "first,true");
  writeFileSync(join(folder, "value.cjs"), "module.exports = 'second one';");
  assert.equal(resultText(await kernel.execute(code)), "second one,true");
  const imported = "(await import('./value.cjs')).default";
  assert.equal(resultText(await kernel.execute(`// @ts-nocheck\n${imported}`)), "second one");
  writeFileSync(join(folder, "value.cjs"), "module.exports = 3;");
  assert.equal(resultText(await kernel.execute(`// @ts-nocheck\n${imported}`)), "3");
  assert.equal(resultText(await kernel.execute(code)), "3,true");
});

test("a worker thread runs a TypeScript file in a folder without a package.json", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "worker-")), "worker.ts");
  writeFileSync(
    path,
    'import { parentPort } from "node:worker_threads";\nparentPort!.postMessage(41 as number);',
  );
  const answer = await kernel.execute(`
    import { Worker as Thread } from "node:worker_threads";
    const posted = await new Promise((resolve, reject) =>
      new Thread(${JSON.stringify(path)}).on("message", resolve).on("error", reject));
    posted`);
  assert.equal(resultText(answer), "41", String(answer.reply.content.evalue));
});

test("a worker thread runs a TypeScript file, which may import others", async () => {
  const answer = await kernel.execute(`
    import { Worker } from "node:worker_threads";
    import { once } from "node:events";
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: 20 });
    const [message] = await once(worker, "message");
    await once(worker, "exit");
    message`);
  assert.equal(resultText(answer), "41", String(answer.reply.content.evalue));
  assert.equal(streamText(answer), "in the worker\n");
});
