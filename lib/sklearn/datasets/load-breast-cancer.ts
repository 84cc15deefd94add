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

/** What scikit-learn calls a Bunch: the data, and what its numbers mean. */
export interface BreastCancer {
  /** `[569][30]`, float64. */
  data: NDArray;
  /** `[569]`, int32: 0 malignant, 1 benign. */
  target: NDArray;
  /** The same as one danfojs frame: 30 features, then `target`. */
  frame: DataFrame;
  featureNames: string[];
  targetNames: string[];
}

/**
 * The Wisconsin breast cancer data: 569 tumours, 30 measurements each, malignant (0) or benign (1).
 *
 * Reads `datasets/breast_cancer.csv` with danfojs. The file's digest is checked first, so that every figure that comes of
 * it can be trusted.
 *
 * @throws ValueError when the file is missing or is not, byte for byte, the dataset of the day
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
