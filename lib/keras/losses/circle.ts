import { Loss, type LossOptions } from "./loss";

export interface CircleOptions extends LossOptions {
  /** How sharp the border is, default 80. */
  gamma?: number;
  /** How far pairs may be from perfect, default 0.4. */
  margin?: number;
  /** A sample is no pair with itself, default true. */
  removeDiagonal?: boolean;
}

/**
 * Brings samples of one class together and others apart, pair by pair in a batch (Sun et al. 2020): for outputs that are
 * embeddings of length 1, and class numbers `y`. Computed by TensorFlow.js.
 */
export class Circle extends Loss {
  constructor(options: CircleOptions = {}) {
    const { gamma = 80, margin = 0.4, removeDiagonal = true, name = "circle" } = options;
    super(name, options, { kind: "circle", what: `loss '${name}'`, gamma, margin, removeDiagonal });
  }
}
