/** Splitting data, as in `sklearn.model_selection`. */
export { type Part, type TrainTestSplitOptions, trainTestSplit } from "./train-test-split.ts";
