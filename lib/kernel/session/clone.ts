import { types } from "node:util";

/**
 * Lets `structuredClone` and `postMessage` copy dictionaries of Keras, such as `history`, which V8 refuses because they are
 * Proxies, and say what copies a model.
 */
export function cloneDictionaries(): void {
  const { structuredClone, MessagePort } = globalThis;
  globalThis.structuredClone = copying(structuredClone, remedies.structuredClone);
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = copying(postMessage, remedies.postMessage);
}

const remedies = {
  structuredClone:
    "`structuredClone` copies data, but no functions. Copy a model by `models.cloneModel(model)` and `setWeights`, and the figures of " +
    "a training by `structuredClone(history.history)`.",
  postMessage:
    "A message holds data, but no functions. Send the figures of a training as `history.history`, and a model as its file: " +
    "`await model.save(path)` here, `await models.loadModel(path)` there.",
};

/** A function that copies its first argument, with dictionaries as plain objects where it would refuse them. */
function copying<F extends (...args: never) => unknown>(copy: F, remedy: string): F {
  const copied = function (this: unknown, value: unknown, ...rest: unknown[]) {
    try {
      return Reflect.apply(copy, this, [value, ...rest]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    try {
      return Reflect.apply(copy, this, [withoutProxies(value, new Map()), ...rest]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new DOMException(`${error.message} ${remedy}`, error.name);
    }
  };
  return copied as unknown as F;
}

function isRefusal(error: unknown): error is DOMException {
  return error instanceof DOMException && error.name === "DataCloneError";
}

/** Copies lists and dictionaries, so that none is a Proxy; whatever else they hold stays the same. */
function withoutProxies(value: unknown, copies: Map<unknown, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copied = (one: unknown) => withoutProxies(one, copies);
  const isArray = Array.isArray(value);
  const isMap = value instanceof Map;
  const isSet = value instanceof Set;
  if (!isMap && !isSet && !isArray && !types.isProxy(value) && !isPlain(value)) return value;
  const copy = isMap ? new Map() : isSet ? new Set() : isArray ? [] : {};
  copies.set(value, copy);
  if (copy instanceof Map) for (const [key, one] of value as typeof copy) copy.set(copied(key), copied(one));
  else if (copy instanceof Set) for (const one of value as typeof copy) copy.add(copied(one));
  else for (const [key, one] of Object.entries(value)) Object.assign(copy, { [key]: copied(one) });
  return copy;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
