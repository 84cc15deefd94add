import type { Case, Goal } from "../subject.ts";
import { samplesOf } from "./data.ts";
import type { Net, Task } from "./task.ts";

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
    rows: [{ key: "ms", title: "exercise 4's fit, warm", unit: "ms", goals: [{ atMost: 4 }] }],
  },
  {
    task: { kind: "firstFit", net: exercise4 },
    rows: [
      { key: "ms", title: "exercise 4's fit, a process's first", unit: "ms", goals: [{ atMost: 12 }] },
      { key: "process", title: "the whole process of it", unit: "ms" },
      { key: "memory", title: "the most memory it took", unit: "MB" },
    ],
  },
  many(32, { times: 10, peer: "scikit-learn" }),
  many(1024, { times: 2, peer: "Keras/JAX" }),
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
        goals: [{ atMost: 3000 }],
      },
    ],
    without: ["Keras/JAX", "Keras/TF", "tfjs-node"], // they train one model at a time
  },
  {
    task: { kind: "import" },
    rows: [
      { key: "ms", title: "import, above an empty program", unit: "ms", goals: [{ atMost: 100 }] },
      { key: "memory", title: "its memory, above an empty program", unit: "MB", goals: [{ atMost: 40 }] },
    ],
  },
  ...[128, 512, 1024, 2048].map(wide),
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
    without: batchSize < 1024 ? ["tfjs-node"] : [],
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

/** Growing nets: from some size on a peer is faster. */
function wide(hidden: number): Case<Task> {
  const units = [784, hidden, hidden / 2, 10];
  const net: Net = { data: "wide", units, activation: "relu", epochs: 1, batchSize: 128, lossBelow: 2.5 };
  return {
    task: { kind: "fit", net },
    rows: [
      {
        key: "ms",
        title: `wide net ${units.join("-")}, batch 128: one step`,
        unit: "ms",
        per: samplesOf("wide") / net.batchSize,
        ...(hidden === 512 ? { goals: [{ times: 1, peer: "tfjs-node" }] } : {}),
      },
    ],
  };
}
