import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { rubricTrouble } from "../../lib/grade/read-rubric.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import { findSubmissions } from "../../lib/grade/submission/find-submissions.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { kinds } from "../submissions/kinds.ts";
import { writeSubmission } from "../submissions/submission.ts";

const folder = mkdtempSync(join(tmpdir(), "rubric-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function graded(id: string) {
  const submission = Object.values(kinds)
    .flat()
    .find((one) => one.id === id)!;
  const people = join(folder, id);
  writeSubmission(submission, people);
  return gradeSubmission(readSubmission(findSubmissions([people])[0]));
}

suite("the rubric", () => {
  test("has the published form, and gives its points whole to whoever meets all", async () => {
    assert.equal(rubricTrouble(JSON.parse(JSON.stringify(rubric))), undefined);
    const best = await graded("ts-plain");
    assert.equal(best.points, best.of);
  });

  test("part of an answer gives no points, and a reason for each part that is missing", async () => {
    const { questions } = await graded("seven units");
    const question = questions.find(({ id }) => id === "ex02-a")!;
    assert.equal(question.points, 0);
    assert.deepEqual(question.reasons, ["not found: units: 8"]);
    assert.deepEqual(
      question.parts.map(({ met }) => met),
      [true, false, true],
    );
  });

  test("another one is refused with what is wrong and where", () => {
    const [first, ...others] = structuredClone([...rubric]);
    assert.match(rubricTrouble([{ ...first, points: 0 }])!, /rubric\/0\/points/);
    assert.match(rubricTrouble([{ ...first, predicate: { kind: "guess" } }])!, /rubric\/0\/predicate/);
    assert.match(rubricTrouble([first, ...others, first])!, /ex00-a stands twice/);
    const literal = { kind: "literal", holds: "{'units': " };
    assert.match(rubricTrouble([{ ...first, predicate: literal }])!, /ex00-a holds .*no Python literal/);
    assert.match(rubricTrouble([{ ...first, where: "model" }])!, /ex00-a asks for models/);
    const imports = { kind: "imports", packages: [{ name: "x", pattern: "(" }] };
    assert.match(rubricTrouble([{ ...first, predicate: imports }])!, /rubric\/0\/predicate/);
    assert.match(rubricTrouble({})!, /array/);
  });
});
