import { state } from "./state.ts";

/** Keras' name for the next object of a class: `dense`, `dense_1`, `dense_2`; from the start after `clearSession`. */
export function uniqueName(className: string): string {
  const name = snakeCase(className);
  const count = nextCount(name);
  return count === 0 ? name : `${name}_${count}`;
}

/** Keras' name for the next input: these count from one, `input_1`, `input_2`. */
export function uniqueInputName(): string {
  return `input_${nextCount("input") + 1}`;
}

function nextCount(name: string): number {
  const count = state.names.get(name) ?? 0;
  state.names.set(name, count + 1);
  return count;
}

function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
