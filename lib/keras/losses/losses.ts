/** The losses of Keras that are ported. */
export * from "./circle-loss.ts";
export { CTC } from "./ctc.ts";
export * from "./hinge-losses.ts";
export * from "./overlap-losses.ts";
export * from "./probabilistic-losses.ts";
export * from "./regression-losses.ts";
