import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { generated, jupyterDirectory, jupyterEnv, pythonCommand } from "../../lib/setup/paths.mjs";

/** One code cell, as text or with its tags. */
export type CellText = string | { source: string; tags: string[] };

export interface OutputJson {
  output_type: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
  ename?: string;
}

export interface NotebookJson {
  cells: {
    cell_type: string;
    source: string | string[];
    execution_count: number | null;
    outputs: OutputJson[];
  }[];
}

/** The result of a program. */
export interface ProgramRun {
  code: number | null;
  /** All that it printed, without colours. */
  text: string;
}

/**
 * A folder of notebooks in the project, which import `../../../lib`, and what Jupyter's programs need around it: their own settings
 * and runtime folders, none of the user's. Its name has spaces and letters beyond ASCII.
 */
export class JupyterFolder {
  readonly folder: string;
  readonly notebooks: string;
  readonly env: NodeJS.ProcessEnv;
  /** Running programs. None outlives the folder. */
  readonly #programs = new Set<ChildProcess>();

  constructor() {
    mkdirSync(generated, { recursive: true });
    this.folder = mkdtempSync(join(generated, "clients, été 学習 "));
    this.notebooks = join(this.folder, "my notebooks");
    mkdirSync(this.notebooks);
    const env = jupyterEnv();
    this.env = {
      ...env,
      JUPYTER_PATH: [this.#jupyter, env.JUPYTER_PATH].join(delimiter),
      JUPYTER_CONFIG_DIR: join(this.folder, "config"),
      JUPYTER_DATA_DIR: join(this.folder, "data"),
      JUPYTER_RUNTIME_DIR: join(this.folder, "runtime"),
      IPYTHONDIR: join(this.folder, "ipython"),
      // Wide enough for a path in a line.
      COLUMNS: "300",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
    };
  }

  get #jupyter(): string {
    return join(this.folder, "jupyter");
  }

  path(...parts: string[]): string {
    return join(this.notebooks, ...parts);
  }

  /** Writes `NAME.ipynb` for the kernel `tslab`, its cells as not run or with what they gave. */
  write(name: string, cells: CellText[], outputs: object[][] = []): string {
    const file = this.path(`${name}.ipynb`);
    const notebook = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" },
        language_info: { name: "typescript" },
      },
      cells: cells.map((cell, index) => ({
        id: `cell-${index}`,
        cell_type: "code",
        execution_count: outputs[index] ? index + 1 : null,
        source: typeof cell === "string" ? cell : cell.source,
        metadata: typeof cell === "string" ? {} : { tags: cell.tags },
        outputs: outputs[index] ?? [],
      })),
    };
    writeFileSync(file, JSON.stringify(notebook));
    return file;
  }

  read(name: string): NotebookJson {
    return JSON.parse(readFileSync(this.path(`${name}.ipynb`), "utf8"));
  }

  /** Adds the kernel `name`: the project's, on another Node. */
  addKernel(name: string, node: string): void {
    const spec = JSON.parse(
      readFileSync(join(jupyterDirectory(), "kernels", "tslab", "kernel.json"), "utf8"),
    );
    spec.argv[spec.argv.indexOf(process.execPath)] = node;
    const folder = join(this.#jupyter, "kernels", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
  }

  /** Starts the project's Python among the notebooks. */
  python(args: string[]): ChildProcessWithoutNullStreams {
    const child = spawn(pythonCommand(), args, { cwd: this.notebooks, env: this.env });
    this.#programs.add(child);
    child.once("exit", () => this.#programs.delete(child));
    return child;
  }

  /** Runs `python -m …` to its end. */
  run(args: string[], input = ""): Promise<ProgramRun> {
    const child = this.python(["-m", ...args]);
    child.stdin.end(input);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
    }
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, text })));
  }

  exists(name: string): boolean {
    return existsSync(this.path(name));
  }

  remove(): void {
    for (const program of this.#programs) program.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The text of a cell's outputs: printed, result or the error's name. */
export const outputText = (outputs: OutputJson[]): string =>
  outputs.map(({ text, data, ename }) => [ename ?? text ?? data?.["text/plain"]].flat().join("")).join("");

/** The same for each code cell of a notebook. */
export function outputTexts({ cells }: NotebookJson): string[] {
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ outputs }) => outputText(outputs));
}
