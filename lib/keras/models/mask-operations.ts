/** The operations by which Keras 3 computes masks in a functional model, which its files hold among the layers. */
import { ValueError } from "../../errors.ts";
import type { SerializedObject } from "../saving/config.ts";

/** A layer or an operation of a graph in a configuration, with its calls. */
interface Entry extends SerializedObject {
  name?: string;
  inbound_nodes?: unknown[];
}

const isOperation = ({ module }: { module?: string | null }) => /^keras(?:\.src)?\.ops\b/.test(module ?? "");

/** The layer and number of the output of each tensor in the arguments of a call, as text. */
function tensorsIn(form: unknown): string[] {
  if (typeof form !== "object" || form === null) return [];
  const { class_name: name, config } = form as { class_name?: string; config?: { keras_history?: unknown } };
  if (name === "__keras_tensor__") return [JSON.stringify(config?.keras_history)];
  return Object.values(form).flatMap(tensorsIn);
}

const layerIn = (history: string): unknown => (JSON.parse(history) as unknown[])[0];

/** True for a layer that makes a mask of its inputs. */
function makesMask({ class_name: name, config }: Entry): boolean {
  return name === "Masking" || (name === "Embedding" && config?.mask_zero === true);
}

/**
 * The names of the operations that make masks: Keras writes them for what an `Embedding` with `mask_zero` or a `Masking` tells the
 * layers after it, which layers tell each other here when a model is called.
 *
 * @throws ValueError for operations of another purpose
 */
export function maskOperations(entries: readonly Entry[]): ReadonlySet<unknown> {
  const operations = entries.filter((entry) => entry !== null && isOperation(entry));
  const names = new Set<unknown>(operations.map(({ name }) => name));
  if (operations.length === 0) return names;
  const masked = new Set(entries.filter(makesMask).flatMap(({ inbound_nodes }) => tensorsIn(inbound_nodes)));
  for (const { class_name: operation, name, inbound_nodes } of operations) {
    // Of the inputs of a `Concatenate` these take the shape alone.
    if (operation === "ZerosLike" || operation === "OnesLike") continue;
    const foreign = tensorsIn(inbound_nodes).find((one) => !names.has(layerIn(one)) && !masked.has(one));
    if (foreign !== undefined) throw notPorted(operation, name);
  }
  for (const entry of entries) {
    if (names.has(entry.name)) continue;
    for (const node of entry.inbound_nodes ?? []) {
      const used = tensorsIn(withoutMask(node, names)).find((one) => names.has(layerIn(one)));
      if (used === undefined) continue;
      const source = operations.find(({ name }) => name === layerIn(used)) as Entry;
      throw notPorted(source.class_name, source.name);
    }
  }
  return names;
}

/** A call without the mask that one of these operations makes. */
export function withoutMask(node: unknown, operations: ReadonlySet<unknown>): unknown {
  const { kwargs } = (node ?? {}) as { kwargs?: { mask?: unknown } };
  if (kwargs?.mask == null) return node;
  const isMade = tensorsIn(kwargs.mask).some((one) => operations.has(layerIn(one)));
  return isMade ? { ...(node as object), kwargs: { ...kwargs, mask: null } } : node;
}

function notPorted(operation: string, name: unknown): ValueError {
  return new ValueError(
    `The operation ${operation} ('${name}') of keras.ops in a functional model is not ported: of those, only masks of an \`Embedding\` ` +
      "with `mask_zero` and of a `Masking` load. Put it into a layer of your own in Keras, and give that by name as `customObjects`.",
  );
}
