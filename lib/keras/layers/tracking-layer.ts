import { withDefaults } from "../../errors.ts";
import type { ConstraintIdentifier } from "../constraints.ts";
import * as constraints from "../constraints.ts";
import type { InitializerIdentifier } from "../initializers/index.ts";
import * as initializers from "../initializers/index.ts";
import type { RegularizerIdentifier } from "../regularizers.ts";
import * as regularizers from "../regularizers.ts";
import type { SavedLayer } from "../saving/saveable.ts";
import type { Variable } from "../variable.ts";
import type { KerasTensor, Structure } from "./keras-tensor.ts";
import { Layer } from "./layer.ts";
import { newVariable } from "./new-variable.ts";
import { layersIn, trackedIn, variablesIn } from "./tracked-layers.ts";

/** A weight that a layer makes. */
export interface WeightSpec {
  /** Sizes per axis; default `[]`, a single number. */
  shape?: readonly number[];
  /** How it begins; default `"glorot_uniform"`, for a single number `"zeros"`. */
  initializer?: InitializerIdentifier | null;
  /** Let training change it, default true. */
  trainable?: boolean;
  /** `name: "mine"`; default `variable`. */
  name?: string | null;
  /** A penalty on it, default none. */
  regularizer?: RegularizerIdentifier | null;
  /** Applied after each update, default none. */
  constraint?: ConstraintIdentifier | null;
  /** Only `"float32"`. */
  dtype?: string;
}

/** A layer to extend: the layers and variables in the properties of a subclass, and the weights that it makes, are its own. */
export abstract class TrackingLayer<Form extends Structure<KerasTensor> = KerasTensor> extends Layer<Form> {
  private made: readonly Variable[] = [];

  /**
   * Makes a weight, usually in `build`.
   *
   * @param spec its shape, default a single number, and how it begins; it is `trainable` unless told otherwise
   * @throws ValueError for an unknown option, initializer, regularizer or constraint
   *
   * @example
   * class Scale extends layers.Layer {
   *   private readonly factor = this.addWeight({ shape: [], initializer: "ones", name: "factor" });
   *   override call(inputs: any): any {
   *     return inputs.mul(this.factor.read());
   *   }
   * }
   * const model = new Sequential([Input({ shape: [3] }), new Scale()]);
   */
  addWeight(spec: WeightSpec = {}): Variable {
    const { shape, initializer, trainable, name, regularizer, constraint } = withDefaults<WeightSpec>(
      "addWeight",
      spec,
      {
        shape: [],
        initializer: null,
        trainable: true,
        name: null,
        regularizer: null,
        constraint: null,
        dtype: "float32",
      },
    );
    // As in Keras a weight of one number begins at zero.
    const begins = initializers.get(initializer ?? (shape.length === 0 ? "zeros" : "glorot_uniform"));
    const path = `${this.name}/${name ?? "variable"}`;
    const variable = newVariable(path, [...shape], {
      initializer: begins,
      regularizer: regularizers.get(regularizer),
      constraint: constraints.get(constraint),
      trainable,
    });
    this.made = [...this.made, variable];
    return variable;
  }

  /** The object whose properties hold layers, variables and metrics. */
  get owner(): object {
    return this;
  }

  /** The layers in the properties. */
  override get sublayers(): readonly Layer[] {
    return layersIn(this.owner);
  }

  /** For files: the layers in the properties by name, and the weights beside them; undefined without such layers. */
  get tracked(): SavedLayer["tracked"] {
    return this.sublayers.length === 0 ? undefined : trackedIn(this.owner, this.addedWeights);
  }

  /** The weights beside those of the sublayers, as they were made; as in Keras those that are not to be trained come last. */
  get addedWeights(): readonly Variable[] {
    const all = [...new Set([...this.ownWeights, ...this.made, ...variablesIn(this.owner)])];
    return all.sort((a, b) => Number(a.isState) - Number(b.isState) || a.order - b.order);
  }

  override get weights(): readonly Variable[] {
    return [...new Set([...this.addedWeights, ...this.sublayers.flatMap(({ weights }) => weights)])];
  }

  override get trainableWeights(): readonly Variable[] {
    if (!this.trainable) return [];
    const inner = new Set(this.sublayers.flatMap(({ weights }) => weights));
    const trained = new Set(this.sublayers.flatMap(({ trainableWeights }) => trainableWeights));
    return this.weights.filter((variable) =>
      inner.has(variable) ? trained.has(variable) : variable.trainable,
    );
  }
}
