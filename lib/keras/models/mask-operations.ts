/** The operations by which Keras 3 computes masks in a functional model, which its files hold among the layers. */
import { isOperationForm } from "../ops/operation-form.ts";
import type { SerializedObject } from "../saving/config.ts";

/** A layer or an operation of a graph in a configuration, with its calls. */
interface Entry extends SerializedObject {
  name?: string;
  inbound_nodes?: unknown[];
}

/** The layer and number of the output of each tensor in the arguments of a call, as text. */
function tensorsIn(form: unknown): string[] {
  if (typeof form !== "object" || form === null) return [];
  const { class_name: name, config } = form as { class_name?: string; config?: { keras_history?: unknown } };
  if (name === "__keras_tensor__") return [JSON.stringify(config?.keras_history)];
  return Object.values(form).flatMap(tensorsIn);
}

const layerIn = (history: string): unknown => (JSON.parse(history) as unknown[])[0];

/** The value that a layer masks in its inputs. */
function maskedValue({ class_name: name, config }: Entry): unknown {
  if (name === "Masking") return config?.mask_value;
  return name === "Embedding" && config?.mask_zero === true ? 0 : undefined;
}

/** The operations by which Keras computes masks. */
const OF_MASKS = /^(?:Any|Concatenate|ConvertToTensor|ExpandDims|LogicalOr|NotEqual|OnesLike|ZerosLike)$/;

/**
 * The names of the operations that make masks: Keras writes them for what an `Embedding` with `mask_zero` or a `Masking` tells the
 * layers after it, which layers tell each other here when a model is called. Others compute tensors for layers, or for the outputs.
 */
export function maskOperations(entries: readonly Entry[], outputs: unknown): ReadonlySet<unknown> {
  const operations = entries.filter((entry) => entry !== null && isOperationForm(entry));
  const names = new Set<unknown>(operations.map(({ name }) => name));
  if (names.size === 0) return names;
  const neighbours = new Map([...names].map((name): [unknown, unknown[]] => [name, []]));
  const isOperation = (name: unknown) => neighbours.has(name);
  for (const { name, inbound_nodes } of operations) {
    for (const one of tensorsIn(inbound_nodes).map(layerIn).filter(isOperation)) {
      neighbours.get(name)?.push(one);
      neighbours.get(one)?.push(name);
    }
  }
  const masked = new Set(
    entries.flatMap((entry) =>
      tensorsIn(entry?.inbound_nodes).map((one) => JSON.stringify([one, maskedValue(entry)])),
    ),
  );
  const isMask = (node: unknown): boolean => {
    const [tensor, value] = (node as { args?: unknown[] } | null)?.args ?? [];
    return masked.has(JSON.stringify([...tensorsIn(tensor), value]));
  };
  /** An operation of another purpose, and with it those of its inputs and outputs. */
  const drop = (operation: unknown) => {
    const left = [operation];
    while (left.length > 0) {
      const name = left.pop();
      if (names.delete(name)) left.push(...(neighbours.get(name) ?? []));
    }
  };
  for (const { name, class_name: operation, inbound_nodes } of operations) {
    // Of the inputs of a `Concatenate` these take the shape alone.
    if (operation === "ZerosLike" || operation === "OnesLike") continue;
    const isFirst = tensorsIn(inbound_nodes).some((one) => !isOperation(layerIn(one)));
    if (isFirst ? operation !== "NotEqual" || !isMask(inbound_nodes?.[0]) : !OF_MASKS.test(operation))
      drop(name);
  }
  for (const entry of entries) {
    if (entry === null || isOperation(entry.name)) continue;
    for (const node of entry.inbound_nodes ?? [])
      for (const one of tensorsIn(withoutMask(node, names))) drop(layerIn(one));
  }
  for (const name of [outputs].flat(3)) drop(name);
  return names;
}

/** A call without the mask that one of these operations makes. */
export function withoutMask(node: unknown, operations: ReadonlySet<unknown>): unknown {
  const { kwargs } = (node ?? {}) as { kwargs?: { mask?: unknown } };
  if (kwargs?.mask == null) return node;
  const isMade = tensorsIn(kwargs.mask).some((one) => operations.has(layerIn(one)));
  return isMade ? { ...(node as object), kwargs: { ...kwargs, mask: null } } : node;
}
