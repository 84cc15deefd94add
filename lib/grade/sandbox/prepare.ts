import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec";
import { root } from "../../setup/paths.mjs";
import type { CodeCell } from "../notebook";
import { withProbe } from "../probe-cell";
import { LIMITS } from "./limits";
import { run } from "./run";

/** What notebooks of the day import together. */
const IMPORTS = [
  ["keras"],
  ["keras", "sklearn/datasets", "sklearn/preprocessing"],
  ["keras", "plot", "sklearn/datasets", "sklearn/preprocessing"],
  ["notebook"],
  ["plot"],
];

/**
 * Lets the kernel check the day's own `lib` once, outside of the sandbox: inside, what it remembers can be read and not
 * written, so that every notebook would check it anew, which takes longer than most notebooks.
 *
 * @param lib stands for the texts of `lib`: it is done once for each
 * @param scratch an empty folder
 */
export async function prepareKernel(lib: string, scratch: string, signal: AbortSignal): Promise<void> {
  const build = buildKernel();
  const done = join(build, `checked-${lib}`);
  if (existsSync(done)) return;
  mkdirSync(scratch, { recursive: true });
  const jobs = IMPORTS.map((modules, index) => {
    const source = join(scratch, `${index}.ipynb`);
    const cells = [
      ...modules.map((module, at) => cell(`import * as module${at} from "../lib/${module}";`, at)),
    ];
    const together = modules.map((module, at) => `import * as all${at} from "../lib/${module}";`).join("\n");
    const notebook = {
      cells: [...cells, cell(together, modules.length)],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(source, JSON.stringify(withProbe(notebook)));
    return {
      name: String(index),
      source,
      target: `${source}.executed`,
      command: kernelCommand(),
      folder: join(root, "notebooks"),
    };
  });
  await run(jobs, { ...LIMITS, cell: 600, total: 1200 }, signal);
  rmSync(scratch, { recursive: true, force: true });
  writeFileSync(done, "");
}

function cell(source: string, index: number): CodeCell {
  return { cell_type: "code", id: `cell-${index}`, metadata: {}, source, execution_count: null, outputs: [] };
}
