import { ValueError } from "../errors";

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

/** @throws ValueError when the order has a row at `start … end)` that is not one of `rows` */
export function expectOrder(order: Uint32Array | null, start: number, end: number, rows: number): void {
  if (order === null) return;
  let largest = 0;
  for (let i = start; i < end; i++) if (order[i] > largest) largest = order[i];
  if (largest < rows) return;
  throw new ValueError(`Expected an order of rows below ${rows}. Received: ${largest}.`);
}
