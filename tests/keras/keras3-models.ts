/** Models and helpers of the programs in `keras3-programs.ts`. */
import {
  config,
  Dense,
  Input,
  layers,
  type metrics,
  type optimizers,
  Sequential,
} from "../../lib/keras/index.ts";
import { pythonRepr } from "../../lib/python-repr.ts";

export const X = Array.from({ length: 40 }, (_, i) => [0, 1, 2, 3].map((j) => ((i * 7 + j * 3) % 11) / 10));
export const Y = Array.from({ length: 40 }, (_, i) => Number((i * 5) % 7 > 3));

/** A clock that goes on by so many seconds each time it is asked. */
export function clock(step: number): void {
  let count = 0;
  config.setClock(() => 1000 + count++ * step);
}

export function small(
  optimizer: optimizers.OptimizerIdentifier = "sgd",
  reported: metrics.MetricIdentifier[] = [],
) {
  const model = new Sequential([
    Input([4]),
    new Dense(3, { activation: "tanh" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer, loss: "mse", metrics: reported });
  return model;
}

export function wide(): Sequential {
  const name = "the_first_hidden_layer_with_a_name_that_is_longer_than_its_column";
  return new Sequential(
    [
      Input([784]),
      new Dense(512, { activation: "relu", name }),
      new layers.Dropout(0.2),
      new Dense(256, { activation: "relu", trainable: false }),
      new layers.Activation("tanh"),
      new Dense(10, { activation: "softmax" }),
    ],
    { name: "wide" },
  );
}

export function trained(optimizer: optimizers.OptimizerIdentifier): void {
  const model = new Sequential([Input([4]), new Dense(3), new Dense(2, { trainable: false }), new Dense(1)]);
  model.compile({ optimizer, loss: "mse", jitCompile: true });
  model.trainOnBatch(X, Y);
  model.summary();
}

export function print(...values: unknown[]): void {
  process.stdout.write(`${values.map(text).join(" ")}\n`);
}

/** As Python's `print` shows it; a list has its entries' own forms. */
function text(value: unknown): string {
  if (Array.isArray(value) && value.some((one) => typeof one === "object"))
    return `[${value.map(text).join(", ")}]`;
  return typeof value === "string" ? value : pythonRepr(value);
}

export const NAMES = [
  "sgd",
  "adam",
  "rmsprop",
  "adamw",
  "adagrad",
  "adadelta",
  "adamax",
  "nadam",
  "ftrl",
  "lion",
];
