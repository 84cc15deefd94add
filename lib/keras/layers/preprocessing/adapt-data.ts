import { ValueError } from "../../../errors.ts";
import { NDArray } from "../../../ndarray.ts";

export interface AdaptOptions {
  /** Batches to read, default: all. */
  steps?: number | null;
}

/** The batches of an iterable, such as a `utils.Dataset` or a generator; undefined for an array or text. */
export function batchesIn<Data>(
  data: Data | Iterable<Data>,
  { steps = null }: AdaptOptions = {},
): Iterable<Data> | undefined {
  const isArray = Array.isArray(data) || ArrayBuffer.isView(data);
  if (typeof data !== "object" || data === null || isArray || "shape" in data || !(Symbol.iterator in data))
    return undefined;
  return steps === null ? data : first(data, steps);
}

function* first<Data>(data: Iterable<Data>, count: number): Generator<Data> {
  let read = 0;
  if (count > 0)
    for (const batch of data) {
      yield batch;
      read++;
      if (read === count) return;
    }
}

/** @throws ValueError for batches of inputs and targets */
export function checkInputs(batch: unknown): void {
  if (!Array.isArray(batch) || !batch.some((part) => part instanceof NDArray)) return;
  throw new ValueError(
    "Expected the dataset given to `adapt` to have inputs alone. " +
      `Received: lists of ${batch.length}. Take the inputs out of them: layer.adapt(dataset.map((x, y) => x)).`,
  );
}
