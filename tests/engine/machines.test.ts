import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { root } from "../../lib/setup/paths.mjs";
import { addonMissing, NO_NATIVE } from "../../lib/tfjs/addon.ts";
import { withLibrary } from "../with-library.ts";
import { arm64 } from "./arm64.ts";
import { orSkip } from "./not-here.ts";
import { otherNode } from "./other-node.ts";

// The program, the kernels and the data in a folder where no package is installed.
const folder = mkdtempSync(join(tmpdir(), "machines-"));
const program = join(folder, "tests", "engine", "machine-runs.mjs");
await build({
  entryPoints: [join(import.meta.dirname, "machine-runs.ts")],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
  external: ["@tensorflow/*"],
  keepNames: true, // layers are known by the names of their classes
  logLevel: "error",
});
copyFileSync(join(root, "lib/engine/engine.wasm"), join(dirname(program), "engine.wasm"));
copyFileSync(join(root, "lib/engine/threads/worker.mjs"), join(dirname(program), "worker.mjs"));
mkdirSync(join(folder, "datasets"));
copyFileSync(join(root, "datasets/breast_cancer.csv"), join(folder, "datasets/breast_cancer.csv"));

async function run([command, ...args]: string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const options = { cwd: root, env: { ...process.env, NODE_OPTIONS: "", ...env } };
  const { stdout } = await promisify(execFile)(command, args, options);
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

const expected = (await run([process.execPath, program])) as { engine: object };

test("this Node, without any package, comes to the committed bits", () => {
  assert.throws(() => createRequire(program).resolve("@tensorflow/tfjs"), /Cannot find module/);
  const committed = readFileSync(join(import.meta.dirname, "digests.json"), "utf8");
  assert.deepEqual(expected.engine, JSON.parse(committed));
});

describe("the same bits with TensorFlow in the process", () => {
  const code = `
    import { loadTensorFlow } from "./lib/tfjs";
    const { tf, name } = await loadTensorFlow();
    tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync();
    await import(process.env.PROGRAM);
    process.exitCode = name === process.env.NAME ? 0 : 1;`;
  for (const name of ["tensorflow", "wasm"]) {
    const skip = name === "tensorflow" && addonMissing() && "npm run setup";
    test(name, { skip }, async () => {
      const env = {
        PROGRAM: pathToFileURL(program).href,
        NAME: name,
        [NO_NATIVE]: name === "wasm" ? "1" : "",
      };
      assert.deepEqual(await run([process.execPath, ...withLibrary(code)], env), expected);
    });
  }
});

for (const threads of [1, 4]) {
  test(`the same bits on ${threads} worker thread${threads > 1 ? "s at once" : ""}`, async () => {
    const printed = Array.from({ length: threads }, () => {
      const worker = new Worker(program, { stdout: true, execArgv: [] });
      return new Promise<string>((resolve, reject) => {
        worker.on("error", reject);
        text(worker.stdout).then(resolve, reject);
      });
    });
    for (const line of await Promise.all(printed)) assert.deepEqual(JSON.parse(line), expected);
  });
}

/** V8's ways to compile the kernels: as usual, the first compiler only, the second only. */
const compilers = [[], ["--liftoff-only"], ["--no-liftoff"]];
/** As a processor of 2008 has it: no AVX, no fused multiply-add. */
const olderProcessor = ["--no-enable-avx", "--no-enable-fma3"];

describe("the same bits on", { concurrency: 2 }, () => {
  // First, since it takes longest.
  test("Node 26 on ARM64", async (t) => {
    const emulator = await orSkip(t, arm64);
    const node = emulator && (await orSkip(t, () => otherNode("26", "arm64")));
    if (node === undefined) return;
    // Without guard pages around each memory, which the emulator takes ten seconds for.
    const flags = ["--disable-wasm-trap-handler"];
    assert.deepEqual(await run([...emulator!, node, ...flags, program]), expected);
  });

  for (const major of ["20", "22", "24", "26"]) {
    test(`Node ${major}, whichever compiler V8 uses`, async (t) => {
      const node = await orSkip(t, () => otherNode(major));
      if (node === undefined) return;
      assert.match(
        String(await run([node, "-p", "JSON.stringify(process.version)"])),
        RegExp(`^v${major}\\.`),
      );
      for (const flags of process.arch === "x64" ? [...compilers, olderProcessor] : compilers) {
        assert.deepEqual(await run([node, ...flags, program]), expected, flags.join(" "));
      }
    });
  }
});
