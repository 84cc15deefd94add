import { type Dataset, loadCsv } from "./load-csv.ts";

/** The dataset of `loadBreastCancer`. */
export type BreastCancer = Dataset;

const SHA256 = "75a1d74a59df9cb0a78ecc0a36085bf8a85239557f178d3b8d758e88b26416e1";

/**
 * Loads the Wisconsin breast cancer dataset: 569 tumours with 30 measurements each, malignant (0) or benign (1).
 *
 * @throws ValueError if `datasets/breast_cancer.csv` is missing or its bytes have changed
 * @example
 * const { data, target, targetNames } = await loadBreastCancer();
 * console.log(data.shape, targetNames[target.values[0]]);
 *
 * After `sklearn.datasets.load_breast_cancer` 1.9.
 */
export function loadBreastCancer(): Promise<BreastCancer> {
  return loadCsv("breast_cancer.csv", SHA256, ["malignant", "benign"]);
}
