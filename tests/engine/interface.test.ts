/** The functions of the kernels, as TypeScript declares them and as AssemblyScript defines them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const engine = join(import.meta.dirname, "../../lib/engine");
const read = (file: string) =>
  readFileSync(join(engine, file), "utf8").replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, "");

test("every kernel takes the parameters that TypeScript passes", () => {
  const parametersOf = (list: string) =>
    [...list.matchAll(/(\w+): (\w+)/g)].map(([, name, type]) =>
      type === "bool" || type === "boolean" ? `${name}?` : name,
    );
  const files = ["index", "shuffle", "finite", "normal", "recurrence"];
  const sources = files.map((file) => read(`assembly/${file}.ts`)).join("\n");
  const exported = new Map(
    [...sources.matchAll(/export function (\w+)\(([^)]*)\)/g)].map(([, name, list]) => [
      name,
      parametersOf(list),
    ]),
  );
  const [, body] = /interface Kernels \{(.*?)\n\}/s.exec(read("memory.ts"))!;
  const methods = [...body.matchAll(/^ {2}(\w+)\(([^)]*)\): \w+;/gm)];
  assert.ok(methods.length > 2);
  for (const [, name, list] of methods) assert.deepEqual(parametersOf(list), exported.get(name), name);
});
