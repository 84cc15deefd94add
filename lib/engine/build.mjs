/**
 * Builds `engine.wasm` from `assembly/`, and `SHA256SUMS` beside it: `npm run build:engine`, or into another folder with
 * its path as the argument.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { writeSums } from "../setup/sums.mjs";

const here = import.meta.dirname;
const folder = process.argv[2] ?? here;
const name = "engine.wasm";
const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
const { status } = spawnSync(
  process.execPath,
  [
    compiler,
    "index.ts",
    "--baseDir",
    join(here, "assembly"),
    "--outFile",
    join(folder, name),
    // The memory of all threads, which TypeScript makes; the first page holds the scratch memory of each.
    "--importMemory",
    "--noExportMemory",
    "--sharedMemory",
    "--zeroFilledMemory",
    "--initialMemory",
    "2",
    "--maximumMemory",
    "65536",
    "--memoryBase",
    "65536",
    "--runtime",
    "stub",
    "--use",
    "abort=",
    "-O3",
    "--converge",
    "--noAssert",
    // No relaxed SIMD, whose results depend on the processor.
    "--enable",
    "simd",
    "--enable",
    "threads",
    // A v128 is only passed between kernels, never to JavaScript.
    "--disableWarning",
    "112",
  ],
  { stdio: "inherit" },
);
if (status === 0) writeSums(folder, [name]);
process.exitCode = status ?? 1;
