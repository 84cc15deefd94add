import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The breast cancer data as float32: 569 × 30 features and the target, 0 or 1. */
export function breastCancer(scaled: boolean): { x: Float32Array; y: Float32Array } {
  const file = join(import.meta.dirname, "../../datasets/breast_cancer.csv");
  const rows = readFileSync(file, "utf8").trim().split("\n").slice(1);
  const table = rows.map((row) => row.split(",").map(Number));
  const columns = table[0].slice(0, -1).map((_, i) => table.map((row) => row[i]));
  const features = scaled ? columns.map(standardized) : columns;
  return {
    x: Float32Array.from(table.flatMap((_, row) => features.map((column) => column[row]))),
    y: Float32Array.from(table, (row) => row[row.length - 1]),
  };
}

/** (x − mean) / standard deviation, in float64. */
function standardized(column: number[]): number[] {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
  return column.map((value) => (value - mean) / Math.sqrt(variance));
}
