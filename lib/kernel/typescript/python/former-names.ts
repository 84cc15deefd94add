/** Names of older versions of Keras, which tutorials still have, and of pandas. */

const options: Record<string, string> = {
  lr: "learningRate",
  nb_epoch: "epochs",
  init: "kernelInitializer",
  sep: "delimiter",
};

/** The name today of an option, if it is among the `known`. */
export const optionToday = (name: string, known: readonly string[]): string | undefined =>
  Object.hasOwn(options, name) && known.includes(options[name]) ? options[name] : undefined;

/** The order of options of a call, in which values without names are meant. Keras 2 had no `lossWeights` before the metrics. */
export const optionsInOrder = (called: string, known: readonly string[]): readonly string[] =>
  called.endsWith(".compile") ? known.filter((name) => name !== "lossWeights") : known;

/** Options of pandas that danfojs takes for granted, or has in another way. */
const written: Record<string, string[]> = { "header: 0": [], "header: null": ["header: false"] };

/** An option as it is written here, if it is needed. */
export const optionHere = (option: string): string[] =>
  Object.hasOwn(written, option) ? written[option] : [option];

const classes = "`predict` returns probabilities: the class is where the largest is, or 1 above 0.5.";
const generators = "`fit`, `evaluate` and `predict` take generators.";

const states =
  "Recurrent layers have a state: `for (const layer of model.layers) (layer as any).resetState?.();` resets all.";

const methods: Record<string, string> = {
  fit_generator: generators,
  evaluate_generator: generators,
  predict_generator: generators,
  predict_proba: "`predict` returns the probabilities.",
  predict_classes: classes,
  predictClasses: classes,
  reset_states: states,
  resetStates: states,
};

/** The sentence about a method of models and layers that Keras has no more. */
export const formerMethod = (name: string): string | undefined =>
  Object.hasOwn(methods, name) ? `Older versions of Keras had \`${name}\`. ${methods[name]}` : undefined;
