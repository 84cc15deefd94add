import { type Dataset, loadCsv } from "./load-csv.ts";

const SHA256 = "546a846b5fce7a9b41bcfc524abdb869bdf964b3a958ddcb4e8be5e30057702f";

/**
 * Loads the wine dataset: chemical analyses, 13 figures each, of 178 wines of three cultivars (0, 1, 2).
 *
 * @throws ValueError if `datasets/wine.csv` is missing or its bytes have changed
 * @example
 * const { data, target, targetNames } = await loadWine();
 * console.log(data.shape, targetNames[target.values[0]]); // [178, 13] class_0
 *
 * After `sklearn.datasets.load_wine` 1.9.
 */
export function loadWine(): Promise<Dataset> {
  return loadCsv("wine.csv", SHA256, ["class_0", "class_1", "class_2"]);
}
