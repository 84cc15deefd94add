import { ValueError } from "../errors.ts";

/** @throws ValueError unless `values` are as many rows of that width */
export function expectValues(name: string, values: Float32Array, rows: number, width: number): void {
  if (values.length === rows * width) return;
  throw new ValueError(
    `Expected ${name} to hold ${rows} rows of ${width} (${rows * width} numbers). Received: ${values.length} numbers.`,
  );
}

/** @throws ValueError unless `start … end` is a range of the rows that is not empty */
export function expectRange(rows: number, start: number, end: number): void {
  if (start >= 0 && start < end && end <= rows) return;
  throw new ValueError(
    `Expected rows from 0 up to ${rows}, at least one. Received: from ${start} up to ${end}.`,
  );
}

/** @throws ValueError when the largest row of an order is not one of `rows` */
export function expectOrder(largest: number, rows: number): void {
  if (largest < rows) return;
  throw new ValueError(`Expected an order of rows below ${rows}. Received: ${largest}.`);
}
