import { types } from "node:util";
import type { Demand } from "../grade/question.ts";
import type { Sequential } from "../keras/index.ts";

type Layer = Sequential["layers"][number];

/**
 * What sets an answer apart from what is asked for: a sentence each, with code between backticks. Nothing of what is not
 * there yet, nor of what `slipOf` tells of.
 */
export function differencesOf(answer: unknown, demand: Demand): string[] {
  if (answer === undefined || answer === null || typeof answer === "function" || types.isPromise(answer)) {
    return [];
  }
  switch (demand.kind) {
    case "model":
      return differencesOfModel(answer, demand);
    case "layer":
      return differencesOfLayer(answer, demand);
    case "fit":
      return differencesOfFit(answer);
    case "computed":
      return [];
  }
}

/** Classes are known by their names, as a module that is loaded again has others of the same names. */
const classOf = (answer: unknown) => (answer as { className?: string }).className;

function differencesOfModel(answer: unknown, { input, layers }: Demand & { kind: "model" }): string[] {
  if (classOf(answer) !== "Sequential") return [notThe("model", answer, "new Sequential(…)")];
  if (layers === undefined) return [];
  const model = answer as Sequential;
  if (model.layers.length === 0) {
    return ["The model has no layers yet: `model.add(new Dense(…))` puts one on it."];
  }
  const others = model.layers.some(({ className }) => className !== "Dense");
  if (others || model.layers.length !== layers.length) {
    const own = model.layers.map((layer) => [layer.className, layer.getConfig().units].join(" ").trim());
    const asked = layers.map(({ units }) => `Dense ${units}`);
    return [
      `Its ${own.length === 1 ? "only layer is" : "layers are"} ${own.join(", ")}; asked are ${asked.join(", ")}.`,
    ];
  }
  const values = model.inputShape?.at(-1);
  return [
    ...(input !== undefined && values !== undefined && values !== input
      ? [
          `It takes ${values} values a sample; asked are ${input}: \`inputShape: [${input}]\` in its first layer.`,
        ]
      : []),
    ...model.layers.flatMap((layer, i) =>
      differencesInUnits(layer, layers[i]).map((said) => `Layer ${i + 1}, \`${layer.name}\`: ${said}`),
    ),
  ];
}

function differencesOfLayer(answer: unknown, demand: Demand & { kind: "layer" }): string[] {
  if (classOf(answer) !== "Dense") return [notThe("layer", answer, "new Dense(…)")];
  const layer = answer as Layer;
  const isTold = layer.getConfig().batch_input_shape as readonly unknown[] | undefined;
  const shape =
    demand.input === undefined
      ? isTold && "it is told an `inputShape`, which only a first layer needs."
      : isTold === undefined
        ? `it is not told \`inputShape: [${demand.input}]\`.`
        : isTold.at(-1) !== demand.input && `inputShape [${isTold.slice(1)}], asked is [${demand.input}].`;
  return [...differencesInUnits(layer, demand), ...(shape ? [shape] : [])];
}

function differencesInUnits(layer: Layer, asked: { units: number; activation?: string }): string[] {
  const { units, activation } = layer.getConfig();
  return [
    ...(units === asked.units ? [] : [`units ${units}, asked are ${asked.units}.`]),
    ...(asked.activation === undefined || activation === asked.activation
      ? []
      : [`activation \`${activation}\`, asked is \`${asked.activation}\`.`]),
  ];
}

const MOST_EPOCHS = 50;

function differencesOfFit(answer: unknown): string[] {
  const { history = answer } = answer as { history?: unknown };
  const { loss, accuracy } = history as { loss?: unknown; accuracy?: unknown };
  if (!Array.isArray(accuracy)) {
    if (Array.isArray(loss)) return ['`compile({ …, metrics: ["accuracy"] })` keeps the accuracy as well.'];
    return ["Hand in what `await model.fit(…)` returns."];
  }
  return accuracy.length < MOST_EPOCHS - 1
    ? [`It was trained for ${accuracy.length} epochs: \`epochs: ${MOST_EPOCHS}\` gives it more time.`]
    : ["Was `fit` given the scaled data?"];
}

/** That something else was handed in, and what to hand in. */
function notThe(wanted: "model" | "layer", answer: unknown, maker: string): string {
  const name = classOf(answer);
  const what = Array.isArray(answer)
    ? "a list"
    : name === "Sequential"
      ? "a model"
      : name !== undefined
        ? `a layer, \`${name}\``
        : typeof answer === "object"
          ? "an object, a configuration perhaps"
          : `a ${typeof answer}`;
  return `What you handed in is ${what}: hand in the ${wanted} itself, which \`${maker}\` gives.`;
}
