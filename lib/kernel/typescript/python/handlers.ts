import { NoTranslation } from "./syntax.ts";

/** An `except`. */
export interface Handler {
  /** The name of the error. */
  name: string | undefined;
  /** The classes of the errors that it handles; empty: all. */
  classes: string[];
  lines: string[];
}

/** Errors of Python's own that JavaScript has under another name. */
export const pythonErrors: Record<string, string> = {
  NameError: "ReferenceError",
  RuntimeError: "Error",
};

/** Errors that Python raises and JavaScript has no class for. */
const others =
  /^(Exception|(Arithmetic|Assertion|Attribute|IO|Index|Key|Lookup|NotImplemented|OS|ZeroDivision)Error)$/;

/** The value of a `raise`, which may be a class alone. */
export const raised = (value: string): string =>
  value.replace(/^(?:new )?(\w+(?:Error|Exception))(\(.*\))?$/s, (_, name: string, list?: string) => {
    const own = others.test(name) ? "Error" : (pythonErrors[name] ?? name);
    return `new ${own}${list ?? (own === name ? "()" : `("${name}")`)}`;
  });

/** JavaScript has one `catch` for all errors: it tests their classes, and throws again what is not handled. */
export function caught(handlers: Handler[]): string[] {
  const names = new Set(handlers.flatMap(({ name }) => name ?? []));
  if (names.size > 1) throw new NoTranslation("several names of an error");
  const [first] = handlers;
  if (first.classes.length === 0) {
    return [first.name === undefined ? "} catch {" : `} catch (${first.name}) {`, ...first.lines];
  }
  const [name = "error"] = names;
  const lines = [`} catch (${name}) {`];
  for (const [index, { classes, lines: own }] of handlers.entries()) {
    const test = classes
      .map((one) => (one === "FileNotFoundError" ? `${name}.code === "ENOENT"` : `${name} instanceof ${one}`))
      .join(" || ");
    const head = classes.length === 0 ? "else {" : `${index === 0 ? "" : "else "}if (${test}) {`;
    lines.push(`  ${index === 0 ? "" : "} "}${head}`, ...own.map((line) => `  ${line}`));
    if (classes.length === 0) return [...lines, "  }"];
  }
  return [...lines, `  } else throw ${name};`];
}

/** Python's `else` behind a `try` that had no error, whose own errors are not handled, and its `finally`, which runs last. */
export function withElse(lines: string[], body: string[], last: string[], cell: string): string[] {
  const at = lines.findIndex((line) => line.startsWith("} catch"));
  if (/\bsucceeded\b/.test(cell)) throw new NoTranslation("try … else");
  const marked = [...lines.slice(0, at), "  succeeded = true;", ...lines.slice(at)];
  const all = [...marked, "}", "if (succeeded) {", ...body, "}"];
  const first = "let succeeded = false;";
  if (last.length === 0) return [first, ...all];
  return [first, "try {", ...all.map((line) => `  ${line}`), ...last, "}"];
}

/** Python's `int` and `float` raise a `ValueError` for a text that is no number, where JavaScript goes on with NaN. */
export function withNumbersChecked(
  lines: string[],
  handlers: Handler[],
  typeOf: (text: string) => string,
): string[] {
  if (!handlers.some(({ classes }) => classes.length === 0 || classes.includes("ValueError"))) return lines;
  let isNamed = false;
  return lines.flatMap((line) => {
    const [, unknown] = /\bMath\.trunc\((\w+)\)/.exec(line) ?? [];
    const [number] =
      (unknown !== undefined && typeOf(unknown) === ""
        ? [`Math.trunc(${unknown})`]
        : /\bNumber(\.parseInt)?\(([^()]|\([^()]*\))*\)/.exec(line)) ?? [];
    if (number === undefined) return line;
    const [, indent, head] = /^(\s*)((?:(?:const|let) )?[\w.]+ = |)/.exec(line)!;
    // `parseInt` takes the digits before other signs.
    const made = number.replace(/^(Number\.parseInt|Math\.trunc)/, "Number");
    const [test, kind] = made === number ? ["Number.isNaN", "number"] : ["!Number.isInteger", "whole number"];
    if (/, \d+\)$/.test(made)) throw new NoTranslation("numbers of another base");
    const checked = (name: string) => `${indent}if (${test}(${name})) throw new ValueError("not a ${kind}");`;
    if (line === `${indent}${head}${number};` && head !== "")
      return [line.replace(number, () => made), checked(head.replace(/^(const|let) | = $/g, ""))];
    if (isNamed || /=>|\{$/.test(line)) throw new NoTranslation("numbers that are not checked");
    isNamed = true;
    return [`${indent}const number = ${made};`, checked("number"), line.replace(number, () => "number")];
  });
}
