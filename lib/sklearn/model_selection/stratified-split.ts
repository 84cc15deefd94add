import type { RandomState } from "../../engine/random/mt19937.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import {
  asStrings,
  checkFinite,
  type Label,
  type Labels,
  quoted,
  uniqueLabels,
} from "../metrics/class-labels.ts";

/**
 * The class of each sample. A row of several labels, such as a one-hot vector, becomes one string, as in scikit-learn.
 *
 * @throws ValueError for labels that are NaN or infinite
 */
export function classesOf(stratify: Labels): readonly Label[] {
  const strings = asStrings(stratify, "stratify");
  if (strings) return strings;
  const array = asArray(stratify as ArrayInput, "float64", "stratify");
  if (array.ndim !== 1 && array.ndim !== 2) {
    throw new ValueError(
      `Expected \`stratify\` to have one label, or one row of labels, per sample. Received: shape (${array.shape.join(", ")})`,
    );
  }
  checkFinite(array.values, "Input y");
  if (array.ndim === 1) return Array.from(array.values);
  const [rows, columns] = array.shape;
  return Array.from({ length: rows }, (_, i) =>
    array.values.subarray(i * columns, (i + 1) * columns).join(" "),
  );
}

/**
 * One split of `sklearn.model_selection.StratifiedShuffleSplit`, with the same draws from the same generator.
 *
 * @param labels the class of each sample
 * @returns indices of the training samples and of the test samples
 * @throws ValueError if a class has only one sample, or a set is smaller than the number of classes
 */
export function stratifiedSplit(
  labels: readonly Label[],
  trainCount: number,
  testCount: number,
  random: RandomState,
): [number[], number[]] {
  const classes = uniqueLabels(labels);
  const membersOf = new Map<Label, number[]>(classes.map((label) => [label, []]));
  labels.forEach((label, i) => {
    membersOf.get(label)!.push(i);
  });
  const members = [...membersOf.values()];
  const counts = members.map(({ length }) => length);
  const tooFew = classes.filter((_, i) => counts[i] < 2);
  if (tooFew.length > 0) {
    throw new ValueError(
      `The least populated classes in y have only 1 member, which is too few. ` +
        "The minimum number of groups for any class cannot be less than 2. " +
        `Classes with too few members are: [${tooFew.map(quoted).join(", ")}]`,
    );
  }
  for (const [name, count] of [
    ["train", trainCount],
    ["test", testCount],
  ] as const) {
    if (count < classes.length) {
      throw new ValueError(
        `The ${name}Size = ${count} should be greater or equal to the number of classes = ${classes.length}`,
      );
    }
  }
  const trainCounts = approximateMode(counts, trainCount, random);
  const remaining = counts.map((count, i) => count - trainCounts[i]);
  const testCounts = approximateMode(remaining, testCount, random);

  const train: number[] = [];
  const test: number[] = [];
  members.forEach((indices, i) => {
    const shuffled = random.permutation(indices.length).map((at) => indices[at]);
    train.push(...shuffled.slice(0, trainCounts[i]));
    test.push(...shuffled.slice(trainCounts[i], trainCounts[i] + testCounts[i]));
  });
  return [random.permutation(train), random.permutation(test)];
}

/**
 * Distributes `draws` samples over the classes: the mode of a multivariate hypergeometric distribution, with ties broken
 * at random (`sklearn.utils.extmath._approximate_mode`).
 */
function approximateMode(classCounts: readonly number[], draws: number, random: RandomState): number[] {
  const total = classCounts.reduce((sum, count) => sum + count, 0);
  const continuous = classCounts.map((count) => (count / total) * draws);
  const floored = continuous.map(Math.floor);
  const remainder = continuous.map((value, i) => value - floored[i]);
  let missing = draws - floored.reduce((sum, count) => sum + count, 0);
  for (const value of [...new Set(remainder)].sort((a, b) => b - a)) {
    if (missing === 0) break;
    const tied = remainder.flatMap((other, i) => (other === value ? [i] : []));
    const chosen = random.choice(tied, Math.min(tied.length, missing));
    for (const i of chosen) floored[i]++;
    missing -= chosen.length;
  }
  return floored;
}
