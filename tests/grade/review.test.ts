/** Decisions of a person: read, validated, kept, and counted only for the answer that they were made for. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import type { Graded } from "../../lib/grade/graded.ts";
import { answerDigest, reviewed } from "../../lib/grade/review/decisions.ts";
import {
  readReview,
  unknownDecisions,
  unreadReviews,
  writeReview,
} from "../../lib/grade/review/review-file.ts";
import { shownCell } from "../../lib/grade/review/shown-cell.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { kerasImports, tsLayers } from "../submissions/answers.ts";
import { log } from "../submissions/keras-log.ts";
import { code, type MadeCell, typescript, writeSubmission } from "../submissions/submission.ts";

const scratch = mkdtempSync(join(tmpdir(), "review "));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** 04-a is met; 04-b is printed, and has to be reviewed. */
async function graded(
  id: string,
  printed = log({ to: 0.9859 }),
  options: { count?: null } = {},
  ...more: MadeCell[]
): Promise<Graded> {
  const answer = code("console.log(text)", printed, options);
  const files = { "ex04.ipynb": typescript(code(kerasImports), tsLayers(), answer, ...more) };
  return gradeSubmission(
    readSubmission({
      id,
      folder: writeSubmission({ id, kind: "imitation", about: "", files, expected: {} }, scratch),
    }),
  );
}

let anna: Graded;
let ben: Graded;
before(async () => {
  [anna, ben] = [await graded("anna"), await graded("007")];
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(scratch, "out "));
});
const path = () => join(folder, "review.yml");
const put = (text: string) => writeFileSync(path(), text);
const text = () => readFileSync(path(), "utf8");
/** One run of the grader: reads the file, counts its decisions, and writes it. */
function run(...works: Graded[]): Graded[] {
  const file = readReview(folder);
  const after = works.map((work) => reviewed(work, file.decisions));
  writeReview(folder, file, after);
  return after;
}
const answer = (work: Graded) => answerDigest(work.questions.find(({ id }) => id === "ex04-b")!);

suite("what a person decides", () => {
  test("until then, points are a range, and the file has an empty entry for each question", () => {
    const [work] = run(anna, ben);
    assert.deepEqual([work.points, work.upTo], [2, 4]);
    const { decisions } = readReview(folder);
    assert.deepEqual([...decisions.keys()], ["anna", "007"]);
    assert.deepEqual(
      [...decisions.get("anna")!],
      [["ex04-b", { decision: "", remark: "", answer: answer(anna) }]],
    );
    const first = text();
    run(anna, ben);
    assert.equal(text(), first);
  });

  test("a person without lines gets them", () => {
    put("people:\n  anna:\n");
    run(anna);
    assert.deepEqual([...readReview(folder).decisions.get("anna")!.keys()], ["ex04-b"]);
  });

  test("accept gives all points and refuse none, with a remark and without, by hand in short form too", () => {
    run(anna, ben);
    put(
      text()
        .replace(/(?<=^ +)decision:/m, "decision: accept # I saw it")
        .replace(/(?<=^ +)remark:/m, "remark: 'shown: on paper'"),
    );
    const [accepted] = run(anna);
    assert.deepEqual([accepted.points, accepted.upTo], [4, 4]);
    assert.deepEqual(accepted.questions.at(-1)!.review, {
      decision: "accept",
      remark: "shown: on paper",
      isOutdated: false,
    });
    assert.match(text(), /# I saw it/);
    put("people:\n  '007': { ex04-b: Refuse, ex04-a: refuse }\n");
    const [refused] = run(ben);
    assert.deepEqual([refused.points, refused.upTo], [0, 0]);
  });

  test("a copy under another name, or beside the submissions, is not read, and named", () => {
    run(anna);
    const class_ = mkdtempSync(join(scratch, "class "));
    const missed = [
      ...["review (1).yml", "review copy.yml", "Review.yaml", "Kopie von review.yml", "review.yml.txt"].map(
        (name) => join(folder, name),
      ),
      ...["review_1.yml", "review_old.yml", "review2.yml"].map((name) => join(folder, name)),
      join(class_, "review.yml"),
    ];
    const others = ["reviewers.yml", ".review.yml.swp", "preview.yaml", "review.html", "review notes.yml"];
    for (const path of missed) writeFileSync(path, text());
    for (const name of others)
      writeFileSync(join(folder, name), name.endsWith("notes.yml") ? "to: do" : text());
    mkdirSync(join(folder, "review.d.yml"));
    assert.deepEqual(
      unreadReviews(folder, [class_, folder, join(class_, "no zip file")]).sort(),
      missed.sort(),
    );
    for (const path of missed) rmSync(path);
    assert.deepEqual(unreadReviews(folder, [class_]), []);
  });

  test("a decision about another answer does not count, and is kept", async () => {
    run(anna);
    put(text().replace(/(?<=^ +)decision:/m, "decision: accept"));
    const other = await graded("anna", log({ to: 0.9912 }));
    const [work] = run(other);
    assert.deepEqual([work.points, work.upTo], [2, 4]);
    assert.equal(work.questions.at(-1)!.review!.isOutdated, true);
    assert.match(text(), new RegExp(`# about another answer; this one is ${answer(other)}: `));
    assert.match(text(), /accept/);
    assert.equal(run(anna)[0].points, 4);
    assert.doesNotMatch(text(), /about another answer/);
    // One that is still open is about the answer that there is.
    rmSync(path());
    run(anna);
    assert.equal(run(other)[0].questions.at(-1)!.review!.isOutdated, false);
    assert.equal(readReview(folder).decisions.get("anna")!.get("ex04-b")!.answer, answer(other));
    const first = text();
    assert.match(first, /# accuracy 0\.9912 .*\n *# accuracy 0\.9859 /);
    run(other);
    assert.equal(text(), first);
    run(anna);
    assert.match(text(), /# accuracy 0\.9859 .*\n *# accuracy 0\.9912 .*\n *ex04-b:/);
  });

  test("a remark without a decision is about its answer, too", async () => {
    run(anna);
    put(text().replace(/(?<=^ +)remark:/m, "remark: ask her"));
    assert.equal(run(anna)[0].questions.at(-1)!.review!.isOutdated, false);
    const other = await graded("anna", log({ to: 0.9912 }));
    for (const _ of [1, 2]) {
      const [work] = run(other);
      assert.deepEqual([work.points, work.upTo], [2, 4]);
      assert.deepEqual(work.questions.at(-1)!.review, { decision: "", remark: "ask her", isOutdated: true });
    }
    assert.match(text(), new RegExp(`# about another answer; this one is ${answer(other)}: `));
    assert.equal(readReview(folder).decisions.get("anna")!.get("ex04-b")!.answer, answer(anna));
  });

  test("people and questions that are not in the class are named and kept, with all comments", () => {
    const own =
      "# mine\npeople:\n  # who left\n  zoe:\n    ex01: accept\n  anna:\n    ex09: refuse # why\nnotes: and more\n";
    put(own);
    const { decisions, others } = readReview(folder);
    assert.deepEqual(unknownDecisions(decisions, [anna]), ["zoe", "anna, ex09"]);
    assert.deepEqual(others, ["notes"]);
    run(anna);
    for (const line of ["# mine", "# who left", "ex01: accept", "ex09: refuse # why", "notes: and more"])
      assert.ok(text().includes(line), line);
  });

  test("entries that are not needed any more go, unless somebody wrote something", async () => {
    run(anna, ben);
    put(text().replace(/(?<=^ +)remark:/m, "remark: ask her"));
    const settled = (work: Graded) => ({
      ...work,
      questions: work.questions.map((question) => ({ ...question, said: "met" as const })),
    });
    run(settled(anna), settled(ben));
    assert.match(text(), /ask her/);
    assert.doesNotMatch(text(), /007/);
  });

  test("names that YAML, or JavaScript, could take for something else", async () => {
    const names = [
      "null",
      "yes",
      "1.0",
      "- a",
      "a: b",
      "#c",
      "__proto__",
      "{x}",
      '"q"',
      "ümlaut 🎓",
      "!!js",
      "&a",
      "*a",
    ];
    const works = names.map((id) => ({ ...anna, id }));
    run(...works);
    put(text().replaceAll(/(?<=^ +)decision:/gm, "decision: accept"));
    const again = run(...works);
    assert.deepEqual(
      again.map(({ id, points }) => [id, points]),
      names.map((id) => [id, 4]),
    );
  });

  const wrong: [string, RegExp][] = [
    [
      "people:\n  anna:\n    ex01: yes\n",
      /the decision of anna, ex01 is "yes": expected accept, refuse or nothing/,
    ],
    ["- anna\n- ben\n", /the file is not a list of lines/],
    ["people: [anna]\n", /people is not a list of lines/],
    ["people:\n  anna: accept\n", /anna is not a list of lines/],
    [
      "people:\n  anna:\n    ex01: { decison: accept }\n",
      /anna, ex01 has decison: expected decision, remark and answer/,
    ],
    ["people:\n  anna:\n\tex01: accept\n", /line 3: a tab cannot indent a line: use spaces/],
    ["people:\n  anna: {}\n  anna: {}\n", /line 3: the same name stands there twice/],
    [
      "people:\n  anna:\n    ex01:\n      remark: she said: no\n",
      /line 4: a text with a colon needs quotation marks/,
    ],
  ];
  for (const [content, message] of wrong)
    test(`${JSON.stringify(content)} is refused, and stays as it is`, () => {
      put(content);
      assert.throws(() => readReview(folder), message);
      assert.equal(text(), content);
    });

  test("the cell that is to be reviewed is shown with its source and output", () => {
    const { cell } = anna.questions.find(({ id }) => id === "ex04-b")!;
    assert.equal(cell!.source, "console.log(text)");
    assert.match(cell!.before, /Epoch 50\/50/);
    assert.equal(cell!.after, null);
    assert.equal(anna.questions.find(({ id }) => id === "ex04-a")!.cell, null);
  });

  test("a cell that shows nothing, such as one that was not run, is shown with its source", () => {
    const notebook = { cells: [code(kerasImports, "", { count: null })] } as unknown as Notebook;
    const where = { notebook: "ex00.ipynb", cell: null, index: 0 };
    assert.deepEqual(shownCell(notebook, undefined, where), {
      source: kerasImports,
      before: "",
      after: null,
    });
  });

  test("also in a notebook without execution counts", async () => {
    const last = code("console.log('bye')", "bye\n", { count: null });
    const { questions } = await graded("carl", log({ to: 0.9859 }), { count: null }, last);
    const { cell, where } = questions.find(({ id }) => id === "ex04-b")!;
    assert.equal(cell!.source, "console.log(text)");
    assert.deepEqual(where, { notebook: "ex04.ipynb", cell: null, index: 2 });
  });
});
