/** The members of models and layers that saving and loading need; nothing here depends on a kind of model. */
import type { OptimizerState } from "../../engine/index.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Variable } from "../variable.ts";
import type { SerializableLayer } from "./keras3-form.ts";

/** A layer, or a model in a model, whose weights are saved. */
export interface SavedLayer extends SerializableLayer {
  readonly trainable: boolean;
  readonly weights: readonly Variable[];
  /** The layers of a model. */
  readonly layers?: readonly SavedLayer[];
  /** Layers that a layer wraps, by their attribute's name in Keras: `{ layer }`, `{ forward_layer, backward_layer }`. */
  readonly wrappedLayers?: Readonly<Record<string, SavedLayer>>;
  /** The layers in the properties of a custom class, by the names of the properties, and the weights beside them. */
  readonly tracked?: {
    readonly layers: Readonly<Record<string, HeldLayers>>;
    readonly weights: readonly Variable[];
  };
  /** A learned vocabulary, a text file of its own in a `.keras` file. */
  readonly vocabularyText?: string | undefined;
  /** The weights of its tokens, for `outputMode: "tf_idf"`. */
  readonly idfWeights?: readonly number[] | undefined;
  restoreVocabulary?(text: string, idfWeights: ArrayLike<number> | undefined): void;
}

/** A layer, or those in a list, which may hold lists. */
export type HeldLayers = SavedLayer | readonly HeldLayers[];

export interface SavedModel extends SavedLayer {
  /** The model itself. */
  readonly model: object;
  readonly layers: readonly SavedLayer[];
  /** Null for a model that is not compiled. */
  readonly compiledOptimizer: Optimizer | null;
  /** The weights that training changes. */
  readonly trainedVariables: readonly Variable[];
  /** Keras' dictionary of the arguments of `compile`; null for a model that is not compiled. */
  getCompileConfig(): Record<string, unknown> | null;
  /** The state of the optimizer; undefined before its first update. */
  optimizerState(): Promise<OptimizerState | undefined>;
  /** Passes the state to `restore`, now or as soon as there is one. */
  restoreOptimizer(restore: (state: OptimizerState) => void): void;
}
