import { received, ValueError } from "../../errors.ts";
import { defaultTraining } from "../dialects/keras-3-layers.ts";
import type { InputLayer } from "../layers/input-layer.ts";
import { flatten, type KerasTensor, type Node, type Structure } from "../layers/keras-tensor.ts";
import type { ApplyOptions, Layer } from "../layers/layer.ts";
import { arrayFromForm, isArrayForm } from "../saving/array-form.ts";
import {
  camelCase,
  checkDictionary,
  configKey,
  isSerialized,
  type SerializedObject,
} from "../saving/config.ts";
import { checkLayerCount } from "../saving/weight-budget.ts";
import "../ops/index.ts";
import { applyForm, argumentFromForm, isOperationForm } from "../ops/operation-form.ts";
import { maskOperations, withoutMask } from "./mask-operations.ts";

/** A layer of a graph in a configuration, with its calls. */
interface Entry extends SerializedObject {
  name?: string;
  inbound_nodes?: unknown[];
}

/** A layer or an operation some of whose nodes are not called yet. */
interface Waiting {
  readonly name: string;
  readonly nodes: unknown[];
  /** Calls that the next node waits for. */
  missing: Set<string>;
  /** Reads the arguments of a call, then makes it. */
  read(node: unknown, tensorOf: (history: History) => KerasTensor): () => Structure<KerasTensor>;
}

/** The source of a tensor: layer, number of its call, number of the output. */
type History = [layer: string, node: number, tensor: number];

/**
 * Calls the layers of a configuration as they were called, of Keras 2 or 3.
 *
 * @param deserialize makes a layer, or a model in the model, from its form
 * @returns the symbolic inputs and outputs in the form in which the configuration has them, and all calls
 * @throws ValueError for a graph that is incomplete or has a cycle, and for arguments other than tensors and `training`
 */
export function graphFromConfig(
  config: Record<string, unknown>,
  deserialize: (form: SerializedObject) => Layer,
): { inputs: Structure<KerasTensor>; outputs: Structure<KerasTensor>; calls: Node[] } {
  const { layers: entries, input_layers: inputs, output_layers: outputs } = config;
  if (!Array.isArray(entries)) throw damaged("a list of `layers`", received(entries));
  checkLayerCount(entries.length);
  /** The outputs of each call of each layer so far. */
  const calls = new Map<string, KerasTensor[][]>();
  const waiting: Waiting[] = [];
  /** The classes of models in the model. */
  const modelNames = new Map<string, string>();
  const masks = maskOperations(entries as Entry[], outputs);
  for (const entry of entries as Entry[]) {
    checkDictionary("a layer", entry);
    if (masks.has(entry.name)) continue;
    const { inbound_nodes: nodes = [] } = entry;
    const add = (name: string, own: KerasTensor[][], read?: Waiting["read"]) => {
      if (calls.has(name)) throw damaged("layers of different names", `two of the name '${name}'`);
      calls.set(name, own);
      if (read) waiting.push({ name, nodes, missing: new Set(), read });
    };
    if (isOperationForm(entry)) {
      add(String(entry.name), [], (node, tensorOf) => {
        const historyOf = (form: SerializedObject) => tensorOf(form.config?.keras_history as History);
        checkDictionary("a call", node);
        const { args = [], kwargs = {} } = node as { args?: unknown[]; kwargs?: object };
        const values = args.map((one) => argumentFromForm(one, historyOf));
        const named = Object.entries(kwargs).map(([key, one]) => [key, argumentFromForm(one, historyOf)]);
        // Here each call is an operation of its own.
        const call = calls.get(String(entry.name))?.length;
        const name = call ? `${entry.name}_call_${call}` : entry.name;
        const { config } = entry;
        return () => applyForm({ ...entry, config: { ...config, name } }, values, Object.fromEntries(named));
      });
      continue;
    }
    const layer = deserialize(entry as Entry);
    const name = typeof entry.name === "string" ? entry.name : layer.name;
    if ("layers" in layer) modelNames.set(name, layer.className);
    if (layer.className === "InputLayer") add(name, [[(layer as InputLayer).tensor]]);
    else {
      add(name, [], (node, tensorOf) => {
        const { inputs, options } = argumentsOf(node, tensorOf, layer);
        return () => layer.apply(inputs, options) as Structure<KerasTensor>;
      });
    }
  }
  const isOfKeras2 = waiting.some(({ nodes }) => nodes.some(Array.isArray));
  const tensorAt = ([name, node, index]: History, first: number): KerasTensor | undefined => {
    const ofLayer = calls.get(name);
    if (ofLayer === undefined) throw damaged("a graph of its layers", `a tensor of a layer '${name}'`);
    return ofLayer[node - first]?.[index];
  };
  // The own graph of a model in the model counts as its first call: in Keras 2, and in Keras 3 for the outputs alone.
  const firstOf = ([name]: History) => (isOfKeras2 && modelNames.has(name) ? 1 : 0);
  const endOf = (history: History) => {
    const kind = modelNames.get(history[0]);
    return tensorAt(history, kind === "Functional" || (isOfKeras2 && kind !== undefined) ? 1 : 0);
  };
  const count = waiting.reduce((sum, { nodes }) => sum + nodes.length, 0);
  checkLayerCount(count, "calls of layers");
  const made: Node[] = [];
  /** Layers by the calls that they wait for, the last of which puts them into the list again. */
  const blocked = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const { name, nodes, missing, read } = one;
    const own = calls.get(name) as KerasTensor[][];
    while (own.length < nodes.length) {
      const tensorOf = (history: History) => {
        const first = firstOf(history);
        const tensor = tensorAt(history, first);
        if (tensor === undefined) missing.add(`${history[1] - first} ${history[0]}`);
        return tensor as KerasTensor;
      };
      const apply = read(withoutMask(nodes[own.length], masks), tensorOf);
      for (const call of missing) {
        if (!blocked.has(call)) blocked.set(call, []);
        blocked.get(call)?.push(one);
      }
      if (missing.size > 0) break;
      const call = `${own.length} ${name}`;
      const outputs = flatten(apply());
      made.push(outputs[0].node);
      own.push(outputs as KerasTensor[]);
      for (const other of blocked.get(call) ?? []) {
        other.missing.delete(call);
        if (other.missing.size === 0) waiting.push(other);
      }
    }
  }
  if (made.length < count) throw damaged("a graph without cycles", "layers that wait for each other");
  const all = (form: unknown): Structure<KerasTensor> => {
    if (isHistory(form)) {
      const tensor = endOf(form);
      if (tensor === undefined) throw damaged("a graph of its layers", `the tensor ${JSON.stringify(form)}`);
      return tensor;
    }
    // Keras 2 has a list for a single tensor, too.
    if (isOfKeras2 && Array.isArray(form) && form.length === 1) return all(form[0]);
    if (Array.isArray(form)) return form.map(all) as KerasTensor[];
    checkDictionary("a model's inputs and outputs", form);
    return Object.fromEntries(
      Object.entries(form as object).map(([key, one]) => [key, all(one) as KerasTensor]),
    );
  };
  return { inputs: all(inputs), outputs: all(outputs), calls: made };
}

/** The arguments of a call. */
function argumentsOf(
  node: unknown,
  tensorOf: (history: History) => KerasTensor,
  layer: Layer,
): { inputs: Structure<KerasTensor>; options: ApplyOptions } {
  const [given, options] = Array.isArray(node) ? argumentsOfKeras2(node) : argumentsOfKeras3(node);
  const isSpread =
    layer.callOptions === null && !Array.isArray(node) && (node as { args: unknown[] }).args.length > 1;
  const { training, initial_state: state, mask, ...others } = options as Record<string, unknown>;
  // Keras 3 stores a default as it does a given value.
  const isFixed = typeof training === "boolean" && training !== defaultTraining(layer.className);
  const own = layer.callOptions ? Object.keys(layer.callOptions) : Object.keys(others).map(camelCase);
  const ownOptions: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(others)) {
    const name = own.find((option) => configKey(option) === key);
    if (name !== undefined) ownOptions[name] = value ?? undefined;
    else if (value !== null && value !== false)
      throw damaged("calls with tensors, `training` and `initial_state` alone", `the argument \`${key}\``);
  }
  if (typeof (training ?? false) !== "boolean")
    throw damaged("`training` of a call as a boolean", received(training));
  const tensors = (form: unknown): Structure<KerasTensor> => {
    if (isHistory(form)) return tensorOf(form);
    if (Array.isArray(form)) return form.map(tensors) as KerasTensor[];
    checkDictionary("a call", form);
    return Object.fromEntries(
      Object.entries(form as object).map(([key, one]) => [key, tensors(one) as KerasTensor]),
    );
  };
  if (mask != null && !isHistory(mask)) throw damaged("`mask` of a call as a tensor", received(mask));
  const states = state == null ? [] : isHistory(state) ? [state] : (state as unknown[]);
  const inputs = tensors(states.length === 0 ? given : [given, ...states]);
  const callOptions: ApplyOptions = {
    ...ownOptions,
    ...(mask != null && { mask: tensors(mask) }),
    ...(isFixed && { training }),
    ...(isSpread && { isSpread }),
  };
  return { inputs, options: callOptions };
}

function argumentsOfKeras3(node: unknown): [given: unknown, options: object] {
  const { args, kwargs } = node as { args?: unknown[]; kwargs?: object };
  if (!Array.isArray(args) || args.length === 0)
    throw damaged("calls with a tensor or several as arguments", JSON.stringify(args)?.slice(0, 80));
  const history = (form: unknown): unknown => {
    if (Array.isArray(form)) return form.map(history);
    const { class_name: name, config } = form as Partial<SerializedObject>;
    if (name === "__keras_tensor__") return config?.keras_history;
    checkDictionary("a call", form);
    return Object.fromEntries(Object.entries(form as object).map(([key, one]) => [key, history(one)]));
  };
  const {
    initial_state: state,
    key,
    attention_mask: attentionMask,
    mask,
    ...others
  } = (kwargs ?? {}) as Record<string, unknown>;
  // The tensors of an attention, in the order of its inputs. A mask of numbers is an option.
  const isInput = isSerialized(attentionMask) && attentionMask.class_name === "__keras_tensor__";
  const constant = isArrayForm(attentionMask)
    ? arrayFromForm(attentionMask as SerializedObject)
    : attentionMask;
  const named = isInput ? [key ?? args[2] ?? args[1], attentionMask] : [key];
  const tensors = [...args, ...named.filter((tensor) => tensor != null)];
  const given = tensors.length === 1 ? history(args[0]) : tensors.map(history);
  const tensorOptions = Object.entries({ initial_state: state, mask }).filter(([, one]) => one != null);
  return [
    given,
    {
      ...others,
      ...(!isInput && constant != null && { attention_mask: constant }),
      ...Object.fromEntries(tensorOptions.map(([name, one]) => [name, history(one)])),
    },
  ];
}

/** A list of `[layer, node, tensor, options]`. */
function argumentsOfKeras2(node: unknown[]): [given: unknown, options: object] {
  const histories = node.map((one) => (Array.isArray(one) ? one.slice(0, 3) : one));
  const options = Object.assign({}, ...node.map((one) => (Array.isArray(one) ? one[3] : undefined)));
  return [histories.length === 1 ? histories[0] : histories, options];
}

function isHistory(form: unknown): form is History {
  return Array.isArray(form) && form.length === 3 && typeof form[0] === "string" && Number.isInteger(form[1]);
}

function damaged(expected: string, got: string): ValueError {
  return new ValueError(
    `The configuration of a functional model is damaged, or has parts that are not ported. Expected: ${expected}. Received: ${got}`,
  );
}
