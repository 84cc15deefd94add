/** Splitting data, as in `sklearn.model_selection`. */
export { KFold, type KFoldOptions, StratifiedKFold } from "./k-fold.ts";
export { type Part, type TrainTestSplitOptions, trainTestSplit } from "./train-test-split.ts";
