import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataFrame, Series } from "danfojs-node";
import { ValueError } from "../../errors.ts";
import { asArray, type NDArray } from "../../ndarray.ts";
import { prepareTensorFlow } from "../../tfjs/index.ts";

const TARGET = "target";

/** A dataset, in the fields of scikit-learn's `Bunch`. */
export interface Dataset {
  /** `[samples, features]`, float64. */
  data: NDArray;
  /** `[samples]`, int32: the class of each sample. */
  target: NDArray;
  /** Features and target as one danfojs frame: the columns of features, then `target`. */
  frame: DataFrame;
  /** Names of the features. */
  featureNames: string[];
  /** The class names, indexed by label. */
  targetNames: string[];
}

/**
 * Reads a file of the folder `datasets` with danfojs, after checking its digest, so that everyone has the same data.
 *
 * @param sha256 digest of the file's bytes
 * @throws ValueError if the file is missing or its bytes have changed
 */
export async function loadCsv(name: string, sha256: string, targetNames: string[]): Promise<Dataset> {
  const file = join(import.meta.dirname, "../../../datasets", name);
  checkDigest(file, `datasets/${name}`, sha256);
  prepareTensorFlow();
  const { readCSV } = await import("danfojs-node");
  const frame = await readCSV(file);
  const featureNames = frame.columns.filter((column) => column !== TARGET);
  return {
    data: asArray(frame.loc({ columns: featureNames }), "float64"),
    target: asArray(frame.column(TARGET) as Series, "int32"),
    frame,
    featureNames,
    targetNames,
  };
}

function checkDigest(file: string, path: string, sha256: string): void {
  const restore = `Restore it with: git checkout -- ${path}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ValueError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}). ${restore}`);
  }
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== sha256) {
    throw new ValueError(
      `${path} is not the dataset of the day. ` +
        `Expected SHA-256 ${sha256}. Received: ${digest} (${bytes.length} bytes). ${restore}`,
    );
  }
}
