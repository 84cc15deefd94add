import { types } from "node:util";
import type { Demand } from "../grade/question.ts";
import type { History, Sequential } from "../keras/index.ts";

type Layer = Sequential["layers"][number];

/**
 * The differences between an answer and what is asked for, each a sentence with code between backticks. Missing answers and
 * the mistakes that `commonMistake` reports have none.
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

/** The common mistake that an answer shows, as a sentence with code between backticks; `undefined` if it shows none. */
export function commonMistake(answer: unknown, demand?: Demand): string | undefined {
  if (types.isPromise(answer)) {
    return "Your answer is still a promise: write `await` before the call that returns it, as in `await model.fit(…)`.";
  }
  if (typeof answer === "function" && /^[A-Z]\w*$/.test(answer.name)) {
    return `Your answer is the class \`${answer.name}\` itself: create an instance with \`new ${answer.name}(…)\`.`;
  }
  // By name: a module loaded again has another class of the same name.
  const { className, built, layers } = (answer ?? {}) as Partial<Sequential>;
  const isEmptyMeant = demand?.kind === "model" && demand.layers?.length === 0;
  if (className !== "Sequential" || built || !layers?.length || isEmptyMeant) return undefined;
  return "The model does not know its input shape yet, so it has no weights: give its first layer an `inputShape`.";
}

/** Classes are compared by name: a module loaded again has others of the same names. */
const classOf = (answer: unknown) => (answer as { className?: string }).className;

function differencesOfModel(answer: unknown, { input, layers }: Demand & { kind: "model" }): string[] {
  if (classOf(answer) !== "Sequential") return [notThe("model", answer, "new Sequential(…)")];
  if (layers === undefined) return [];
  const model = answer as Sequential;
  const own = model.layers.map((layer) => [layer.className, layer.getConfig().units].join(" ").trim());
  if (own.length === 0) {
    return layers.length === 0 ? [] : ["The model has no layers yet: `model.add(new Dense(…))` adds one."];
  }
  const others = model.layers.some(({ className }) => className !== "Dense");
  if (others || own.length !== layers.length) {
    const asked =
      layers.map(({ units }) => `Dense ${units}`).join(", ") || "none yet, as in `new Sequential()`";
    return [
      `Its ${own.length === 1 ? "only layer is" : "layers are"} ${own.join(", ")}. Expected: ${asked}.`,
    ];
  }
  const values = model.inputShape?.at(-1);
  return [
    ...(input !== undefined && values !== undefined && values !== input
      ? [
          `It takes ${values} values per sample. Expected ${input}: \`inputShape: [${input}]\` in its first layer.`,
        ]
      : []),
    ...model.layers.flatMap((layer, i) =>
      differencesInUnits(layer, layers[i]).map((text) => `Layer ${i + 1}, \`${layer.name}\`: ${text}`),
    ),
  ];
}

function differencesOfLayer(answer: unknown, demand: Demand & { kind: "layer" }): string[] {
  if (classOf(answer) !== "Dense") return [notThe("layer", answer, "new Dense(…)")];
  const layer = answer as Layer;
  // Keras 3's configurations lack it.
  const shape = layer.batchInputShape;
  const difference =
    demand.input === undefined
      ? shape && "it has an `inputShape`, which only a first layer needs."
      : shape === undefined
        ? `it lacks \`inputShape: [${demand.input}]\`.`
        : shape.at(-1) !== demand.input && `inputShape [${shape.slice(1)}], expected [${demand.input}].`;
  return [...differencesInUnits(layer, demand), ...(difference ? [difference] : [])];
}

function differencesInUnits(layer: Layer, asked: { units: number; activation?: string }): string[] {
  const { units, activation } = layer.getConfig();
  return [
    ...(units === asked.units ? [] : [`units ${units}, expected ${asked.units}.`]),
    ...(asked.activation === undefined || activation === asked.activation
      ? []
      : [
          `activation \`${activation}\`, expected \`${asked.activation}\`${asked.activation === "linear" ? ", which leaves numbers as they are and is the default: leave the option out" : ""}.`,
        ]),
  ];
}

const EPOCHS = 50;
/** Adam's default learning rate, and the fewest updates per epoch for which 50 epochs are enough. */
const [LEARNING_RATE, UPDATES] = [0.001, 9];

function differencesOfFit(answer: unknown): string[] {
  const { history = answer, model, params } = answer as Partial<History>;
  const { loss, accuracy } = history as { loss?: unknown; accuracy?: unknown };
  if (!Array.isArray(accuracy)) {
    if (Array.isArray(loss)) return ['`compile({ …, metrics: ["accuracy"] })` records the accuracy too.'];
    return ["Pass what `await model.fit(…)` returns."];
  }
  const optimizer = model?.optimizer.constructor.name;
  const found = [
    accuracy.length < EPOCHS - 1 &&
      `It was trained for ${accuracy.length} epochs: \`epochs: ${EPOCHS}\` trains it longer.`,
    optimizer && optimizer !== "Adam" && `The optimizer is \`${optimizer}\`, expected \`Adam\`.`,
    optimizer === "Adam" &&
      model!.optimizer.learningRate < LEARNING_RATE &&
      `Adam's learning rate is ${model!.optimizer.learningRate}: its default, ${LEARNING_RATE}, learns faster.`,
    params &&
      params.steps !== null &&
      params.steps < UPDATES &&
      `An epoch had ${params.steps} ${params.steps === 1 ? "batch" : "batches"}: with the default \`batchSize\` of 32 it has more updates.`,
    isConstant(loss) && "The loss stays the same: for two classes it is `binary_crossentropy`.",
  ].filter((sentence): sentence is string => Boolean(sentence));
  // If all of this is as asked, only unscaled data can explain a low accuracy.
  return found.length > 0 ? found : ["Was `fit` given the scaled data?"];
}

const isConstant = (values: unknown) =>
  Array.isArray(values) && values.length > 1 && values.every((value) => value === values[0]);

/** The sentence for an answer of the wrong kind. */
function notThe(wanted: "model" | "layer", answer: unknown, maker: string): string {
  const name = classOf(answer);
  const received = Array.isArray(answer)
    ? "a list"
    : name === "Sequential"
      ? "a model"
      : name !== undefined
        ? `a layer, \`${name}\``
        : typeof answer === "object"
          ? "an object, perhaps a configuration"
          : `a ${typeof answer}`;
  return `Your answer is ${received}: pass the ${wanted} itself, created with \`${maker}\`.`;
}
