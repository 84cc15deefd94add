/**
 * Submissions run again in the sandbox: honest work holds, edited outputs do not, no attack harms anybody, and a class leaves
 * nothing behind.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { cellText } from "../../lib/grade/evidence.ts";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { rerun } from "../../lib/grade/rerun/rerun.ts";
import { sandboxTrouble, TEMPORARY } from "../../lib/grade/sandbox/bubblewrap.ts";
import { LIMITS } from "../../lib/grade/sandbox/limits.ts";
import { prepareFor } from "../../lib/grade/sandbox/prepare.ts";
import { Runner } from "../../lib/grade/sandbox/runner.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import { cliProgram } from "../../lib/setup/cli-program.mjs";
import { generated, root } from "../../lib/setup/paths.mjs";
import { ts } from "./answers.ts";
import { kinds } from "./kinds.ts";
import { outputsAlone } from "./outputs-alone.ts";
import { code, type Submission, typescript, writeSubmission } from "./submission.ts";
import { notebooksOf, unseen } from "./unseen.ts";

const submissions = mkdtempSync(join(tmpdir(), "submissions "));
const runner = new Runner();
/** Why nothing can be run here, for instance in a container that allows no namespaces. */
const skip = sandboxTrouble();
const { signal } = new AbortController();
after(async () => {
  await runner.end();
  rmSync(submissions, { recursive: true, force: true });
});

// Time in plenty for honest cells on a busy machine.
const limits = { ...LIMITS, cell: 120, total: 600, memory: 1_000_000_000, output: 2_000_000, processes: 24 };

/** As for a class: `lib` is compiled and checked once, not in each sandbox. */
const prepareOnce = () => prepareFor(["typescript"], join(submissions, "prepare"), signal);

async function prepared(submission: Submission, change: Partial<typeof limits> = {}) {
  const work = readSubmission({ id: submission.id, folder: writeSubmission(submission, submissions) });
  const scratch = join(mkdtempSync(join(submissions, "scratch-")), "run");
  await prepareOnce();
  return {
    work,
    options: { limits: { ...limits, ...change }, unsafe: false, scratch, runner, signal },
  };
}

async function grade(submission: Submission, change?: Partial<typeof limits>) {
  const { work, options } = await prepared(submission, change);
  return gradeSubmission(work, options);
}

test("of what is prepared already, the next process says nothing", { skip }, async () => {
  await prepareOnce();
  const code = `
    import { prepareFor } from "./lib/grade/sandbox/prepare.ts";
    await prepareFor(["typescript"], "unused", new AbortController().signal, (what) => console.log(what));`;
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", code],
    { cwd: root, encoding: "utf8" },
  );
  assert.deepEqual([status, stdout], [0, ""]);
});

const all: Submission[] = [
  ...Object.values(kinds).flat(),
  ...unseen.map((one) => ({ ...one, id: `unseen, ${one.id}`, files: notebooksOf(one), expected: one.met })),
];
const named = (id: string) => all.find((submission) => submission.id === id)!;

function isInPython({ files }: Submission): boolean {
  return Object.values(files).some((file) =>
    /"python3?"/.test(typeof file === "string" ? file : JSON.stringify(file)),
  );
}

function checked(submission: Submission, graded: Awaited<ReturnType<typeof grade>>) {
  const expected = { ...submission.expected, ...submission.rerun };
  for (const { id, said, reasons, found } of graded.questions) {
    const wanted = expected[id] ?? expected[id.slice(0, 4)];
    const why = `${id} is ${said}: ${found} (${reasons.join("; ")})`;
    if (wanted) assert.equal(said, wanted, why);
    else assert.ok(!said.startsWith("met"), why);
  }
}

/** Command lines of the processes of this machine. */
function processes(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, "utf8");
      } catch {
        return ""; // it has ended meanwhile
      }
    });
}

test("there is a sandbox here, or the reason is given", () => {
  if (skip !== undefined) assert.match(skip, /^bubblewrap cannot make a sandbox here \(.+\)$/);
});

const some = [
  // Cases that the outputs alone do not tell, and forgeries that were really executed.
  ...Object.keys(outputsAlone).filter((id) => !isInPython(named(id))),
  "ts-plain",
  "one of nine: ok below another import",
  "TensorFlow.js",
  "a module that builds",
  "a module that reads a file",
  "a library among the modules",
  "edited log",
  "edited everywhere",
  "changed lib",
  "never run",
  "history rewritten",
  "prototype by Reflect",
  "scaler with the answers",
  "lib and dataset overwritten",
  "executed, adam",
  "executed, gus",
  "entries of the history",
  "batches by hand",
  "gradients by hand",
  "raw beside scaled",
  "ten epochs at a time",
  "a sweep of seeds",
  "libraries by a loop over their names",
  "stops when it is good",
  "label added to a feature",
  "another push",
  "a record of its own",
  "an object among the models",
  "a model that says something else",
];
/** `RERUN=all`: an hour or two. Attacks have a suite of their own. */
const cases =
  process.env.RERUN === "all" ? all.filter(({ kind }) => kind !== "attack").map(({ id }) => id) : some;

suite("run again in the sandbox", () => {
  for (const id of cases) {
    test(`${id}: ${named(id).about}`, { skip }, async () => {
      // TensorFlow alone takes most of a gigabyte.
      const graded = await grade(
        named(id),
        isInPython(named(id)) ? { memory: 2_000_000_000, cell: 300 } : {},
      );
      checked(named(id), graded);
      // Whatever was doubted as submitted is still named; where another verdict is listed, what running again shows.
      const { named: words = /^/, rerun: another } = named(id);
      const all = graded.questions.flatMap(({ reasons }) => reasons).join("\n");
      assert.match(all, another && !words.test(all) ? /run again, / : words);
      if (named(id).kind !== "bad input")
        for (const { trouble } of graded.notebooks) assert.equal(trouble, null);
    });
  }
});

test("a script in TypeScript answers by what it prints", { skip }, async () => {
  const script = `import { Dense, Sequential } from "../lib/keras";

const model = new Sequential([new Dense(8, { inputShape: [5] })]);
console.log(model);
`;
  const { questions, notebooks } = await grade({
    ...{ id: "script", kind: "honest", about: "", expected: {} },
    files: { "ex01.ts": script },
  });
  const { said, reasons } = questions.find(({ id }) => id === "ex01")!;
  assert.equal(said, "met", reasons.join("; "));
  assert.deepEqual(
    notebooks.map(({ path, trouble }) => [path, trouble]),
    [["ex01.ts", null]],
  );
});

test("a submission that sets no seed prints the same on each run", { skip }, async () => {
  const source = `import { trainTestSplit } from "../lib/sklearn/model_selection";
console.log(Math.random(), trainTestSplit([1, 2, 3, 4, 5, 6, 7, 8]).flat(), new Dense(3, { inputShape: [2] }).getConfig().name);
const model = new Sequential([new Dense(3, { inputShape: [2] })]);
console.log(model.getWeights()[0].arraySync());`;
  const submission: Submission = {
    id: "no seed",
    kind: "honest",
    about: "",
    files: {
      "ex04.ipynb": typescript(code('import { Dense, Sequential } from "../lib/keras";'), code(source)),
    },
    expected: {},
  };
  const texts: string[] = [];
  for (const id of ["once", "twice"]) {
    const { work, options } = await prepared({ ...submission, id });
    const [{ executed }] = await rerun(work, options);
    texts.push(cellText(codeCells(executed!)[1]));
  }
  assert.match(texts[0], /^0\.\d+ \[/);
  assert.equal(texts[1], texts[0]);
});

/** Attacks of which it matters what the cell came to: what it prints shows what it reached. */
const outcomes: Record<string, string> = { "reads and writes around": "SEEN []\n", "disk bomb": "" };

suite("attacks", () => {
  const reasons: Record<string, [RegExp, Partial<typeof limits>?]> = {
    "endless loop": [/did not end within its time/, { cell: 3 }],
    // The kernel keeps the beginning and the end of it.
    "endless output": [/did not end within its time/, { cell: 3 }],
    "memory bomb": [/more memory/],
    "fork bomb": [/more processes/],
    "kills its parent": [/kernel died|did not end|did not start/, { cell: 10 }],
    "updates without end": [/printed more/],
    "everything there is to kill": [/kernel died|did not end|did not start/, { cell: 10 }],
  };
  for (const submission of kinds.attacks) {
    if (submission.id in outcomes) continue;
    test(`${submission.id}: ${submission.about}`, { skip }, async () => {
      const [reason, change] = reasons[submission.id] ?? [];
      const graded = await grade(submission, change);
      checked(submission, graded);
      if (reason) assert.match(graded.questions.find(({ id }) => id === "ex01")!.reasons.join(), reason);
      assert.deepEqual(
        processes().filter((line) => /left-behind-by-a-submission|bomb\.mjs/.test(line)),
        [],
      );
    });
  }

  for (const [id, said] of Object.entries(outcomes)) {
    test(`${id}: ${named(id).about}`, { skip }, async () => {
      const { work, options } = await prepared({ ...named(id), id: `${id}, alone` });
      const [{ executed, stopped }] = await rerun(work, options);
      assert.equal(stopped, null);
      assert.equal(cellText(codeCells(executed!)[2]), said);
    });
  }

  test("a link out of the folder is neither followed nor seen inside", async () => {
    const submission = named("reads and writes around");
    const place = writeSubmission({ ...submission, id: "links" }, submissions);
    symlinkSync("/etc", join(place, "outside"));
    const work = readSubmission({ id: "links", folder: place });
    assert.deepEqual(work.remarks, ["outside is a link, which is not followed"]);
  });
});

/** Processes whose command line or environment names the folder; in a sandbox it is bubblewrap's own. */
function processesOf(folder: string): string[] {
  return readdirSync("/proc")
    .filter((id) => /^\d+$/.test(id) && Number(id) !== process.pid)
    .filter((id) => {
      try {
        return ["cmdline", "environ"].some((name) =>
          readFileSync(`/proc/${id}/${name}`, "utf8").includes(folder),
        );
      } catch {
        return false; // it has ended meanwhile, or is another user's
      }
    });
}

/** Folders of sockets whose owner has ended. */
function orphans(): string[] {
  return readdirSync(TEMPORARY).filter((name) => {
    const owner = /^kd-run-(\d+)-/.exec(name)?.[1];
    return owner !== undefined && !existsSync(`/proc/${owner}`);
  });
}

test("four submissions that are run again leave no process and no file", { skip }, async () => {
  await prepareOnce();
  const folder = join(submissions, "leftovers of a class");
  const people = Array.from({ length: 4 }, (_, index) => `person ${index + 1}`);
  for (const id of people) {
    writeSubmission(
      { id, kind: "honest", about: "", files: { "ex01.ipynb": ts.ex01() }, expected: {} },
      join(folder, "class"),
    );
  }
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const before = orphans();
  const args = [join(folder, "class"), "--again", "--allow-root", "--out", join(folder, "out")];
  const child = spawn(process.execPath, cliProgram("grade", ...args), {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: "ignore",
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(code, 0);
  const report = readFileSync(join(folder, "out/grades.json"), "utf8");
  const { works, limits } = JSON.parse(report);
  assert.match(limits, /^(?:system|watcher)$/);
  assert.deepEqual(
    works.map(({ id, notebooks }: { id: string; notebooks: { agreement: string }[] }) => [
      id,
      notebooks[0].agreement,
    ]),
    people.map((id) => [id, "equal"]),
  );
  assert.deepEqual(processesOf(folder), []);
  // tsx keeps there what it has compiled of the grader itself.
  assert.deepEqual(
    readdirSync(temporary).filter((name) => !name.startsWith("tsx-")),
    [],
  );
  assert.deepEqual(
    orphans().filter((name) => !before.includes(name)),
    [],
  );
  assert.equal(existsSync(join(generated, `run-${child.pid}`)), false);

  // Graded before: nothing is run, and the report is the same.
  const second = [join(folder, "class"), "--allow-root", "--out", join(folder, "again")];
  assert.equal(spawnSync(process.execPath, cliProgram("grade", ...second), { cwd: root }).status, 0);
  assert.equal(readFileSync(join(folder, "again/grades.json"), "utf8"), report);
});
