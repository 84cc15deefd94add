import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { readNotebook } from "../../../lib/day/notebook-file.ts";
import { temporaryFolder } from "../../../lib/files.ts";
import { codeCells, wholeText } from "../../../lib/nbformat/notebook.ts";
import { jupyterEnv, pythonCommand, root } from "../../../lib/setup/paths.mjs";
import { kernelspecFolder } from "../../../lib/setup/steps.mjs";
import { Program } from "../engine/program.ts";
import { Absent, type Contestant, type Figures, type Subject } from "../subject.ts";
import { cases } from "./cases.ts";
import { writeLibForTslab } from "./stock-lib.ts";
import type { Answer, Kernel, Task } from "./task.ts";

/** The kernel, beside tslab's own and two others, each driven as by a Jupyter client. */
export function kernel(): Subject<Task> {
  const folder = temporaryFolder();
  writeLibForTslab(folder);
  const notebooks = join(root, "notebooks");
  const python = pythonCommand();
  const deno = process.env.BENCH_DENO ?? join(python, "../deno");
  const dense = (path: string) => `import { Dense } from "${path}";\nnew Dense(3)`;
  return {
    contestants: [
      contestant("ours", `lib/kernel on Node ${process.versions.node}`, () => ({
        argv: JSON.parse(readFileSync(join(kernelspecFolder(), "kernel.json"), "utf8")).argv,
        cwd: notebooks,
        env: {},
        library: dense("../lib/keras"),
        exercise: exerciseCells(),
      })),
      contestant("tslab", `tslab's own kernel on Node ${process.versions.node}`, () => ({
        argv: [
          process.execPath,
          join(root, "node_modules/tslab/bin/tslab"),
          "kernel",
          "--config-path={connection_file}",
        ],
        cwd: folder,
        env: {},
        library: dense("./lib/keras/index"),
      })),
      contestant("Deno", "Deno's kernel, which checks no types", () => {
        const remedy = `To compare with it: ${relative(root, python)} -m pip install deno, or let BENCH_DENO name it`;
        if (!existsSync(deno)) throw new Absent(`There is no Deno. ${remedy}`);
        return {
          argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
          cwd: notebooks,
          env: { DENO_NO_UPDATE_CHECK: "1", DENO_DIR: folder },
        };
      }),
      contestant("ipykernel", "Python's kernel", () => ({
        argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        cwd: notebooks,
        env: {},
      })),
    ],
    cases,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** In the order of the notebook. A picture is drawn in the cell too. */
function exerciseCells(): Record<string, string> {
  const codes = codeCells(readNotebook("ex04_optimize")).map(({ source }) => wholeText(source));
  const [first, picture] = codes;
  const seeds = codes.find((code) => code.includes("await sweep("));
  if (seeds === undefined) throw new Error("Exercise 4 has no cell with a sweep.");
  return { first, picture, seeds };
}

function contestant(name: string, about: string, describe: () => Kernel): Contestant<Task> {
  return {
    name,
    async start() {
      const driver = join(import.meta.dirname, "drive.py");
      const argv = [pythonCommand(), driver, JSON.stringify(describe())];
      const env = { ...jupyterEnv(), PYTHONDONTWRITEBYTECODE: "1" };
      const program = new Program<Task, Answer>({ argv, env });
      return {
        about,
        async measure(task) {
          const answer = await program.ask(task);
          if ("absent" in answer) throw new Absent(String(answer.absent));
          // tslab's own kernel loses a reply now and then: that is no failure of the bench.
          if ("error" in answer) throw new (name === "ours" ? Error : Absent)(String(answer.error));
          return answer as Figures;
        },
        end: () => program.end(),
      };
    },
  };
}
