import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { temporaryFolder } from "../../../lib/files.ts";
import { sandboxTrouble } from "../../../lib/grade/sandbox/bubblewrap.ts";
import { cliProgram } from "../../../lib/setup/cli-program.mjs";
import { jupyterEnv, pythonCommand, root } from "../../../lib/setup/paths.mjs";
import { Absent, type Contestant, type Subject } from "../subject.ts";
import { cases, type Task } from "./cases.ts";
import { linkProject, people, writeNotebooks } from "./class-folder.ts";
import { runProgram } from "./run-program.ts";

/** Runs a class' notebooks, laid out in an empty folder as it wants them, and says how long it took; laying out is not measured. */
type Grade = (task: Task, folder: string) => Promise<number>;

/** The grader with re-execution, beside two that run the same notebooks with the same kernel and no sandbox. */
export function grade(): Subject<Task> {
  const folder = temporaryFolder();
  return {
    contestants: [
      contestant("ours", folder, startOurs),
      contestant("nbgrader", folder, () => startPeer("nbgrader", "nbgrader's autograde", nbgrader)),
      contestant("nbmake", folder, () => startPeer("nbmake", "pytest --nbmake", nbmake)),
    ],
    cases,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function contestant(
  name: string,
  folder: string,
  start: (folder: string) => Promise<{ about: string; grade: Grade }>,
): Contestant<Task> {
  return {
    name,
    async start() {
      const { about, grade } = await start(folder);
      return {
        about,
        async measure(task) {
          const own = mkdtempSync(join(folder, `${name}-`));
          try {
            const ms = (await grade(task, own)) / task.people;
            return { ms, perMinute: 60_000 / ms };
          } finally {
            rmSync(own, { recursive: true, force: true });
          }
        },
        end: async () => {},
      };
    },
  };
}

/** Starts with one small submission, which lets the kernel check `lib`: that is done once for all classes. */
async function startOurs(folder: string) {
  const trouble = sandboxTrouble();
  const grade: Grade = async (task, own) => {
    for (const person of people(task)) writeNotebooks(join(own, "class", person), person, task);
    const main = cliProgram("grade", join(own, "class"), "--again");
    const out = join(own, "out");
    const more = ["--allow-root", "--out", out, ...(trouble ? ["--unsafe"] : [])];
    const ms = await runProgram([process.execPath, ...main, ...more], root, process.env);
    const { works } = JSON.parse(readFileSync(join(out, "grades.json"), "utf8"));
    for (const { id, notebooks } of works)
      for (const { path, trouble } of notebooks) if (trouble) throw new Error(`${id}, ${path}: ${trouble}`);
    return ms;
  };
  const own = mkdtempSync(join(folder, "first-"));
  await grade({ ...cases[0].task, people: 1 }, own);
  rmSync(own, { recursive: true });
  return {
    about: `lib/grade with re-execution ${trouble ? `and no sandbox (${trouble})` : "in its sandbox"}`,
    grade,
  };
}

const python = process.env.BENCH_PYTHON || pythonCommand();
/** The project's kernel, and the programs of the peer's own Python first. */
const environment = () => ({
  ...jupyterEnv(),
  PATH: [dirname(python), process.env.PATH].join(delimiter),
  PYTHONDONTWRITEBYTECODE: "1",
});

async function startPeer(name: string, about: string, grade: Grade) {
  const program = `import importlib.metadata; print(importlib.metadata.version("${name}"))`;
  const { status, stdout } = spawnSync(python, ["-c", program], { encoding: "utf8" });
  if (status !== 0) {
    const shown = process.env.BENCH_PYTHON ? python : relative(root, python);
    throw new Absent(
      `There is no ${name}. To compare with it: ${shown} -m pip install ${name}, or let BENCH_PYTHON name a Python that has it`,
    );
  }
  return { about: `${about} ${stdout.trim()}, without a sandbox`, grade };
}

/** https://nbgrader.readthedocs.io: a course with a source version, and what was submitted for it. */
async function nbgrader(task: Task, course: string): Promise<number> {
  const names = writeNotebooks(join(course, "source/day"), "the teacher", task);
  for (const person of people(task)) {
    writeNotebooks(join(course, "submitted", person, "day"), person, task);
    linkProject(join(course, "autograded", person));
  }
  // It asks how a solution is blanked out in the notebook's language; here none is.
  const config = ["c.ClearSolutions.code_stub = {'typescript': '//'}", "c.ExecutePreprocessor.timeout = 600"];
  writeFileSync(join(course, "nbgrader_config.py"), config.join("\n"));
  const run = (app: string) => runProgram([python, "-m", "nbgrader", app, "day"], course, environment());
  await run("generate_assignment");
  const ms = await run("autograde");
  for (const person of people(task)) {
    const graded = readdirSync(join(course, "autograded", person, "day"));
    const missing = names.filter((name) => !graded.includes(name));
    if (missing.length > 0) throw new Error(`nbgrader left out ${missing.join(", ")} of ${person}`);
  }
  return ms;
}

/** https://github.com/treebeardtech/nbmake: each notebook is a test. */
async function nbmake(task: Task, folder: string): Promise<number> {
  for (const person of people(task)) {
    writeNotebooks(join(folder, person, "notebooks"), person, task);
    linkProject(join(folder, person));
  }
  const notebooks = people(task).map((person) => join(person, "notebooks"));
  const options = ["--nbmake", "--nbmake-timeout=600", "-p", "no:cacheprovider", "-q"];
  return runProgram([python, "-m", "pytest", ...options, ...notebooks], folder, environment());
}
