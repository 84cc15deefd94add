/** Impossible runs: one sentence with the remedy, exit code 2; 1 for a cell that throws. No kernel is left behind. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { after, suite, test } from "node:test";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import { type DayRun, ScratchProject } from "./scratch-project.ts";

const shared = await ScratchProject.create();
after(() => shared.remove());

/** Runs the day with broken notebooks, and looks for processes that still work on them. */
async function run(args: string[], spoil: (project: ScratchProject) => void): Promise<DayRun> {
  shared.restoreNotebooks();
  return runIn(shared, args, spoil);
}

/** The same in a project of its own, of which other parts are broken. */
async function runAlone(args: string[], spoil: (project: ScratchProject) => void): Promise<DayRun> {
  const project = await ScratchProject.create();
  try {
    return await runIn(project, args, spoil);
  } finally {
    project.remove();
  }
}

async function runIn(
  project: ScratchProject,
  args: string[],
  spoil: (project: ScratchProject) => void,
): Promise<DayRun> {
  spoil(project);
  const result = await project.run(args);
  await project.allEnded();
  return result;
}

/** Exit code 2, that sentence alone on standard error, and a report in which nothing of that notebook is met. */
function impossible({ code, stderr, report }: DayRun, sentence: RegExp): void {
  assert.match(stderr, sentence);
  assert.equal(stderr.trim().split("\n").length, 1, stderr);
  assert.equal(code, 2);
  if (!report) return;
  assert.equal(report.reproduced, false);
  assert.ok(report.questions.every(({ verdict }) => verdict === "not met"));
}

const ANSWER = "console.log(model);";

suite("before anything runs", () => {
  test("no notebook of that name", async () => {
    const result = await run(["ex09"], (project) => {
      mkdirSync(project.path(".day/reports"), { recursive: true });
      writeFileSync(project.path(".day/reports/day.json"), "{}"); // an earlier run's
    });
    impossible(result, /^No notebook is named "ex09": choose from ex00_environment, /);
    assert.equal(result.report, undefined);
  });

  test("not JSON", async () => {
    const result = await run(["ex01"], (project) => project.write("ex01_sequential", '{"cells": [}'));
    impossible(
      result,
      /^notebooks\/ex01_sequential\.ipynb is not JSON \(.*\): restore it with git checkout -- notebooks\/ex01/,
    );
    assert.equal(result.report?.questions[0].found, "the notebook did not run");
  });

  test("JSON, but not a notebook", async () => {
    const texts = {
      ex01_sequential: "null",
      ex02_dense: "[]",
      ex03_architecture: '{"cells": 1}',
      ex04_optimize: '{"worksheets": [], "nbformat": 3}',
    };
    const { code, stderr, report } = await run(Object.keys(texts), (project) => {
      for (const [name, text] of Object.entries(texts)) project.write(name, text);
    });
    const sentence = /^notebooks\/(\w+)\.ipynb is not a notebook of nbformat 4: /;
    assert.deepEqual(
      stderr
        .trim()
        .split("\n")
        .map((line) => sentence.exec(line)?.[1]),
      Object.keys(texts),
    );
    assert.equal(code, 2);
    assert.equal(report!.reproduced, false);
    assert.ok(report!.questions.every(({ verdict }) => verdict === "not met"));
  });

  test("another kernel's", async () => {
    const result = await run(["ex01"], (project) => {
      const notebook = project.notebook("ex01_sequential");
      notebook.metadata.kernelspec = { name: "python3" };
      project.write("ex01_sequential", notebook);
    });
    impossible(
      result,
      /is written for the kernel "python3", not for "tslab": .* choose “TypeScript \(tslab\)”/,
    );
  });

  test("missing", async () => {
    const result = await run([], (project) => {
      rmSync(project.path("notebooks"), { recursive: true });
    });
    assert.equal(result.code, 2);
    assert.match(
      result.stderr,
      /^notebooks\/ex01_sequential\.ipynb cannot be read \(ENOENT\): restore it with git/m,
    );
    assert.equal(result.report?.questions.length, 9);
  });

  test("no kernel of that name", async () => {
    const result = await runAlone(["ex01"], (project) => {
      rmSync(project.kernelFolder, { recursive: true });
    });
    impossible(result, /^There is no Jupyter kernel named "tslab": run npm run setup\.$/m);
  });

  test("no Python", async () => {
    const result = await runAlone(["ex01"], (project) => {
      rmSync(project.path(".venv"), { recursive: true });
    });
    impossible(result, /^There is no Python at .*: run npm run setup\.$/m);
  });
});

suite("while it runs", () => {
  test("a cell that never ends", async () => {
    // Alone, so that it is the one that is late on a slow machine too.
    const result = await run(["ex01", "--limit", "3"], (project) => {
      const notebook = project.notebook("ex01_sequential");
      const [endless] = codeCells(notebook);
      project.write("ex01_sequential", { ...notebook, cells: [{ ...endless, source: "while (true) {}" }] });
    });
    impossible(
      result,
      /^ex01_sequential \[1\] did not end within 3 s: .* npm start -- ex01_sequential --limit 15\.$/m,
    );
  });

  test("a kernel that dies", async () => {
    const result = await run(["ex01"], (project) => {
      project.replaceCode("ex01_sequential", ANSWER, 'process.kill(process.pid, "SIGKILL");');
    });
    impossible(result, /^The kernel died in ex01_sequential \[2\]: /);
  });

  test("a kernel that does not start", async () => {
    const result = await runAlone(["ex01"], (project) => {
      rmSync(project.path("lib/kernel/wire"), { recursive: true });
    });
    impossible(result, /^The kernel of ex01_sequential did not start .*: run npm run doctor/);
  });

  test("a dataset with one byte changed", async () => {
    const result = await runAlone(["ex04"], (project) => {
      project.changeByte("datasets/breast_cancer.csv", 5000);
    });
    impossible(
      result,
      /^ex04_optimize \[1\] threw ValueError: datasets\/breast_cancer\.csv is not the dataset of the day/,
    );
    assert.match(result.stderr, /git checkout -- datasets\/breast_cancer\.csv/);
  });

  test("a cell that throws is a run: exit code 1, and the notebooks stay as they were", async () => {
    let before = "";
    const { code, stderr, report } = await run(["ex02", "--update"], (project) => {
      project.replaceCode(
        "ex02_dense",
        "console.log(hidden",
        'throw new RangeError("too far"); console.log(hidden',
      );
      before = project.read("ex02_dense");
    });
    assert.equal(code, 1);
    assert.match(stderr, /^ex02_dense \[3\] threw RangeError: too far$/m);
    assert.deepEqual(
      report?.questions.map(({ id, verdict }) => `${id} ${verdict}`),
      ["ex02-a met", "ex02-b not met", "ex02-c not met"],
    );
    assert.equal(report?.reproduced, false);
    assert.equal(shared.read("ex02_dense"), before);
  });

  test("a notebook that cannot run does not stop the others", async () => {
    const { code, report, stderr } = await run(["ex01", "ex03"], (project) => {
      project.write("ex01_sequential", "no");
    });
    assert.equal(code, 2);
    assert.match(stderr, /^notebooks\/ex01_sequential\.ipynb is not JSON/);
    assert.deepEqual(
      report?.questions.map(({ id, verdict }) => `${id} ${verdict}`),
      ["ex01 not met", "ex03 met"],
    );
  });
});
