/** `node --import tsx run-examples.ts FOLDER…`: runs the examples of these modules, and sends each result to its parent. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Comm, type KernelApi, setKernelApi } from "../../lib/kernel-api.ts";
import { root } from "../../lib/setup/paths.mjs";
import { asFunction, modules } from "./examples.ts";

/** Result of one example. */
export interface ExampleResult {
  module: string;
  name: string;
  /** Undefined if it ran to its end. */
  error?: string;
}

const comm: Comm = {
  commId: "1",
  targetName: "test",
  isClosed: false,
  send() {},
  close() {},
  onMsg: () => () => {},
  onClose: () => () => {},
};

/** A kernel for what only works in a notebook: comms, and somebody who answers `input`. */
const kernel: KernelApi = {
  display() {},
  clearOutput() {},
  input: async () => "Ada",
  comms: { registerTarget() {}, unregisterTarget() {}, open: () => comm },
  imported: new Set(),
  outputs: 0,
  parentId: undefined,
  signal: new AbortController().signal,
};

// A folder beside `notebooks`, so that "../lib/keras" means in an example what it means there.
const folder = join(root, ".day");
mkdirSync(folder, { recursive: true });
for (const module of modules().filter(({ folder }) => process.argv.includes(folder))) {
  if (module.folder.startsWith("lib/notebook")) setKernelApi(kernel);
  const door = await import(pathToFileURL(join(root, module.folder, "index.ts")).href);
  const names = Object.keys(door);
  const file = join(folder, `examples-${process.pid}-${module.folder.replaceAll("/", "-")}.ts`);
  const functions = module.examples.map((example) => asFunction(example, names));
  writeFileSync(file, `export default [\n${functions.join(",\n")}\n];\n`);
  const { default: examples } = await import(pathToFileURL(file).href).finally(() => rmSync(file));
  for (const [i, { name }] of module.examples.entries()) {
    const result: ExampleResult = { module: module.folder, name };
    try {
      await examples[i](door);
    } catch (error) {
      result.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    process.send?.(result);
  }
}
process.disconnect?.();
