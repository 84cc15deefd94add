/** Datasets, as in `sklearn.datasets`. */
export { type BreastCancer, loadBreastCancer } from "./load-breast-cancer.ts";
export {
  type MakeCirclesOptions,
  type MakeMoonsOptions,
  makeCircles,
  makeMoons,
} from "./samples-generator.ts";
