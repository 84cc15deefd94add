/** Datasets, as in `sklearn.datasets`. */
export { type BreastCancer, loadBreastCancer } from "./load-breast-cancer.ts";
export * from "./samples-generator.ts";
