import { KerasLoss, LOSS, type LossOptions } from "./loss.ts";

export interface CircleOptions extends LossOptions {
  /** Scale of the similarities, `gamma: 1`; default 80. */
  gamma?: number;
  /** Distance from a perfect similarity that is accepted, `margin: 0.5`; default 0.4. */
  margin?: number;
  /** Leave out the pair of each sample with itself, default true. */
  removeDiagonal?: boolean;
}

/**
 * Circle loss ([Sun et al. 2020](https://arxiv.org/abs/2002.10857)): pulls the samples of one class together and pushes others
 * apart, over the pairs of a batch. The outputs are embeddings of length 1, `y` class numbers. TensorFlow.js computes the model.
 *
 * @example
 * const loss = new losses.Circle({ gamma: 64 });
 * const model = new Sequential([new Dense(2, { inputDim: 3 })]);
 * model.compile({ loss });
 */
export class Circle extends KerasLoss<[options?: CircleOptions]> {
  protected static override readonly kind = "circle";
  protected static override readonly defaults = {
    gamma: 80,
    margin: 0.4,
    removeDiagonal: true,
    ...LOSS,
    name: "circle",
  };

  protected static override formula(own: object, name: string): object {
    return { ...own, label: `loss '${name}'` };
  }
}
