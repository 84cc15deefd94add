import { formatWithOptions, inspect } from "node:util";
import { consoleTable } from "./console-table.ts";

/** Node's `console` over `process.stdout` and `process.stderr`. */
export function installConsole(): void {
  let indent = "";
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const printing =
    (name: "stdout" | "stderr") =>
    (...values: unknown[]): void => {
      const text = formatWithOptions({ colors: false }, ...values);
      process[name].write(`${indent === "" ? text : indent + text.replaceAll("\n", `\n${indent}`)}\n`);
    };
  const [out, error] = [printing("stdout"), printing("stderr")];
  const elapsed = (label: string) =>
    `${label}: ${(performance.now() - (timers.get(label) ?? 0)).toFixed(3)}ms`;
  const methods = {
    log: out,
    info: out,
    debug: out,
    error,
    warn: error,
    dir: (value: unknown, options?: object) => out(inspect(value, { customInspect: false, ...options })),
    trace: (...values: unknown[]) => error("Trace:", ...values),
    assert: (condition: unknown, ...values: unknown[]) => {
      if (!condition) error(values.length === 0 ? "Assertion failed" : "Assertion failed:", ...values);
    },
    group: (...label: unknown[]) => {
      if (label.length > 0) out(...label);
      indent += "  ";
    },
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = "default") => counts.delete(label),
    time: (label = "default") => timers.set(label, performance.now()),
    timeLog: (label = "default", ...values: unknown[]) => out(elapsed(label), ...values),
    timeEnd: (label = "default") => {
      out(elapsed(label));
      timers.delete(label);
    },
    table: (data: unknown, properties?: string[]) => out(consoleTable(data, properties) ?? data),
  };
  Object.assign(console, methods);
}
