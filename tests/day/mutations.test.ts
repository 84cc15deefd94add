/**
 * The day can fail: each case spoils the real notebooks in one way, runs them as `npm start` does, and names what must turn
 * red. What it does not name must stay as it was.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { codeCells, wholeText } from "../../lib/nbformat/notebook.ts";
import { type DayRun, ScratchProject } from "./scratch-project.ts";

const NAMES = ["ex00_environment", "ex01_sequential", "ex02_dense", "ex03_architecture", "ex04_optimize"];

/** Spoils a copy of the project and runs the notebook concerned. */
async function run(
  exercise: string,
  spoil: (project: ScratchProject, name: string) => void,
): Promise<DayRun> {
  const project = await ScratchProject.create();
  try {
    spoil(project, NAMES.find((name) => name.startsWith(exercise))!);
    return await project.run([exercise]);
  } finally {
    project.remove();
  }
}

/** Exit code 1: exactly these questions are not met. */
function turnsRed({ code, report, stdout }: DayRun, ...ids: string[]): void {
  const notMet = report?.questions.filter(({ verdict }) => verdict === "not met").map(({ id }) => id);
  assert.deepEqual(notMet, ids, stdout);
  assert.equal(code, 1);
}

/** Exit code 1: every question is met, but the outputs are not the committed ones. Returns what differs. */
function isNotReproduced(result: DayRun): NonNullable<DayRun["report"]>["differences"] {
  turnsRed(result);
  assert.equal(result.report!.reproduced, false);
  return result.report!.differences;
}

suite("nothing is spoilt", () => {
  test("then nothing is red", async () => {
    const { code, report } = await run("ex02", () => {});
    assert.deepEqual(
      report?.questions.map(({ verdict }) => verdict),
      ["met", "met", "met"],
    );
    assert.deepEqual(report?.differences, []);
    assert.equal(report?.reproduced, true);
    assert.equal(code, 0);
  });
});

suite("other work: its question is not met", () => {
  test("ex00: a program that is too old", async () => {
    const result = await run("ex00", (project, name) => {
      project.replaceCode(name, '"Node.js": "20.19"', '"Node.js": "99.0"');
    });
    turnsRed(result, "ex00-a");
  });

  test("ex00: a library that does not load", async () => {
    const result = await run("ex00", (project, name) => {
      project.replaceCode(
        name,
        "  tslab: () =>",
        '  tslab: async () => { throw new Error("broken"); }, other: () =>',
      );
    });
    turnsRed(result, "ex00-b");
    assert.equal(result.report?.questions[1].found, "import tslab: failed, broken");
  });

  test("ex01: a cell that throws", async () => {
    const result = await run("ex01", (project, name) => {
      project.replaceCode(name, "console.log(model);", 'console.log(model); throw new Error("no");');
    });
    turnsRed(result, "ex01");
  });

  test("ex01: the answer's cell removed", async () => {
    turnsRed(await run("ex01", (project, name) => project.removeCell(name, "console.log(model)")), "ex01");
  });

  test("ex02: another number of units in the first layer", async () => {
    turnsRed(
      await run("ex02", (project, name) => project.replaceCode(name, "Dense(8,", "Dense(7,")),
      "ex02-a",
    );
  });

  test("ex02: another activation in the second, and the third removed", async () => {
    const result = await run("ex02", (project, name) => {
      project.replaceCode(name, 'Dense(4, { activation: "sigmoid" })', 'Dense(4, { activation: "relu" })');
      project.removeCell(name, "new Dense(1,");
    });
    turnsRed(result, "ex02-b", "ex02-c");
  });

  test("ex03: a sigmoid output", async () => {
    const result = await run("ex03", (project, name) => {
      project.removeCell(name, "plotModel(model)");
      project.replaceCode(name, '"linear"', '"sigmoid"');
    });
    turnsRed(result, "ex03");
    // The printed summary has no activations and is the committed one: without the picture the model alone shows it.
    assert.equal(result.report!.reproduced, true);
    assert.match(result.report!.questions[0].found, /'units': 1, 'activation': 'sigmoid'/);
  });

  test("ex03: the right words printed, another model built", async () => {
    const result = await run("ex03", (project, name) => {
      const printed = codeCells(project.notebook(name)).flatMap(({ outputs }) =>
        outputs.flatMap((output) => (output.output_type === "stream" ? wholeText(output.text) : [])),
      );
      assert.match(printed.join(""), /dense_2 \(Dense\) +\(None, 1\) +5/);
      project.replaceCode(name, "Dense(8,", "Dense(9,");
      project.replaceCode(name, "model.summary();", `console.log(${JSON.stringify(printed.join(""))});`);
    });
    turnsRed(result, "ex03");
  });

  test("ex04: another number of units in the printed layers", async () => {
    const result = await run("ex04", (project, name) => {
      project.removeCell(name, "learningCurves(runs)");
      project.removeCell(name, "jitCompile");
      project.replaceCode(name, "new Dense(5,", "new Dense(6,");
    });
    turnsRed(result, "ex04-a");
  });

  test("ex04: labels shuffled", async () => {
    const result = await run("ex04", (project, name) => {
      project.removeCell(name, "learningCurves(runs)");
      project.removeCell(name, "jitCompile");
      // 569 is prime, so that these are all the places, each once.
      const places = "Array.from({ length: 569 }, (_, i) => (i * 101) % 569)";
      project.replaceCode(name, "{ data, target,", "{ data, target: labels,");
      project.replaceCode(
        name,
        "= await loadBreastCancer();",
        `= await loadBreastCancer();\nconst target = labels.take(${places});`,
      );
    });
    turnsRed(result, "ex04-b");
  });
});

suite("the same work with other outputs: not reproduced", () => {
  test("another seed", async () => {
    const result = await run("ex04", (project, name) =>
      project.replaceCode(name, "setRandomSeed(3)", "setRandomSeed(4)"),
    );
    const cells = isNotReproduced(result).map(({ cell }) => cell);
    // Not the imports and the data, nor the layers' configuration, which has no weights; nor the count of errors, which
    // the other network has too; nor that TensorFlow.js agrees.
    assert.deepEqual(cells, [4, 5, 7, 8, 9]);
  });

  test("an edited committed output", async () => {
    const result = await run("ex02", (project, name) => {
      const notebook = project.notebook(name);
      const edited = JSON.stringify(notebook).replace("'units': 4, 'activation'", "'units': 5, 'activation'");
      assert.notEqual(edited, JSON.stringify(notebook));
      project.write(name, JSON.parse(edited));
    });
    const [{ notebook, cell, diff }, ...more] = isNotReproduced(result);
    assert.deepEqual([notebook, cell, more], ["ex02_dense", 3, []]);
    const [minus, plus] = diff.filter((line) => /^[-+]/.test(line));
    assert.match(minus, /^-.*'units': 5/);
    assert.match(plus, /^\+.*'units': 4/);
  });

  test("a committed notebook that was not run in order", async () => {
    const result = await run("ex02", (project, name) => {
      const notebook = project.notebook(name);
      codeCells(notebook)[3].execution_count = 9;
      project.write(name, notebook);
    });
    assert.deepEqual(
      isNotReproduced(result).map(({ cell }) => cell),
      [4],
    );
  });
});
