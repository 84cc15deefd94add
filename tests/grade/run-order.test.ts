/** Cells that were run in another order than they stand in: what their counts tell, and what is made of it when run again. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { gradeOutputs } from "../../lib/grade/outputs/answer.ts";
import { placesByCounts } from "../../lib/grade/rerun/run-order.ts";
import { sandboxTrouble } from "../../lib/grade/sandbox/bubblewrap.ts";
import { LIMITS } from "../../lib/grade/sandbox/limits.ts";
import { prepareFor } from "../../lib/grade/sandbox/prepare.ts";
import { Runner } from "../../lib/grade/sandbox/runner.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { code, type NotebookContent, text, typescript, writeSubmission } from "../submissions/submission.ts";

const scratch = mkdtempSync(join(tmpdir(), "order "));
const runner = new Runner();
const skip = sandboxTrouble();
const { signal } = new AbortController();
after(async () => {
  await runner.end();
  rmSync(scratch, { recursive: true, force: true });
});

suite("the places of cells by their execution counts", () => {
  const places = (...counts: (number | null | "empty")[]) => {
    const cells = counts.map((count) =>
      count === "empty" ? code("", "", { count: null }) : code("1 + 1", "", { count }),
    );
    return placesByCounts(typescript(text("# Title"), ...cells) as unknown as Notebook);
  };
  test("follow the counts, also with gaps", () => {
    assert.deepEqual(places(7, 2, 4), [2, 0, 1]);
  });
  test("leave empty cells to the end", () => {
    assert.deepEqual(places(3, "empty", 1), [1, 4, 0]);
  });
  test("are none for cells run from top to bottom", () => {
    assert.equal(places(1, 4, 9), undefined);
  });
  test("are none if a cell was not run, or if two have the same count", () => {
    assert.equal(places(3, null, 1), undefined);
    assert.equal(places(3, 3, 1), undefined);
  });
});

const submissionOf = (id: string, notebook: NotebookContent) => {
  return { id, kind: "honest" as const, about: "", files: { "my.ipynb": notebook }, expected: {} };
};

async function grade(id: string, notebook: NotebookContent) {
  const work = readSubmission({ id, folder: writeSubmission(submissionOf(id, notebook), scratch) });
  await prepareFor(["typescript"], join(scratch, "prepare"), signal);
  const options = {
    limits: { ...LIMITS, total: 600 },
    unsafe: false,
    scratch: join(scratch, `run ${id}`),
    runner,
    signal,
  };
  const { questions, remarks } = await gradeSubmission(work, options);
  const { said, reasons } = questions.find((question) => question.id === "ex02-b")!;
  return { said, reasons: reasons.join("; "), remarks: remarks.join("; ") };
}

/** As the day's Keras prints the configuration of the second layer. */
const SECOND =
  "{'name': 'dense', 'trainable': True, 'dtype': 'float32', 'units': 4, 'activation': 'sigmoid', 'use_bias': True, " +
  "'kernel_initializer': {'class_name': 'GlorotUniform', 'config': {'seed': None}}, 'bias_initializer': " +
  "{'class_name': 'Zeros', 'config': {}}, 'kernel_regularizer': None, 'bias_regularizer': None, " +
  "'activity_regularizer': None, 'kernel_constraint': None, 'bias_constraint': None}\n";
const IMPORT = 'import { Dense } from "../lib/keras";';
const SHOW = "console.log(layer.getConfig());";
const ORDER = /my\.ipynb: run again in the order of its execution counts/;

suite("a notebook that fails from top to bottom", { skip }, () => {
  test("is met if it shows the same in the order of its counts, and the report says so", async () => {
    const graded = await grade(
      "helpers below",
      typescript(
        code(SHOW, SECOND, { count: 5 }),
        text("The layer"),
        code('const layer = new Dense(4, { activation: "sigmoid" });', "", { count: 4 }),
        code(IMPORT, "", { count: 1 }),
      ),
    );
    assert.equal(graded.said, "met", graded.reasons);
    assert.match(graded.remarks, ORDER);
  });

  test("is met if what a cell lacks was run before, and run again at the end", async () => {
    const graded = await grade(
      "run twice",
      typescript(
        code(SHOW, SECOND, { count: 2 }),
        code(`${IMPORT}\nconst layer = new Dense(4, { activation: "sigmoid" });`, "", { count: 3 }),
      ),
    );
    assert.equal(graded.said, "met", graded.reasons);
    assert.match(graded.remarks, /my\.ipynb: run again with the cells at the end that lack a name/);
  });

  test("stays to review where a forged order fails too", async () => {
    const graded = await grade(
      "forged order",
      typescript(
        code(SHOW, SECOND, { count: 2 }),
        code('const layer = new Dense(4, { activation: "sigmoid" });', "", { count: 3 }),
        code(IMPORT, "", { count: 1 }),
      ),
    );
    assert.equal(graded.said, "not confirmed", graded.reasons);
    assert.doesNotMatch(graded.remarks, ORDER);
  });

  test("stays to review where the order of the counts shows something else", async () => {
    const graded = await grade(
      "another layer",
      typescript(
        code(SHOW, SECOND, { count: 4 }),
        code('layer = new Dense(4, { activation: "sigmoid" });', "", { count: 2 }),
        code(`${IMPORT}\nlet layer: Dense;`, "", { count: 1 }),
        code('layer = new Dense(5, { activation: "sigmoid" });', "", { count: 3 }),
      ),
    );
    assert.equal(graded.said, "not confirmed", graded.reasons);
    assert.match(graded.reasons, /makes Dense\(4, .*Dense\(5|'units': 5/);
  });
});

suite("the code of a cell, as submitted", () => {
  const asSubmitted = (id: string, notebook: NotebookContent) => {
    const work = readSubmission({ id, folder: writeSubmission(submissionOf(id, notebook), scratch) });
    return gradeOutputs(work);
  };
  test("goes on in cells below that were run before", () => {
    const verdicts = asSubmitted(
      "imports below",
      typescript(
        code(SHOW, SECOND, { count: 3 }),
        code('const layer = new Dense(4, { activation: "sigmoid" });', "", { count: 2 }),
        code(IMPORT, "", { count: 1 }),
      ),
    );
    const { said, reasons } = verdicts.find(({ id }) => id === "ex02-b")!;
    assert.equal(said, "met", reasons.join("; "));
  });
  test("is doubted for the answer in a cell below that was run before", () => {
    const answer = "<keras.engine.sequential.Sequential object at 0x7f1c2a3b4d50>";
    const cells = (below: number) => [
      code("console.log(model);", `${answer}\n`, { count: 2 }),
      code(`var model = "${answer}";`, "", { count: below }),
    ];
    const said = [1, 3].map((below) => {
      const verdicts = asSubmitted(`spelled ${below}`, typescript(...cells(below)));
      return verdicts.find(({ id }) => id === "ex01")!.said;
    });
    assert.deepEqual(said, ["not confirmed", "met"]);
  });
});
