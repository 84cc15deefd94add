/** The day itself, as it is committed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rubric } from "../../lib/grade/index.ts";
import { ScratchProject } from "./scratch-project.ts";

test("every question is met and every output reproduced, byte for byte; the notebook beside the day too", async () => {
  const project = await ScratchProject.create();
  try {
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
  } finally {
    project.remove();
  }
});
