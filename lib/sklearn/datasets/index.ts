/** Datasets, as in `sklearn.datasets`. */
export { type BreastCancer, loadBreastCancer } from "./load-breast-cancer.ts";
export type { Dataset } from "./load-csv.ts";
export { loadIris } from "./load-iris.ts";
export { loadWine } from "./load-wine.ts";
export * from "./make-blobs.ts";
export * from "./samples-generator.ts";
