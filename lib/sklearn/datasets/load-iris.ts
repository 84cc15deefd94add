import { type Dataset, loadCsv } from "./load-csv.ts";

const SHA256 = "0ba79ae755c686ee02dfe1d2943772a46ded2433c4fde6dd7ad3b01c41ff5d3d";

/**
 * Loads the iris dataset: 150 flowers with 4 measurements each, of three species (0, 1, 2).
 *
 * @throws ValueError if `datasets/iris.csv` is missing or its bytes have changed
 * @example
 * const { data, target, targetNames } = await loadIris();
 * console.log(data.shape, targetNames[target.values[0]]); // [150, 4] setosa
 *
 * After `sklearn.datasets.load_iris` 1.9.
 */
export function loadIris(): Promise<Dataset> {
  return loadCsv("iris.csv", SHA256, ["setosa", "versicolor", "virginica"]);
}
