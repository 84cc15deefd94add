export { type TrainTestSplitOptions, trainTestSplit } from "./train-test-split.ts";
