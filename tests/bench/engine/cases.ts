import type { Case, Goal } from "../subject.ts";
import { samplesOf } from "./data.ts";
import type { Net, Task } from "./task.ts";

/** A twentieth of the example's steps. */
const EXAMPLE_STEPS = 500;
const STEPS_PER_EPOCH = 20;

const exercise4: Net = {
  data: "breast_cancer",
  units: [30, 10, 5, 1],
  activation: "sigmoid",
  epochs: 49,
  batchSize: 32,
  lossBelow: 0.4,
};

/** The figures that the engine is to reach; milliseconds and megabytes. */
export const cases: Case<Task>[] = [
  {
    task: { kind: "fit", net: exercise4 },
    rows: [{ key: "ms", title: "exercise 4's fit, warm", unit: "ms", goals: [{ atMost: 3 }] }],
  },
  {
    task: { kind: "firstFit", net: exercise4 },
    rows: [
      { key: "ms", title: "exercise 4's fit, a process's first", unit: "ms", goals: [{ atMost: 9 }] },
      { key: "process", title: "the whole process of it", unit: "ms" },
      { key: "memory", title: "the most memory it took", unit: "MB" },
    ],
  },
  many(32, { times: 37, peer: "scikit-learn" }),
  many(1024, { times: 2.5, peer: "Keras/JAX" }),
  predict("predictOnBatch", 1, 0.01),
  predict("predict", 1, 0.01),
  predict("predictOnBatch", 569, 0.1),
  predict("predict", 569, 0.1),
  {
    task: { kind: "sweep", net: exercise4 },
    rows: [
      {
        key: "ms",
        title: "1,000 trainings of exercise 4, all cores",
        unit: "ms",
        per: 1 / 1000,
        goals: [{ atMost: 1800 }],
      },
    ],
    without: ["Keras/JAX", "Keras/TF", "Keras/PyTorch", "tfjs-node"], // they train one model at a time
  },
  {
    task: { kind: "import" },
    rows: [
      {
        key: "ms",
        title: "import of the built library, above an empty program",
        unit: "ms",
        goals: [{ atMost: 75 }],
      },
      { key: "memory", title: "its memory, above an empty program", unit: "MB", goals: [{ atMost: 40 }] },
    ],
  },
  mnist(128, { atMost: 0.8 }),
  mnist(32),
  wide(512, { atMost: 4 }),
  wide(1024, { atMost: 13 }),
  wide(2048, { atMost: 45 }),
  {
    task: {
      kind: "fit",
      net: {
        data: "matrices",
        units: [4, 32, 16, 4],
        isRegression: true,
        activation: "tanh",
        epochs: EXAMPLE_STEPS / STEPS_PER_EPOCH,
        batchSize: samplesOf("matrices") / STEPS_PER_EPOCH,
        lossBelow: 0.5,
      },
    },
    rows: [
      {
        key: "ms",
        title: "SimpleChains' example: 4-32-16-4, 10,000 steps of 10,000 samples",
        unit: "ms",
        per: EXAMPLE_STEPS / 10_000,
        goals: [{ atMost: 12_000 }],
      },
    ],
  },
  recurrent("LSTM"),
  recurrent("GRU"),
  hold("wide", "4000 × 4000 net"),
  hold("auc", "AUC over 5,000,000 rows"),
];

function many(batchSize: number, goal: Goal): Case<Task> {
  const net: Net = {
    data: "many",
    units: [30, 10, 5, 1],
    activation: "sigmoid",
    epochs: 5,
    batchSize,
    lossBelow: 0.68, // of 0.69 at the start: large batches are few steps
  };
  return {
    task: { kind: "fit", net },
    rows: [
      {
        key: "ms",
        title: `100,000 × 30, 5 epochs, batch ${batchSize.toLocaleString("en")}`,
        unit: "ms",
        goals: [goal],
      },
    ],
    // It pays milliseconds a step, and these are 15,625.
    without: batchSize < 1024 ? ["Keras/PyTorch", "tfjs-node"] : [],
  };
}

function predict(kind: "predict" | "predictOnBatch", rows: number, atMost: number): Case<Task> {
  return {
    task: { kind, net: exercise4, rows },
    rows: [
      {
        key: "ms",
        title: `${kind}, ${rows} ${rows === 1 ? "row" : "rows"}`,
        unit: "ms",
        goals: [{ atMost }],
      },
    ],
  };
}

/** MNIST's usual net. */
function mnist(batchSize: number, ...goals: Goal[]): Case<Task> {
  return step([784, 128, 10], batchSize, goals);
}

/** Growing nets: from some size on a peer is faster. */
function wide(hidden: number, ...goals: Goal[]): Case<Task> {
  return step([784, hidden, hidden / 2, 10], 128, goals);
}

function step(units: readonly number[], batchSize: number, goals: readonly Goal[]): Case<Task> {
  const net: Net = { data: "wide", units, activation: "relu", epochs: 1, batchSize, lossBelow: 2.5 };
  return {
    task: { kind: "fit", net },
    rows: [
      {
        key: "ms",
        title: `${units.join("-")}, batch ${batchSize}: one step`,
        unit: "ms",
        per: samplesOf("wide") / batchSize,
        goals,
      },
    ],
  };
}

/** A short sequence classifier, as tutorials begin with. */
function recurrent(layer: "LSTM" | "GRU"): Case<Task> {
  const shape = { data: "wide", units: [784, 32, 10], recurrent: { layer, steps: 98 } } as const;
  return {
    task: { kind: "fit", net: { ...shape, activation: "tanh", epochs: 1, batchSize: 32, lossBelow: 2.5 } },
    rows: [
      {
        key: "ms",
        title: `${layer} of 32 units, 98 steps of 8, batch 32: one step`,
        unit: "ms",
        per: samplesOf("wide") / 32,
        goals: [{ times: 1, peer: "Keras/TF" }],
      },
    ],
    without: ["scikit-learn"],
  };
}

function hold(work: "wide" | "auc", title: string): Case<Task> {
  return {
    task: { kind: "hold", work },
    rows: [
      { key: "ms", title: `longest hold of the event loop: ${title}`, unit: "ms", goals: [{ atMost: 50 }] },
    ],
    without: ["scikit-learn", "Keras/JAX", "Keras/TF", "Keras/PyTorch", "tfjs-node"],
  };
}
