import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildLibrary, libraryFolder } from "../../../lib/kernel/library.mjs";
import { jupyterEnv, pythonCommand, root } from "../../../lib/setup/paths.mjs";
import type { Case, Contestant, Figures, Subject } from "../subject.ts";

type Task = "start" | "lab" | "import";

const main = [process.execPath, join(root, "lib/setup/main.mjs")];

/** A command's last line of output, as JSON. */
function figuresOf([program, ...args]: string[]): Figures {
  const env = { ...jupyterEnv(), PYTHONDONTWRITEBYTECODE: "1" };
  const text = execFileSync(program, args, { cwd: root, env, encoding: "utf8" });
  return JSON.parse(text.trimEnd().split("\n").at(-1)!);
}

const firstCell = (kernel: string, code: string) =>
  figuresOf([pythonCommand(), join(import.meta.dirname, "lab.py"), kernel, code, ...main, "lab"]);

/** The whole of `npm start`, with outputs thrown away. */
function start(): Figures {
  const begun = performance.now();
  const [program, ...args] = main;
  execFileSync(program, [...args, "start"], { cwd: root, stdio: "ignore" });
  return { ms: performance.now() - begun };
}

function importKeras(): Figures {
  // As in a cell: see lib/kernel/session/imports.ts.
  const module = pathToFileURL(join(libraryFolder, "keras/index.ts.mjs")).href;
  return figuresOf([process.execPath, join(import.meta.dirname, "import.mjs"), module]);
}

const contestants: Contestant<Task>[] = [
  contestant("ours", `the project on Node ${process.versions.node}, after set-up`, (task) => {
    if (task === "lab") return firstCell("tslab", "1 + 1");
    return task === "start" ? start() : importKeras();
  }),
  contestant("ipykernel", "Python's kernel in the same JupyterLab", () => firstCell("python3", "1 + 1")),
];

const without = ["ipykernel"];

const cases: Case<Task>[] = [
  {
    task: "import",
    rows: [
      { key: "ms", title: "import of lib/keras", unit: "ms", goals: [{ atMost: 75 }] },
      { key: "cpu", title: "CPU time of it, all threads", unit: "ms" },
    ],
    without,
  },
  {
    task: "lab",
    rows: [
      { key: "ms", title: "npm run lab to the first executed cell", unit: "ms", goals: [{ atMost: 6000 }] },
    ],
  },
  {
    task: "start",
    rows: [{ key: "ms", title: "npm start", unit: "ms", goals: [{ atMost: 10_000 }] }],
    without,
  },
];

/** How long a learner waits for commands, beside Python's kernel where it has the like. */
export const waiting = (): Subject<Task> => ({ contestants, cases, close: () => {} });

function contestant(name: string, about: string, measure: (task: Task) => Figures): Contestant<Task> {
  return {
    name,
    start: async () => {
      await buildLibrary();
      return { about, measure: async (task) => measure(task), end: async () => {} };
    },
  };
}
