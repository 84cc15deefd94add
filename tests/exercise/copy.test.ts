/** The copies to fill in, made from the committed notebooks and checked in the kernel, empty and filled. */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { notebookNames, readNotebook } from "../../lib/day/notebook-file.ts";
import { exerciseCopy } from "../../lib/exercise/copy.ts";
import { exercises } from "../../lib/exercise/exercises.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import { canonical } from "../../lib/nbformat/canonical.ts";
import { codeCells, type Notebook, wholeText } from "../../lib/nbformat/notebook.ts";
import { contents, TestKernel } from "../kernel/test-kernel.ts";

const sourceOf = (notebook: Notebook, id: string) =>
  wholeText(notebook.cells.find((cell) => cell.id === id)!.source);

test("every notebook with a question has an exercise", () => {
  const asked = new Set(rubric.map(({ notebook }) => notebook));
  assert.deepEqual(
    Object.values(exercises).map(({ notebook }) => notebook),
    [...asked],
  );
  for (const [name, { notebook }] of Object.entries(exercises)) {
    assert.ok(notebook.startsWith(`${name}_`) && notebookNames().includes(notebook));
  }
});

for (const [name, exercise] of Object.entries(exercises)) {
  const solution = readNotebook(exercise.notebook);
  const copy = exerciseCopy(name, exercise, solution);
  const given = solution.cells.slice(
    0,
    solution.cells.findIndex(({ id }) => id === (exercise.beyond ?? "links")),
  );

  suite(`the copy of ${name}`, () => {
    test("keeps the text and the imports, and empties every answer", () => {
      for (const cell of given) {
        const source = wholeText(cell.source);
        if (cell.cell_type === "markdown") {
          const text = sourceOf(copy, cell.id!);
          assert.ok(text.includes(source), cell.id);
          // Only what tells an answer's output has to be opened.
          const before = solution.cells[solution.cells.indexOf(cell) - 1]?.id ?? "";
          assert.equal(text !== source, exercise.answers[before] !== undefined, cell.id);
        } else if (["imports", "data"].includes(cell.id!)) assert.equal(sourceOf(copy, cell.id!), source);
        // A code cell that is neither would give the answer away.
        else assert.ok(exercise.answers[cell.id!], `${cell.id} is an answer`);
      }
      for (const [id, { prompt, stub, hints }] of Object.entries(exercise.answers)) {
        const source = sourceOf(copy, id);
        const comment = source.split("\n").filter((line) => line.startsWith("// "));
        assert.equal(comment.map((line) => line.slice(3)).join(" "), `Your answer: ${prompt}`);
        assert.ok(comment.every((line) => line.length <= 75) && source.endsWith(stub));
        assert.doesNotMatch(source, /new |\.fit|push/);
        assert.ok(hints.length > 0);
        for (const hint of hints) assert.ok(sourceOf(copy, `hints-${id}`).includes(hint));
      }
    });

    test("has not run, and ends with the check", () => {
      const cells = codeCells(copy);
      assert.ok(
        cells.every(({ outputs, execution_count }) => outputs.length === 0 && execution_count === null),
      );
      assert.ok(wholeText(cells.at(-1)!.source).endsWith(exercise.check));
      const ids = copy.cells.map(({ id }) => id);
      assert.deepEqual(
        canonical(copy).cells.map(({ id }) => id),
        ids,
        "no id stands twice",
      );
    });
  });
}

suite("in the kernel", () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
  });
  after(() => kernel?.stop());

  /** Runs the cells of a copy; what the last one shows, as text and as HTML. */
  async function run(copy: Notebook, answers: Record<string, string>): Promise<Record<string, string>> {
    let shown: Record<string, string> = {};
    for (const cell of codeCells(copy)) {
      const answer = await kernel.execute(answers[cell.id!] ?? wholeText(cell.source));
      assert.deepEqual(contents(answer, "error"), [], cell.id);
      [{ data: shown } = { data: {} }] = contents(answer, "execute_result") as { data: typeof shown }[];
    }
    return shown;
  }

  for (const [name, exercise] of Object.entries(exercises)) {
    const solution = readNotebook(exercise.notebook);
    const copy = exerciseCopy(name, exercise, solution);
    const questions = rubric.filter(({ notebook }) => notebook === exercise.notebook);

    test(`${name}: an empty copy runs, and its check lists what is missing`, async () => {
      const shown = await run(copy, {});
      for (const form of [shown["text/plain"], shown["text/html"]]) {
        for (const { asked } of questions) assert.ok(form.includes(asked), form);
        assert.equal(form.split("no answer yet").length - 1, questions.length, form);
        assert.match(form, /Change the cell that says “Your answer”/);
        assert.doesNotMatch(form, /✓/);
      }
    });

    test(`${name}: the solution's answers pass`, async () => {
      const answers = Object.keys(exercise.answers).map((id) => [id, sourceOf(solution, id)]);
      const shown = await run(copy, Object.fromEntries(answers));
      for (const form of [shown["text/plain"], shown["text/html"]]) {
        assert.equal(form.split("✓").length - 1, questions.length, form);
        assert.doesNotMatch(form, /✗|not met/);
        assert.match(form, /Well done/);
      }
    });
  }
});
