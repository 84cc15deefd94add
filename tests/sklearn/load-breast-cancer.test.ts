import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { promisify } from "node:util";
import { loadBreastCancer, loadIris, loadWine } from "../../lib/sklearn/datasets/index.ts";
import { golden } from "../golden/load.ts";

const root = join(import.meta.dirname, "../..");
const facts = golden<{ feature_names: string[]; target_names: string[]; target_counts: number[] }>(
  "sklearn.json",
);

test("it holds scikit-learn's data under scikit-learn's names", async () => {
  const { data, target, frame, featureNames, targetNames } = await loadBreastCancer();
  assert.deepEqual(data.shape, [569, 30]);
  assert.equal(data.dtype, "float64");
  assert.deepEqual(frame.shape, [569, 31]);
  assert.deepEqual(featureNames, facts.feature_names);
  assert.deepEqual(targetNames, facts.target_names);
  assert.deepEqual(
    [0, 1].map((label) => target.values.filter((value) => value === label).length),
    facts.target_counts,
  );
  // Every number of the file, read without danfojs.
  const lines = readFileSync(join(root, "datasets/breast_cancer.csv"), "utf8").trim().split("\n").slice(1);
  const numbers = lines.map((line) => line.split(",").map(Number));
  assert.deepEqual(
    data.arraySync(),
    numbers.map((row) => row.slice(0, 30)),
  );
  assert.deepEqual(
    target.arraySync(),
    numbers.map((row) => row[30]),
  );
});

suite("the small datasets are scikit-learn's", () => {
  const facts =
    golden<
      Record<string, { feature_names: string[]; target_names: string[]; data: number[][]; target: number[] }>
    >("sklearn_datasets.json");
  for (const [name, load] of Object.entries({ loadIris, loadWine })) {
    test(name, async () => {
      const { data, target, frame, featureNames, targetNames } = await load();
      assert.deepEqual(data.arraySync(), facts[name].data);
      assert.deepEqual(target.arraySync(), facts[name].target);
      assert.deepEqual(featureNames, facts[name].feature_names);
      assert.deepEqual(targetNames, facts[name].target_names);
      assert.deepEqual(frame.columns, [...featureNames, "target"]);
    });
  }
});

test("the datasets' README states the digests that the loaders check", () => {
  const readme = readFileSync(join(root, "datasets/README.md"), "utf8");
  for (const name of ["breast-cancer", "iris", "wine"]) {
    const loader = readFileSync(join(root, `lib/sklearn/datasets/load-${name}.ts`), "utf8");
    assert.ok(readme.includes(/[0-9a-f]{64}/.exec(loader)![0]), name);
  }
});

/** Loads in a copy of the project whose dataset was changed by `change`; gives what it throws. */
async function refusal(change: (file: string) => void): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), "keras-day-"));
  try {
    for (const folder of ["lib", "datasets"])
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    for (const linked of ["node_modules", "package.json", "tsconfig.json"])
      symlinkSync(join(root, linked), join(copy, linked));
    change(join(copy, "datasets/breast_cancer.csv"));
    const program = `
      import { loadBreastCancer, loadIris, loadWine } from "./lib/sklearn/datasets";
      console.log(await loadBreastCancer().then(() => "loaded", (error) => error.name + ": " + error.message));`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", program];
    return (await promisify(execFile)(process.execPath, args, { cwd: copy })).stdout.trim();
  } finally {
    rmSync(copy, { recursive: true });
  }
}

test("one changed byte is refused, with the command that mends it", async () => {
  const message = await refusal((file) =>
    writeFileSync(file, readFileSync(file, "utf8").replace("17.99", "17.98")),
  );
  assert.match(
    message,
    /^ValueError: datasets\/breast_cancer.csv is not the dataset of the day\. Expected SHA-256 75a1d7/,
  );
  assert.match(message, /Restore it with: git checkout -- datasets\/breast_cancer\.csv$/);
});

test("a missing file is refused, with the command that mends it", async () => {
  const message = await refusal((file) => rmSync(file));
  assert.match(message, /cannot be read \(ENOENT\)\. Restore it with: git checkout/);
});
