import { fromArguments, received, ValueError } from "../../errors.ts";
import { checkRandomState } from "../check-random-state.ts";
import { type Label, type Labels, readLabels } from "../metrics/class-labels.ts";
import { indexable } from "./train-test-split.ts";

export interface KFoldOptions {
  /** Number of folds, at least 2. Default 5. */
  nSplits?: number;
  /** Shuffle before splitting; `StratifiedKFold` shuffles each class. The indices of a fold are in order all the same. Default `false`. */
  shuffle?: boolean;
  /** Seed in [0, 2³² − 1], with `shuffle`. Default: the global generator, which `utils.setRandomSeed` of Keras seeds. */
  randomState?: number | null;
}

type KFoldArgs = [options?: KFoldOptions] | [nSplits: number, options?: Omit<KFoldOptions, "nSplits">];

/** The constructor and `split` of both classes. */
abstract class BaseKFold {
  /** As given to the constructor. */
  readonly nSplits: number;
  /** As given to the constructor. */
  readonly shuffle: boolean;
  /** As given to the constructor. */
  readonly randomState: number | null;

  /**
   * @param args the number of folds, which may also be an option, and options
   * @throws ValueError for fewer than two folds, and for a seed without `shuffle`
   */
  constructor(...args: KFoldArgs) {
    const defaults = { nSplits: 5, shuffle: false, randomState: null };
    const { nSplits, shuffle, randomState } = fromArguments<KFoldOptions>(new.target.name, args, defaults);
    if (!Number.isInteger(nSplits)) {
      throw new ValueError(
        `The number of folds must be of Integral type. Received: nSplits=${received(nSplits)}`,
      );
    }
    if (nSplits <= 1) {
      throw new ValueError(
        "k-fold cross-validation requires at least one train/test split by setting nSplits=2 or more, " +
          `got nSplits=${nSplits}.`,
      );
    }
    if (typeof shuffle !== "boolean") {
      throw new ValueError(`shuffle must be true or false; got ${received(shuffle)}`);
    }
    if (!shuffle && randomState !== null) {
      throw new ValueError(
        "Setting a randomState has no effect since shuffle is false. " +
          "You should leave randomState to its default (null), or set shuffle: true.",
      );
    }
    [this.nSplits, this.shuffle, this.randomState] = [nSplits, shuffle, randomState];
  }

  /** The number of folds. */
  getNSplits(): number {
    return this.nSplits;
  }

  /** The pairs of indices for the fold of each sample. */
  protected pairs(X: unknown, y: unknown, foldsOf: (n: number) => number[]): [number[], number[]][] {
    const { n } = indexable(y == null ? [X] : [X, y]);
    if (this.nSplits > n) {
      throw new ValueError(
        `Cannot have number of splits nSplits=${this.nSplits} greater than the number of samples: n_samples=${n}.`,
      );
    }
    const folds = foldsOf(n);
    const indices = [...folds.keys()];
    return Array.from({ length: this.nSplits }, (_, fold) => [
      indices.filter((i) => folds[i] !== fold),
      indices.filter((i) => folds[i] === fold),
    ]);
  }

  /** The folds of `count` samples in a row, when all are dealt out in turn and `start` came before them. */
  protected blocks(count: number, start = 0): number[] {
    return Array.from({ length: count }, (_, i) => (start + i) % this.nSplits).sort((a, b) => a - b);
  }
}

/**
 * K-fold cross-validation: cuts samples into folds, each of which is the test set once and in the training set otherwise.
 * For a given `randomState`, the indices are scikit-learn's.
 *
 * @example
 * import { Dense, Sequential } from "../lib/keras";
 * import { asArray } from "../lib/ndarray";
 *
 * const X = asArray([[0], [1], [2], [3]]);
 * const y = [1, 3, 5, 7];
 * const losses: number[] = [];
 * for (const [train, test] of new KFold(2, { shuffle: true, randomState: 42 }).split(X)) {
 *   const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 *   model.compile({ loss: "mse" });
 *   await model.fit(X.take(train), train.map((i) => y[i]), { epochs: 2, verbose: 0 });
 *   losses.push(await model.evaluate(X.take(test), test.map((i) => y[i]), { verbose: 0 }));
 * }
 * console.log(losses.length); // 2
 *
 * Port of `sklearn.model_selection.KFold` 1.9.
 */
export class KFold extends BaseKFold {
  /**
   * The indices of the training samples and of the test samples, for each fold. They select rows by `X.take(train)` of an
   * `NDArray`, `train.map((i) => y[i])` of a list and `frame.iloc({ rows: train })` of a danfojs `DataFrame`.
   *
   * @param X samples along the first axis
   * @param y targets, of which only the length is checked
   * @returns `[[train, test], …]`, a pair for each fold
   * @throws ValueError for fewer samples than folds, and for targets of another length
   */
  split(X: unknown, y?: unknown): [train: number[], test: number[]][] {
    return this.pairs(X, y, (n) => {
      const blocks = this.blocks(n);
      if (!this.shuffle) return blocks;
      const folds = new Array<number>(n);
      checkRandomState(this.randomState)
        .permutation(n)
        .forEach((sample, i) => {
          folds[sample] = blocks[i];
        });
      return folds;
    });
  }
}

/**
 * K-fold cross-validation whose folds all have about the same fraction of each class. For a given `randomState`, the indices
 * are scikit-learn's.
 *
 * @example
 * const y = ["cat", "dog", "cat", "dog"];
 * for (const [train, test] of new StratifiedKFold(2).split([1, 2, 3, 4], y)) console.log(train, test); // [2, 3] [0, 1] …
 *
 * Port of `sklearn.model_selection.StratifiedKFold` 1.9.
 */
export class StratifiedKFold extends BaseKFold {
  /**
   * The indices of the training samples and of the test samples, for each fold, as those of `KFold`.
   *
   * @param X samples along the first axis
   * @param y `[n]` the class of each sample
   * @returns `[[train, test], …]`, a pair for each fold
   * @throws ValueError for fewer samples than folds or fewer in each class, and for targets that are not classes
   */
  split(X: unknown, y: Labels): [train: number[], test: number[]][] {
    const { labels, kind } = readLabels(y, "y");
    if (kind !== "binary" && kind !== "multiclass") {
      throw new ValueError(
        `Supported target types are: ('binary', 'multiclass'). Got '${kind}' instead. Give \`y\` one class per sample.`,
      );
    }
    return this.pairs(X, y, (n) => {
      const members = new Map<Label, number[]>(labels.map((label) => [label, []]));
      labels.forEach((label, i) => {
        members.get(label)!.push(i);
      });
      const counts = [...members.values()].map(({ length }) => length);
      if (counts.every((count) => count < this.nSplits)) {
        throw new ValueError(
          `nSplits=${this.nSplits} cannot be greater than the number of members in each class.`,
        );
      }
      const least = Math.min(...counts);
      if (least < this.nSplits) {
        console.warn(
          `The least populated class in y has only ${least} members, which is less than nSplits=${this.nSplits}.`,
        );
      }
      const random = checkRandomState(this.randomState);
      const folds = new Array<number>(n);
      let start = 0;
      for (const samples of members.values()) {
        const blocks = this.blocks(samples.length, start);
        const order = this.shuffle ? random.permutation(blocks) : blocks;
        samples.forEach((sample, i) => {
          folds[sample] = order[i];
        });
        start += samples.length;
      }
      return folds;
    });
  }
}
