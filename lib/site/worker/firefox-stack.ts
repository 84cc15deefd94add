/** In Firefox, which does not call `Error.prepareStackTrace`, replaces the getter of `stack` by one that does. */
export function prepareStacksOfFirefox(): void {
  const stack = Object.getOwnPropertyDescriptor(Error.prototype, "stack");
  if (stack?.get === undefined || !new Error("test").stack?.includes("@")) return;
  const getText = stack.get;
  Object.defineProperty(Error.prototype, "stack", {
    ...stack,
    get(this: Error) {
      const text: unknown = getText.call(this);
      return typeof text === "string" ? Error.prepareStackTrace?.(this, framesOfFirefox(text)) : text;
    },
  });
}

/** Frames as V8 has them, of a stack as Firefox writes it: a line `name@file:line:column` for each. */
export function framesOfFirefox(stack: string): NodeJS.CallSite[] {
  return stack.split("\n").flatMap((text) => {
    const [, isAsync, name, file, line, column] = /^(async\*)?([^@]*)@(.*):(\d+):(\d+)$/.exec(text) ?? [];
    if (file === undefined) return [];
    const place = `${file}:${line}:${column}`;
    const frame = {
      getScriptNameOrSourceURL: () => file,
      getLineNumber: () => Number(line),
      getColumnNumber: () => Number(column),
      isNative: () => false,
      toString: () => `${isAsync ? "async " : ""}${name === "" ? place : `${name} (${place})`}`,
    };
    return [frame as unknown as NodeJS.CallSite];
  });
}
