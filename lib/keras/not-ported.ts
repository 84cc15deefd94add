import { ValueError } from "../errors.ts";

/**
 * A class or function of Keras that this port lacks: making or calling it is an error that says so. Without it, JavaScript would
 * say "is not a constructor". The result is `any`, so that the code around it passes the type check of a cell and the error is seen.
 */
export interface NotPorted {
  // biome-ignore lint/suspicious/noExplicitAny: there is no result
  new (...args: unknown[]): any;
  // biome-ignore lint/suspicious/noExplicitAny: there is no result
  (...args: unknown[]): any;
  // biome-ignore lint/suspicious/noExplicitAny: a name in a module
  readonly [name: string]: any;
}

/**
 * Names of one of Keras' modules that are not ported, to be destructured.
 *
 * @param kind a word for what they are: `"layer"`
 * @param remedy what to do instead of using the name
 */
export function notPorted(
  kind: string,
  remedy: (name: string) => string,
): Readonly<Record<string, NotPorted>> {
  // `await` asks for `then`, to see whether something is a promise.
  return new Proxy(
    {},
    { get: (_, name) => (name === "then" ? undefined : missing(kind, String(name), remedy)) },
  );
}

function missing(kind: string, name: string, remedy: (name: string) => string): NotPorted {
  // Not an arrow function, which `new` refuses: Keras makes some of them and calls others.
  function fail(): never {
    throw new ValueError(`The ${kind} ${name} is not ported. ${remedy(name)}`);
  }
  if (/^[A-Z]/.test(name)) return fail as unknown as NotPorted;
  // Perhaps a module, such as `preprocessing.text`.
  return new Proxy(fail, {
    get: (_, part) =>
      typeof part === "symbol" || part === "then" || part in fail
        ? Reflect.get(fail, part)
        : missing(kind, `${name}.${part}`, remedy),
  }) as unknown as NotPorted;
}

/**
 * Looks for a name given as a string, such as the loss of `compile`: `"ctc"` stands for `CTC`.
 *
 * @throws ValueError if it is one of the names that are not ported
 */
export function refuseNotPorted(names: Readonly<Record<string, NotPorted>>, identifier: unknown): void {
  const plain = (name: string) => name.replaceAll("_", "").toLowerCase();
  for (const [name, Missing] of Object.entries(names))
    if (plain(name) === plain(String(identifier))) Missing();
}
