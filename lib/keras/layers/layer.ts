import { ValueError } from "../../errors";
import type { ArrayInput, NDArray } from "../../ndarray";
import { PythonObject } from "../python-object";
import { tuple } from "../python-repr";
import { uniqueName } from "../unique-name";
import type { Variable } from "./variable";

/** Sizes per axis; `null` is any size, as that of a batch. */
export type Shape = (number | null)[];

/** A layer's configuration under Python's keys. */
export interface LayerConfig {
  name: string;
  dtype: string;
}

/** A step of a network: made first, then built when the shape of its input is known. */
export abstract class Layer extends PythonObject {
  readonly name: string;
  /** The shape that the layer was told, or built for. */
  inputShape: Shape | undefined;
  /** In Keras' order: kernel, then bias. Empty until the layer is built. */
  weights: readonly Variable[] = [];
  built = false;

  /** Keras' name of the class. */
  abstract readonly className: string;

  constructor(name: string | undefined, className: string) {
    super();
    this.name = name ?? uniqueName(className);
  }

  /** Makes the weights for an input of that shape; a second time checks that it is the same. */
  abstract build(inputShape: Shape): void;
  abstract computeOutputShape(inputShape: Shape): Shape;
  abstract getConfig(): LayerConfig;

  /** @throws ValueError before the layer is built */
  get outputShape(): Shape {
    if (this.inputShape === undefined) {
      throw new ValueError(
        `The layer ${this.name} has never been built and thus has no defined output shape.`,
      );
    }
    return this.computeOutputShape(this.inputShape);
  }

  /** @throws ValueError before the layer is built */
  countParams(): number {
    if (!this.built) {
      throw new ValueError(
        `You tried to call \`countParams\` on layer '${this.name}', but the layer isn't built. ` +
          "You can build it manually via: `layer.build(inputShape)`.",
      );
    }
    return this.weights.reduce((sum, variable) => sum + variable.size, 0);
  }

  /** Copies of the weights. */
  getWeights(): NDArray[] {
    return this.weights.map((variable) => variable.numpy());
  }

  /** @throws ValueError when their number or a shape differs */
  setWeights(weights: readonly ArrayInput[]): void {
    if (weights.length !== this.weights.length) {
      throw new ValueError(
        `You called \`setWeights(weights)\` on layer '${this.name}' with a weight list of length ` +
          `${weights.length}, but the layer was expecting ${this.weights.length} weights.`,
      );
    }
    const values = weights.map((data, i) => this.weights[i].check(data, this.name));
    values.forEach((array, i) => {
      this.weights[i].assign(array);
    });
  }
}

/** Keras' words for data, or a layer, that does not fit the layer after it. */
export function incompatibleInput(layer: string, expected: number | null, shape: Shape): ValueError {
  return new ValueError(
    `Input 0 with name 'None' of layer '${layer}' is incompatible with the layer: expected axis -1 of input shape ` +
      `to have value ${expected}, but received input with shape ${tuple([...shape])}`,
  );
}

/** @throws ValueError unless every size is a positive whole number */
export function checkShape(shape: readonly number[], name: string): void {
  if (Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size > 0)) return;
  throw new ValueError(
    `Expected \`${name}\` to be an array of positive integers, such as [30]. Received: ${name}=${JSON.stringify(shape)}`,
  );
}
