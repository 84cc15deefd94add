/** `node:util`: Node's own `inspect` and `format`, extracted from its sources, and the few others that `lib` uses. */
import { format, formatWithOptions, inspect } from "node-inspect-extracted";

export { format, formatWithOptions, inspect };

const custom = Symbol.for("nodejs.util.promisify.custom");
type Callable = ((...values: unknown[]) => void) & { [custom]?: (...values: unknown[]) => Promise<unknown> };

/** A function that calls back with its error and value, as one that returns a promise; timers have a form of their own. */
export const promisify = Object.assign(
  (call: Callable) =>
    call[custom] ??
    ((...values: unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        call(...values, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)));
      })),
  { custom },
);

const codes: Record<string, [number, number]> = { red: [31, 39], gray: [90, 39], bold: [1, 22] };
export const styleText = (style: string, text: string): string => {
  const [start, end] = codes[style] ?? [0, 0];
  return `\u001b[${start}m${text}\u001b[${end}m`;
};

export const debuglog = () => Object.assign(() => {}, { enabled: false });
export const deprecate = <T>(call: T): T => call;
export const inherits = (child: { prototype: object }, parent: { prototype: object }): void => {
  Object.setPrototypeOf(child.prototype, parent.prototype);
};

export const types = {
  isProxy: () => false,
  isPromise: (value: unknown) => value instanceof Promise,
  isRegExp: (value: unknown) => value instanceof RegExp,
  isDate: (value: unknown) => value instanceof Date,
  isNativeError: (value: unknown) => value instanceof Error,
  isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value: unknown) => value instanceof Uint8Array,
};
const whole = (value: unknown) =>
  inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, sorted: true });
export const isDeepStrictEqual = (a: unknown, b: unknown): boolean => whole(a) === whole(b);

const { TextDecoder, TextEncoder } = globalThis;

export { TextDecoder, TextEncoder };
export default {
  inspect,
  format,
  formatWithOptions,
  promisify,
  styleText,
  debuglog,
  deprecate,
  inherits,
  types,
  isDeepStrictEqual,
  TextDecoder,
  TextEncoder,
};
