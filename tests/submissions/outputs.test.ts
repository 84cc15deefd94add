/** Every made-up submission, graded by its outputs alone, against the verdicts that a just grader gives. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeOutputs } from "../../lib/grade/outputs/answer.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import type { Verdict } from "../../lib/grade/verdict.ts";
import { kinds } from "./kinds.ts";
import { outputsAlone } from "./outputs-alone.ts";
import { type Submission, writeSubmission } from "./submission.ts";

const folder = mkdtempSync(join(tmpdir(), "submissions "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The expected verdict on each question of the rubric. */
function expectedOf({ id, expected: just }: Submission): Record<string, string> {
  const expected: Record<string, string> = { ...just, ...outputsAlone[id] };
  return Object.fromEntries(
    rubric.map(({ id }) => [id, expected[id] ?? expected[id.slice(0, 4)] ?? "not met"]),
  );
}

const words = (answers: readonly Verdict[]) =>
  answers.map(({ id, said, found, reasons }) => `${id} ${said}: ${found} (${reasons.join("; ")})`).join("\n");

/** The confusion matrix: how often each verdict was given to questions of a kind of work where that one is just. */
const given: Record<string, Record<string, number>> = {};

for (const [name, submissions] of Object.entries(kinds)) {
  suite(`${name}, as submitted`, () => {
    for (const submission of submissions) {
      test(`${submission.id}: ${submission.about}`, () => {
        const answers = gradeOutputs(
          readSubmission({ id: submission.id, folder: writeSubmission(submission, folder) }),
        );
        const said = Object.fromEntries(answers.map(({ id, said }) => [id, said]));
        const expected = expectedOf(submission);
        for (const [id, verdict] of Object.entries(said)) {
          const just = `${name}, ${expected[id]}`;
          given[just] = { ...given[just], [verdict]: (given[just]?.[verdict] ?? 0) + 1 };
        }
        assert.deepEqual(said, expected, words(answers));
        if (submission.named && !(submission.id in outputsAlone))
          assert.match(answers.flatMap(({ reasons }) => reasons).join("\n"), submission.named);
      });
    }
  });
}

test("the confusion matrix", async (t) => {
  const judged = Object.values(given).flatMap((row) => Object.values(row));
  const submissions = Object.values(kinds).flat().length;
  assert.ok(submissions > 0);
  assert.equal(
    judged.reduce((sum, count) => sum + count, 0),
    submissions * rubric.length,
  );
  for (const [just, row] of Object.entries(given)) {
    const counts = Object.entries(row).map(([said, count]) => `${said} ${count}`);
    await t.test(`${just}: ${counts.join(", ")}`, () =>
      assert.ok(Object.keys(row).every((said) => just.endsWith(`, ${said}`))),
    );
  }
});
