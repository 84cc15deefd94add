/** Files that a learning platform renamed lie beside the notebook under the name that its code has for them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ownNames } from "../../lib/grade/submission/platform-names.ts";

const cases: [platform: string, person: string, files: Record<string, string>][] = [
  ["Canvas", "péter_322", { "péter_322_9220_data.csv": "data.csv", "péter_322_9221_day.ipynb": "day.ipynb" }],
  ["Moodle", "Ann Lee_12345", { "Ann Lee_12345_assignsubmission_file_data.csv": "data.csv" }],
  ["Blackboard", "ann", { "Keras_ann_attempt_2026-03-01-10-11-12_data.csv": "data.csv" }],
  ["Google Classroom", "Ann Lee", { "Ann Lee - data.csv": "data.csv" }],
];

for (const [platform, person, names] of cases)
  test(`${platform}: a file has the name that the person gave it`, () => {
    assert.deepEqual(ownNames(Object.keys(names), person), names);
  });

test("files of a folder of one's own keep their names", () => {
  assert.deepEqual(ownNames(["day.ipynb", "Exercise 4 - data.csv", "sensor_100_200_a.csv"], "ann_100"), {});
});

test("two files of one name: none is hidden by the other", () => {
  assert.deepEqual(ownNames(["ann_100_200_data.csv", "ann_100_201_data.csv", "b.csv"], "ann_100"), {
    "ann_100_200_data.csv": "data.csv",
  });
  assert.deepEqual(ownNames(["ann_100_200_data.csv", "data.csv"], "ann_100"), {});
});
