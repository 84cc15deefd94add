/**
 * The day as it is committed passes. And it can fail: each case spoils one of the notebooks in one way, and names what must turn
 * red. What it does not name must stay as it was. Cases of different notebooks share a run of `npm start`.
 */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { rubric } from "../../lib/grade/rubric.ts";
import { codeCells, wholeText } from "../../lib/nbformat/notebook.ts";
import { type DayRun, ScratchProject } from "./scratch-project.ts";

const NAMES = ["ex00_environment", "ex01_sequential", "ex02_dense", "ex03_architecture", "ex04_optimize"];

/** The result of one notebook. */
interface Found {
  /** Ids of the questions that are not met. */
  notMet: string[];
  questions: NonNullable<DayRun["report"]>["questions"];
  /** Outputs that differ from the committed ones. */
  differences: NonNullable<DayRun["report"]>["differences"];
}

interface Case {
  title: string;
  exercise: string;
  spoil(project: ScratchProject, name: string): void;
  check(found: Found): void;
}

const project = await ScratchProject.create({ ownSnapshot: true });
after(() => project.remove());

test("every question is met and every output reproduced, byte for byte; the notebook beside the day too", async () => {
  const { code, stdout, stderr, report } = await project.run([]);
  assert.equal(stderr, "");
  assert.match(
    stdout,
    /9 of 9 questions met\.\nReproduced: every output is the committed one, byte for byte\./,
  );
  assert.deepEqual(
    report?.questions.map(({ id, verdict }) => `${id} ${verdict}`),
    rubric.map(({ id }) => `${id} met`),
  );
  assert.deepEqual(Object.keys(report!.questions[0]), [
    "id",
    "asked",
    "found",
    "notebook",
    "cell",
    "verdict",
  ]);
  assert.deepEqual([report?.reproduced, report?.differences, code], [true, [], 0]);

  const explored = await project.run(["explore"]);
  assert.match(explored.stdout, /Reproduced: every output is the committed one, byte for byte\./);
  assert.deepEqual([explored.stderr, explored.code], ["", 0]);
});

/** Spoils the notebooks of a copy of the project in every way, runs those concerned, and tests each case by itself. */
function together(cases: Case[]): void {
  let result: DayRun;
  before(async () => {
    project.restoreNotebooks();
    for (const { exercise, spoil } of cases) spoil(project, nameOf(exercise));
    result = await project.run(cases.map(({ exercise }) => exercise));
  });

  for (const { title, exercise, check } of cases) {
    test(`${exercise}: ${title}`, () => {
      assert.equal(result.code, 1, result.stdout + result.stderr);
      const { questions, differences, reproduced } = result.report!;
      assert.equal(reproduced, false);
      const own = questions.filter(({ id }) => id.startsWith(exercise));
      assert.ok(own.length > 0);
      check({
        questions: own,
        notMet: own.filter(({ verdict }) => verdict === "not met").map(({ id }) => id),
        differences: differences.filter(({ notebook }) => notebook === nameOf(exercise)),
      });
    });
  }
}

const nameOf = (exercise: string) => NAMES.find((name) => name.startsWith(exercise))!;

/** Takes out of ex04 what trains for seconds and answers no question. */
function keepFirstFits(project: ScratchProject, name: string): void {
  for (const code of ["learningCurves(runs)", "sweep({", "jitCompile"]) project.removeCell(name, code);
}

/** Exactly these questions are not met. */
const turnsRed =
  (...ids: string[]) =>
  ({ notMet }: Found) =>
    assert.deepEqual(notMet, ids);

suite("another answer: its question is not met", () => {
  together([
    {
      title: "a program that is too old",
      exercise: "ex00",
      spoil: (project, name) => project.replaceCode(name, '"Node.js": "20.19"', '"Node.js": "99.0"'),
      check: turnsRed("ex00-a"),
    },
    {
      title: "a cell that throws",
      exercise: "ex01",
      spoil: (project, name) =>
        project.replaceCode(name, "console.log(model);", 'console.log(model); throw new Error("no");'),
      check: turnsRed("ex01"),
    },
    {
      title: "another number of units in the first layer",
      exercise: "ex02",
      spoil: (project, name) => project.replaceCode(name, "Dense(8,", "Dense(7,"),
      check: turnsRed("ex02-a"),
    },
    {
      title: "a sigmoid output",
      exercise: "ex03",
      spoil(project, name) {
        project.removeCell(name, "plotModel(model)");
        project.replaceCode(name, '"linear"', '"sigmoid"');
      },
      check({ notMet, differences, questions }) {
        assert.deepEqual(notMet, ["ex03"]);
        // The printed summary has no activations and is the committed one: without the picture only the model shows it.
        assert.deepEqual(differences, []);
        assert.match(questions[0].found, /'units': 1, 'activation': 'sigmoid'/);
      },
    },
    {
      title: "another number of units in the printed layers",
      exercise: "ex04",
      spoil(project, name) {
        keepFirstFits(project, name);
        project.replaceCode(name, "new Dense(5,", "new Dense(6,");
      },
      check: turnsRed("ex04-a"),
    },
  ]);
});

suite("other answers in the same notebooks", () => {
  together([
    {
      title: "a library that does not load",
      exercise: "ex00",
      spoil: (project, name) =>
        project.replaceCode(
          name,
          "  tslab: () =>",
          '  tslab: async () => { throw new Error("broken"); }, other: () =>',
        ),
      check({ notMet, questions }) {
        assert.deepEqual(notMet, ["ex00-b"]);
        assert.equal(questions[1].found, "import tslab: failed, broken");
      },
    },
    {
      title: "the answer's cell removed",
      exercise: "ex01",
      spoil: (project, name) => project.removeCell(name, "console.log(model)"),
      check: turnsRed("ex01"),
    },
    {
      title: "another activation in the second, and the third removed",
      exercise: "ex02",
      spoil(project, name) {
        project.replaceCode(name, 'Dense(4, { activation: "sigmoid" })', 'Dense(4, { activation: "relu" })');
        project.removeCell(name, "new Dense(1,");
      },
      check: turnsRed("ex02-b", "ex02-c"),
    },
    {
      title: "the right words printed, another model built",
      exercise: "ex03",
      spoil(project, name) {
        const printed = codeCells(project.notebook(name)).flatMap(({ outputs }) =>
          outputs.flatMap((output) => (output.output_type === "stream" ? wholeText(output.text) : [])),
        );
        assert.match(printed.join(""), /dense_2 \(Dense\) +\(None, 1\) +5/);
        project.replaceCode(name, "Dense(8,", "Dense(9,");
        project.replaceCode(name, "model.summary();", `console.log(${JSON.stringify(printed.join(""))});`);
      },
      check: turnsRed("ex03"),
    },
    {
      title: "labels shuffled",
      exercise: "ex04",
      spoil(project, name) {
        keepFirstFits(project, name);
        // 569 is prime, so that these are all the places, each once.
        const places = "Array.from({ length: 569 }, (_, i) => (i * 101) % 569)";
        project.replaceCode(name, "{ data, target,", "{ data, target: labels,");
        project.replaceCode(
          name,
          "= await loadBreastCancer();",
          `= await loadBreastCancer();\nconst target = labels.take(${places});`,
        );
      },
      check: turnsRed("ex04-b"),
    },
  ]);
});

suite("the same answers with other outputs: every question is met, but the outputs are not reproduced", () => {
  together([
    {
      title: "another execution count, as of a notebook that was not run in order",
      exercise: "ex01",
      spoil(project, name) {
        const notebook = project.notebook(name);
        codeCells(notebook)[1].execution_count = 9;
        project.write(name, notebook);
      },
      check({ notMet, differences }) {
        assert.deepEqual(notMet, []);
        assert.deepEqual(
          differences.map(({ cell }) => cell),
          [2],
        );
      },
    },
    {
      title: "an edited committed output",
      exercise: "ex02",
      spoil(project, name) {
        const notebook = project.notebook(name);
        const edited = JSON.stringify(notebook).replace(
          "'units': 4, 'activation'",
          "'units': 5, 'activation'",
        );
        assert.notEqual(edited, JSON.stringify(notebook));
        project.write(name, JSON.parse(edited));
      },
      check({ notMet, differences }) {
        assert.deepEqual(notMet, []);
        const [{ notebook, cell, diff }, ...more] = differences;
        assert.deepEqual([notebook, cell, more], ["ex02_dense", 3, []]);
        const [minus, plus] = diff.filter((line) => /^[-+]/.test(line));
        assert.match(minus, /^-.*'units': 5/);
        assert.match(plus, /^\+.*'units': 4/);
      },
    },
    {
      title: "another seed",
      exercise: "ex04",
      spoil(project, name) {
        for (const code of ["sweep({", "jitCompile"]) project.removeCell(name, code);
        project.replaceCode(name, "setRandomSeed(3)", "setRandomSeed(4)");
      },
      check({ notMet, differences }) {
        assert.deepEqual(notMet, []);
        // Not the imports and the data, nor the layers' configuration, which has no weights; nor the count of errors,
        // which the other network has too.
        assert.deepEqual(
          differences.map(({ cell }) => cell),
          [4, 5, 7, 8, 9],
        );
      },
    },
  ]);
});
