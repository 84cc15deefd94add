/**
 * Builds `engine.wasm` from `assembly/`, and `SHA256SUMS` and `record-fields.ts` beside it: `npm run build:engine`, or into another
 * folder with its path as the argument.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { writeSums } from "../setup/sums.mjs";

const here = import.meta.dirname;
const folder = process.argv[2] ?? here;
const name = "engine.wasm";
const fields = recordFields();
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
if (status === 0) {
  writeSums(folder, [name]);
  writeFileSync(join(folder, "record-fields.ts"), fields);
}
process.exitCode = status ?? 1;

/** The fields of the kernels' records, for TypeScript. @throws Error for a field that does not take four bytes, and for anything else in a record */
function recordFields() {
  const source = readFileSync(join(here, "assembly", "records.ts"), "utf8");
  const code = source.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, "");
  const records = [...code.matchAll(/class (\w+) \{([^}]*)\}/g)].map(([, name, body]) => {
    const rest = body.replaceAll(/\w+: \w+;/g, "").trim();
    if (rest !== "") throw new Error(`${name} has more than fields: ${rest}`);
    const fields = [...body.matchAll(/(\w+): (\w+);/g)].map(([, field, type]) => {
      if (!/^(?:usize|i32|u32|f32)$/.test(type))
        throw new Error(`${name}.${field} is of another type: ${type}`);
      return type === "f32" ? `${field}:f32` : field;
    });
    return `// biome-ignore format: generated\nexport const ${name.toUpperCase()} = ${JSON.stringify(fields)} as const;\n`;
  });
  return `/** The fields of each class of \`assembly/records.ts\`, in their order. Written by \`npm run build:engine\`. */\n${records.join("")}`;
}
