/** Work in many styles, in folders as classes hand them in, by its outputs alone: honest answers are met, others are not. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, suite, test } from "node:test";
import { zipSync } from "fflate";
import { gradeOutputs } from "../../lib/grade/outputs/answer.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import { findSubmissions } from "../../lib/grade/submission/find-submissions.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { notebooksOf, type Unseen, unseen } from "./unseen.ts";

const scratch = mkdtempSync(join(tmpdir(), "unseen "));
after(() => rmSync(scratch, { recursive: true, force: true }));

const otherDay = JSON.stringify({
  cells: [{ cell_type: "code", source: "import numpy", outputs: [], metadata: {}, execution_count: 1 }],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 4,
});
const environment = { "pyvenv.cfg": "home = /usr/bin\n", "lib/site-packages/keras/__init__.py": "" };

type Files = Record<string, string | Uint8Array>;
const under = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, file]) => [`${folder}/${path}`, file]));

/** A person's files in the class's folder, by its layout. */
const layouts: Record<Unseen["layout"], (id: string, files: Record<string, string>, at: number) => Files> = {
  plain: (id, files) => under(id, { ...files, "README.md": "# Keras" }),
  moodle: (id, files, at) => under(`${id}_${4000 + at}_assignsubmission_file_`, files),
  moodleflat: (id, files, at) =>
    Object.fromEntries(
      Object.entries(files).map(([path, file]) => [`${id}_${5000 + at}_assignsubmission_file_${path}`, file]),
    ),
  canvas: (id, files, at) =>
    Object.fromEntries(
      Object.entries(files).map(([path, file], number) => [
        `${id}_${6000 + at}_${7000 + at + number}_${path}`,
        file,
      ]),
    ),
  nbgrader: (id, files) => under(`submitted/${id}/keras`, files),
  zip: (id, files) => ({
    [`${id}.zip`]: zipSync(
      Object.fromEntries(
        Object.entries({ ...under("keras-main", files), "keras-main/.gitignore": "" }).map(([path, file]) => [
          path,
          new TextEncoder().encode(file as string),
        ]),
      ),
    ),
  }),
  repository: (id, files) => ({
    ...under(`${id}/keras`, { ...files, "requirements.txt": "keras" }),
    ...under(`${id}/venv`, environment),
    [`${id}/numpy/ex01.ipynb`]: otherDay,
    [`${id}/pandas/ex04.ipynb`]: otherDay,
    [`${id}/keras/.ipynb_checkpoints/ex01-checkpoint.ipynb`]: otherDay,
  }),
};

/** How many questions of a kind were met, of those that should be and of the others. */
const counts: Record<string, number> = {};

for (const [layout, place] of Object.entries(layouts)) {
  const cases = unseen.filter((one) => one.layout === layout);
  const folder = join(scratch, layout);
  for (const [at, one] of cases.entries()) {
    const files = place(one.id, notebooksOf(one), at);
    for (const [path, file] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), file);
    }
  }
  suite(`a class that submits as ${layout}`, () => {
    const found = findSubmissions([folder], join(scratch, `archive ${layout}`));
    test("each person is found once", () => {
      assert.ok(cases.length > 0);
      assert.equal(found.length, cases.length);
    });
    for (const one of cases) {
      test(`${one.kind}, ${one.id}: ${one.about}`, () => {
        const [submission, ...others] = found.filter(({ id }) => id.replace(/_\d+$/, "") === one.id);
        assert.deepEqual(others, []);
        const answers = gradeOutputs(readSubmission(submission, join(scratch, `unpacked ${one.id}`)));
        const met: Record<string, string> = {};
        const expected: Record<string, string> = {};
        for (const { id, said } of answers) {
          const just = one.met[id] ?? one.met[id.slice(0, 4)];
          const alone = one.alone?.[id];
          if (just ?? alone) expected[id] = just ?? alone!;
          if (said.startsWith("met")) met[id] = said;
          if (alone) continue;
          const key = `${one.kind}, ${just ? "right" : "not right"}: ${said}`;
          counts[key] = (counts[key] ?? 0) + 1;
        }
        assert.deepEqual(
          met,
          expected,
          answers.map(({ id, said, reasons }) => `${id} ${said}: ${reasons}`).join("\n"),
        );
      });
    }
  });
}

test("the confusion matrix of unseen work", async (t) => {
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    unseen.reduce((sum, { alone = {} }) => sum + rubric.length - Object.keys(alone).length, 0),
  );
  for (const [key, count] of Object.entries(counts))
    await t.test(`${key} ${count}`, () => assert.equal(key.includes(": met"), key.includes(", right")));
});
