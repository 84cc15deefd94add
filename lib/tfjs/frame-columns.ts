import { inspect } from "node:util";
import { similarTo, ValueError } from "../errors.ts";

/** The parts of a danfojs frame that concern its columns. */
interface Frame {
  $isSeries?: boolean;
  columns: readonly unknown[];
  shape: readonly number[];
  $setColumnData(name: string, values: unknown): void;
}

/**
 * Makes the columns of danfojs' frames behave as those of pandas where danfojs says nothing: a cell that reads a column whose name
 * resembles an existing one, `frame["mean raduis"]`, a row, `frame[0]`, or sets a column that there is not, gets an error, and a column can be set to a
 * `Series`, after which danfojs could not read it. `console.log` prints frames and columns as tables. Other missing properties are `undefined`, because libraries recognise objects by
 * their properties.
 *
 * @param DataFrame danfojs' class
 */
export function mendColumns({ prototype }: { prototype: object }): void {
  // danfojs-node's class extends that of the frames which it reads from files.
  let own = prototype;
  while (!Object.hasOwn(own, "$setColumnData")) own = Object.getPrototypeOf(own);
  const { $setColumnData: set } = own as Frame;
  Object.assign(own, {
    $setColumnData(this: Frame, name: string, values: unknown) {
      set.call(this, name, valuesOf(values) ?? values);
    },
  });
  const base = Object.getPrototypeOf(own);
  base[inspect.custom] = function (this: object) {
    return String(this);
  };
  const missing: ProxyHandler<object> = {
    get(target, key, frame: Frame) {
      if (typeof key === "string" && key !== "then" && !(key in target) && isFrame(frame) && isOfCell()) {
        // `x2` may be meant where there is an `x1`.
        const digits = (name: string) => name.replace(/\D/g, "");
        const known = frame.columns.map(String).filter((name) => digits(name) === digits(key));
        const similar = key.length > 2 ? (similarTo(key, known) ?? withWord(key, frame.columns)) : undefined;
        if (similar !== undefined)
          throw new ValueError(`The frame has no column \`${key}\`. Did you mean \`${similar}\`?`);
        if (/^\d+$/.test(key))
          throw new ValueError(
            `The frame has no column \`${key}\`. Its row is \`iloc({ rows: [${key}] })\`.`,
          );
        if (key === "length")
          throw new ValueError("The frame has no `length`: `shape[0]` is the number of its rows.");
      }
      return Reflect.get(target, key, frame);
    },
    set(target, key, value, frame: Frame) {
      const values = valuesOf(value);
      const isOwn = typeof key === "symbol" || key.startsWith("$");
      if (values && !isOwn && isFrame(frame) && isOfCell() && values.length === frame.shape[0])
        throw new ValueError(
          `The frame has no column \`${key}\` to set. To add one, write \`addColumn(${JSON.stringify(key)}, values, { inplace: true })\`.`,
        );
      return Reflect.set(target, key, value, frame);
    },
  };
  Object.setPrototypeOf(base, new Proxy(Object.create(Object.getPrototypeOf(base)), missing));
}

/** The first column that has the word in its name: `mean radius` for `radius`. */
const withWord = (word: string, columns: readonly unknown[]) =>
  columns.map(String).find((name) => name.toLowerCase().split(/\W+/).includes(word.toLowerCase()));

const isFrame = (value: Frame) => Object.hasOwn(value, "$isSeries") && !value.$isSeries;

/** The values of a `Series` or an array. */
function valuesOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const isSeries = typeof value === "object" && value !== null && (value as Frame).$isSeries === true;
  return isSeries ? [...(value as { values: unknown[] }).values] : undefined;
}

/** True if the code that reads or sets the property is a cell's own. */
function isOfCell(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, frames) => frames;
  // This function, the trap, and the code.
  Error.stackTraceLimit = 3;
  const frames = new Error().stack as unknown as NodeJS.CallSite[];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return /^Cell \[/.test(frames[2]?.getScriptNameOrSourceURL() ?? "");
}
