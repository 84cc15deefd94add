/** Builds `engine.wasm` from `assembly/`: `npm run build:engine`, or to another file with its name as the argument. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = import.meta.dirname;
const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
const { status } = spawnSync(
  process.execPath,
  [
    compiler,
    "index.ts",
    "--baseDir",
    join(here, "assembly"),
    "--outFile",
    process.argv[2] ?? join(here, "engine.wasm"),
    "--runtime",
    "stub",
    "--use",
    "abort=",
    "-O3",
    "--converge",
    "--noAssert",
    // SIMD alone: what relaxed SIMD computes depends on the processor.
    "--enable",
    "simd",
    // A v128 is passed between the kernels only, never to JavaScript.
    "--disableWarning",
    "112",
  ],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
