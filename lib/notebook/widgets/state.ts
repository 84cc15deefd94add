/** A widget's state as it is sent: JSON, with bytes in buffers beside it. */
export interface Packed {
  readonly state: Record<string, unknown>;
  /** The place of each buffer in the state. */
  readonly paths: (string | number)[][];
  readonly buffers: Uint8Array[];
}

const REFERENCE = "IPY_MODEL_";

/** Anything with a `modelId` is a widget. */
interface Model {
  readonly modelId: string;
}

function isModel(value: object): value is Model {
  return "modelId" in value;
}

/** Converts a state for the client: names in snake case, widgets as references, bytes apart. */
export function packed(state: Readonly<Record<string, unknown>>): Packed {
  const paths: (string | number)[][] = [];
  const buffers: Uint8Array[] = [];
  const pack = (value: unknown, path: (string | number)[]): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (isModel(value)) return REFERENCE + value.modelId;
    if (value instanceof Uint8Array) {
      paths.push(path);
      buffers.push(value);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, i) => pack(item, [...path, i]));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, pack(item, [...path, key])] as const),
    );
  };
  const named = Object.entries(state).map(([name, value]) => {
    const key = snakeCase(name);
    return [key, pack(value, [key])] as const;
  });
  // A buffer's place is left out, or empty in a list.
  return { state: Object.fromEntries(named), paths, buffers };
}

/** The opposite, for a state that a client has sent. */
export function unpacked(
  state: Record<string, unknown>,
  paths: readonly (readonly (string | number)[])[],
  buffers: readonly Uint8Array[],
  widget: (modelId: string) => unknown,
): Record<string, unknown> {
  const copy = structuredClone(state);
  paths.forEach((path, i) => {
    let place: unknown = copy;
    for (const key of path.slice(0, -1)) place = (place as Record<string | number, unknown> | null)?.[key];
    const last = path.at(-1);
    if (typeof place === "object" && place !== null && last !== undefined)
      (place as Record<string | number, unknown>)[last] = buffers[i];
  });
  const unpack = (value: unknown): unknown => {
    if (typeof value === "string" && value.startsWith(REFERENCE))
      return widget(value.slice(REFERENCE.length)) ?? value;
    return Array.isArray(value) ? value.map(unpack) : value;
  };
  return Object.fromEntries(Object.entries(copy).map(([name, value]) => [name, unpack(value)] as const));
}

/** `readoutFormat` → `readout_format`, `_modelName` → `_model_name`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `readout_format` → `readoutFormat`, `_options_labels` → `_optionsLabels`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=.)_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
