import type { NDArray } from "../../ndarray.ts";
import type { SerializableLayer } from "../saving/keras3-form.ts";

/** An object as `console.log` shows it. */
export interface Printed {
  readonly name?: unknown;
  readonly built?: unknown;
  /** The function that a loss computes, and its settings. */
  readonly computed?: { readonly name: string; readonly settings: object };
}

/** A variable as `console.log` shows it. */
export interface PrintedVariable {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  numpy(): NDArray;
}

/** The progress of a pass over the data. */
export interface Progress {
  readonly current: number;
  /** Null: unknown. */
  readonly target: number | null;
  /** The formatted figures. */
  readonly figures: readonly string[];
  /** Seconds; null without a clock. */
  readonly times: { readonly elapsed: number; readonly perStep: number } | null;
  /** True if this ends the line. */
  readonly last: boolean;
}

/** A part of a text, and how a terminal shows it. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Style = "bold" | "number" | "none" | "symbol" | "yes" | "no";

/** Options of `summary`. */
export interface SummaryOptions {
  /** Width of the table; default 65, with dialect 3 at most 88 or the terminal's width. */
  lineLength?: number | null;
  /** End of each column, in characters or, up to 1, as a fraction of the width; default `[0.45, 0.85, 1]`. */
  positions?: readonly number[] | null;
  /** Takes each line, without its end, or in Keras 3's words the whole text; default: printed. */
  printFn?: ((text: string) => void) | null;
  /** Show the layers of nested models; only in Keras 3's words. */
  expandNested?: boolean;
  /** Show whether layers are trained; only in Keras 3's words. */
  showTrainable?: boolean;
  /** Names of the first and the last layer to show, or patterns of them; only in Keras 3's words. */
  layerRange?: readonly [string, string] | null;
}

/** A layer as a summary shows it. */
export interface SummarizedLayer {
  readonly name: string;
  readonly className: string;
  readonly built: boolean;
  readonly trainable: boolean;
  readonly weights: readonly SummarizedVariable[];
  /** Null if it is not known yet. */
  readonly outputShape: readonly (number | null)[] | readonly (readonly (number | null)[])[] | null;
  /** The layers of a nested model. */
  readonly layers?: readonly SummarizedLayer[];
  /** The sources of the inputs, in a graph that is not a chain. */
  readonly connections?: readonly Connection[];
}

/** An output of a call of a layer. */
export type Connection = readonly [layer: string, call: number, output: number];

export interface SummarizedVariable {
  readonly size: number;
  readonly dtype: string;
}

/** A model as a summary shows it. */
export interface SummarizedModel {
  readonly name: string;
  readonly built: boolean;
  /** True for a class whose layers are in its properties. */
  readonly isSubclassed: boolean;
  readonly layers: readonly SummarizedLayer[];
  readonly weights: readonly SummarizedVariable[];
  readonly trainableWeights: readonly SummarizedVariable[];
  /** Values and bytes of the optimizer's state; null before it has one. */
  readonly optimizer: { readonly values: number; readonly bytes: number } | null;
}

/** A `Sequential` as its configuration shows it; the layers begin with the input layer, once there is one. */
export interface Stack {
  readonly name: string;
  readonly trainable: boolean;
  readonly layers: readonly SerializableLayer[];
  readonly inputShape: (number | null)[] | undefined;
}

/** Keras' words in one of its versions: what it prints, and how it names things. */
export interface Dialect {
  /** @param pythonClass module and class in Keras 2.4.3 */
  object(object: Printed, pythonClass: string, address: () => string): string;
  variable(variable: PrintedVariable): string;
  tensor(tensor: {
    readonly shape: readonly (number | null)[];
    readonly dtype: string;
    readonly name: string;
  }): string;
  /** The name of inputs that are given none, and the number after the first of them; null: none. */
  readonly input: { readonly name: string; readonly first: number | null };
  /** Suffix of the first layer's name for an input made from its shape; null: it is named as other inputs. */
  readonly derivedInput: string | null;
  /** The class by which a graph that is given no name is named. */
  readonly graph: string;
  /** True if masks of symbolic tensors are shown as operations of a graph. */
  readonly showsMasks: boolean;
  /** True if optimizers and metrics without a name are named and numbered as layers are. */
  readonly numbersNames: boolean;
  /** True if a model that its first data build shows their number. */
  readonly showsBatchSize: boolean;
  /** Names of losses, metrics and the like that this version of Keras does not know, by their kind. */
  readonly unknownNames: Readonly<Record<string, readonly string[]>>;
  /** True if a pass of own steps has the figures of the metrics that it names, not those that its last step returned. */
  readonly resultsOfMetrics: boolean;
  /** True if some metrics refuse a number per sample as the targets of a single output. */
  readonly refusesColumns: boolean;
  /** True if outputs in a dictionary have the names of their layers, not the keys. */
  readonly namesOutputsByLayer: boolean;
  /** A layer's configuration, given under the keys of Keras 2.4.3. */
  layerConfig(className: string, config: object): object;
  /** The same for a loss, a metric, an optimizer, a schedule, an initializer, a regularizer or a constraint. */
  partConfig(className: string, config: object): object;
  /** An initializer, a regularizer or a constraint in Keras' form; a function by its name. */
  partForm(
    module: string,
    part: { readonly className: string; readonly custom?: object; getConfig(): object },
  ): { class_name: string; config: object } | string;
  /** A layer, or a model in a model, in the configuration of a model. */
  layerEntry(layer: SerializableLayer): { class_name: string; config: object };
  /** The configuration of a stack of layers. */
  stackConfig(stack: Stack): object;
  /** The content of a model's `toJson`, given its class and configuration; null: that of `config.json` in a `.keras` file. */
  readonly modelJson: ((className: string, config: object) => object) | null;
  summary(model: SummarizedModel, options: SummaryOptions): void;
  /** One line of `verbose: 1`. */
  progress(progress: Progress): string;
  /** One line of `verbose: 2`. */
  progressLine(progress: Progress): string;
  /** The width of a line on the screen. */
  width(line: string): number;
  /** Loss and metrics in the order in which they are shown and recorded; dictionaries among them are taken apart. Done in place. */
  order(logs: Record<string, unknown>): void;
  /** The names of a model's metrics, given `loss` and what follows it in `evaluate`. */
  metricsNames(isCompiled: boolean, names: readonly string[]): string[];
  /** The default of `predict`'s `verbose`. */
  readonly predictVerbose: 0 | 1;
  /** @param epoch from 1 */
  earlyStopping(epoch: number): string;
  restoringBestWeights(epoch: number): string;
  learningRate(epoch: number, callback: string, name: string, rate: string): string;
}
