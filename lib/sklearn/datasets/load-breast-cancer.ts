import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataFrame, Series } from "danfojs-node";
import { ValueError } from "../../errors.ts";
import { asArray, type NDArray } from "../../ndarray.ts";
import { prepareTensorFlow } from "../../tfjs/index.ts";

const FILE = join(import.meta.dirname, "../../../datasets/breast_cancer.csv");
const SHA256 = "75a1d74a59df9cb0a78ecc0a36085bf8a85239557f178d3b8d758e88b26416e1";
const TARGET = "target";

/** The dataset, in the fields of scikit-learn's `Bunch`. */
export interface BreastCancer {
  /** `[569, 30]`, float64. */
  data: NDArray;
  /** `[569]`, int32: 0 for malignant, 1 for benign. */
  target: NDArray;
  /** Features and target as one danfojs frame: 30 columns of features, then `target`. */
  frame: DataFrame;
  /** Names of the 30 features. */
  featureNames: string[];
  /** `["malignant", "benign"]`: the class names, indexed by label. */
  targetNames: string[];
}

/**
 * Loads the Wisconsin breast cancer dataset: 569 tumours with 30 measurements each, malignant (0) or benign (1).
 *
 * Reads `datasets/breast_cancer.csv` with danfojs, after checking its digest, so that everyone has the same data.
 *
 * @throws ValueError if the file is missing or its bytes have changed
 * @example
 * const { data, target, targetNames } = await loadBreastCancer();
 * console.log(data.shape, targetNames[target.values[0]]);
 *
 * After `sklearn.datasets.load_breast_cancer` 1.9.
 */
export async function loadBreastCancer(): Promise<BreastCancer> {
  checkDigest();
  prepareTensorFlow();
  const { readCSV } = await import("danfojs-node");
  const frame = await readCSV(FILE);
  const featureNames = frame.columns.filter((name) => name !== TARGET);
  return {
    data: asArray(frame.loc({ columns: featureNames }), "float64"),
    target: asArray(frame.column(TARGET) as Series, "int32"),
    frame,
    featureNames,
    targetNames: ["malignant", "benign"],
  };
}

function checkDigest(): void {
  const restore = "Restore it with: git checkout -- datasets/breast_cancer.csv";
  let bytes: Buffer;
  try {
    bytes = readFileSync(FILE);
  } catch (error) {
    throw new ValueError(
      `datasets/breast_cancer.csv cannot be read (${(error as NodeJS.ErrnoException).code}). ${restore}`,
    );
  }
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== SHA256) {
    throw new ValueError(
      "datasets/breast_cancer.csv is not the dataset of the day. " +
        `Expected SHA-256 ${SHA256}. Received: ${digest} (${bytes.length} bytes). ${restore}`,
    );
  }
}
