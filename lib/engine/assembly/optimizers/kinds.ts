/** Optimizers. Imported by `lib/engine/optimizer.ts` too, so plain TypeScript only. */
export enum Rule {
  sgd,
  rmsprop,
  adagrad,
  adadelta,
  adam,
  adamax,
  nadam,
  ftrl,
  lion,
  lamb,
  adafactor,
  muon,
  scheduleFreeAdamW,
}
