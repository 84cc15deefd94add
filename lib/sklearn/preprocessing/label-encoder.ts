import { ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import {
  asStrings,
  columnOr1d,
  type Label,
  type Labels,
  quoted,
  uniqueLabels,
} from "../metrics/class-labels.ts";
import { notFitted } from "./features.ts";

/**
 * Numbers the classes of targets from 0, in order: numbers by value, words by their characters.
 *
 * @example
 * const encoder = new LabelEncoder();
 * const y = encoder.fitTransform(["paris", "paris", "tokyo", "amsterdam"]);
 * console.log(y.arraySync(), encoder.classes_); // [1, 1, 2, 0] ["amsterdam", "paris", "tokyo"]
 * console.log(encoder.inverseTransform([2, 0])); // ["tokyo", "amsterdam"]
 *
 * Port of `sklearn.preprocessing.LabelEncoder` 1.9.
 */
export class LabelEncoder {
  #numbers: ReadonlyMap<Label, number> | undefined;

  /**
   * Learns the classes, discarding earlier calls.
   *
   * @param y `[n]` labels: words, or numbers
   * @throws ValueError for more than one label per sample, and for a mix of words and numbers
   */
  fit(y: Labels): this {
    this.#numbers = new Map(uniqueLabels(labelsOf(y)).map((label, i) => [label, i]));
    return this;
  }

  /**
   * Numbers labels.
   *
   * @param y `[n]` labels
   * @returns `[n]` numbers of their classes, int32
   * @throws NotFittedError before `fit`
   * @throws ValueError for labels that `fit` has not seen
   */
  transform(y: Labels): NDArray {
    const numbers = this.#fitted();
    const labels = labelsOf(y);
    checkSeen(labels, (label) => numbers.has(label));
    return new NDArray(
      Int32Array.from(labels, (label) => numbers.get(label)!),
      [labels.length],
    );
  }

  /** `fit` followed by `transform`. @throws ValueError as `fit` does */
  fitTransform(y: Labels): NDArray {
    return this.fit(y).transform(y);
  }

  /**
   * Reverts `transform`.
   *
   * @param y `[n]` numbers of classes
   * @returns their labels
   * @throws NotFittedError before `fit`
   * @throws ValueError for numbers that no class has
   */
  inverseTransform(y: ArrayInput): Label[] {
    const classes = this.classes_;
    const numbers = columnOr1d(y, "y", REMEDY);
    checkSeen(numbers, (number) => number in classes);
    return numbers.map((number) => classes[number]);
  }

  /** The classes seen by `fit`, in order. @throws NotFittedError before `fit` */
  get classes_(): Label[] {
    return [...this.#fitted().keys()];
  }

  toString(): string {
    return "LabelEncoder()";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #fitted(): ReadonlyMap<Label, number> {
    if (this.#numbers === undefined) throw notFitted("LabelEncoder");
    return this.#numbers;
  }
}

const REMEDY = "Give `y` one label per sample.";

const labelsOf = (y: Labels): Label[] => asStrings(y, "y") ?? columnOr1d(y as ArrayInput, "y", REMEDY);

function checkSeen(labels: readonly Label[], isKnown: (label: Label) => boolean): void {
  const unseen = uniqueLabels(labels).filter((label) => !isKnown(label));
  if (unseen.length > 0)
    throw new ValueError(`y contains previously unseen labels: [${unseen.map(quoted).join(", ")}]`);
}
