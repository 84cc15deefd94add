/** The figures of Keras for `edge-cases.test.ts`, and how they are compared. */
import assert from "node:assert/strict";
import type { losses } from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";

export type Matrix = number[][];
type MeasuredMetric = {
  metric: string;
  y: number[];
  yPred: number[];
  weights: number[] | null;
  result: number;
};

export const figures = golden<{
  circles: {
    y: number[];
    yPred: Matrix;
    weights: number[] | null;
    reduction: losses.Reduction;
    loss: number;
  }[];
  focal: {
    options: { label_smoothing?: number; alpha?: number; gamma?: number };
    weights: number[] | null;
    y: Matrix;
    logits: Matrix;
    loss: number;
    x: Matrix;
    kernel: Matrix;
    history: number[];
    after: [Matrix, number[]];
  }[];
  focalBinary: {
    activation: "sigmoid" | "linear";
    options: { label_smoothing?: number; apply_class_balancing?: boolean };
    x: Matrix;
    y: number[];
    loss: number;
    after: number[];
  }[];
  customParts: {
    x: Matrix;
    y: number[];
    history: number[];
    after: number[][];
    config: Record<string, object>;
  };
  topK: (MeasuredMetric & { options: { top_k: number; thresholds?: number } })[];
  intersections: (MeasuredMetric & { arguments: [number, number[]]; dtype: "int" | "float32" | null })[];
  shapes: { shape: (number | null)[]; flattened: (number | null)[] }[];
  errors: Record<string, string>;
  ignored: {
    ignoreClass: number;
    fromLogits: boolean;
    reduction: losses.Reduction;
    weights: number[] | null;
    y: number[];
    yPred: Matrix;
    loss: number | number[];
    x?: Matrix;
    kernel?: Matrix;
    history?: number[];
    after?: [Matrix, number[]];
  }[];
  perSample: {
    loss: string;
    options: { delta?: number; label_smoothing?: number; axis?: 0 | 1 };
    weights: number[] | null;
    y: Matrix;
    yPred: Matrix;
    value: number | number[];
  }[];
  thresholds: (Omit<MeasuredMetric, "result"> & { thresholds: number[]; result: number | number[] })[];
  trained: {
    x: Matrix;
    y: number[];
    predicted: { batch: number; outputs: Matrix }[];
    single: { evaluate: number; test: number; train: number };
    listing: { loss: number[]; recall: Matrix; precision: number[] };
    scheduled: { rates: number[]; refused: string; after: [Matrix, number[]] };
  };
}>("edge_cases.json");

export const close = (actual: number, expected: number, tolerance = 1e-5) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

/** A number, or an array of numbers. */
export const allClose = (actual: unknown, expected: number | number[]) => {
  if (typeof expected === "number") {
    close(actual as number, expected);
    return;
  }
  const { values } = actual as { values: ArrayLike<number> };
  assert.equal(values.length, expected.length);
  for (const [i, value] of expected.entries()) close(values[i], value);
};
