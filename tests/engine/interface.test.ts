/** The tables that TypeScript and AssemblyScript each spell out, compared by their source. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CALL, LAYER, NET, OPTIMIZER, SCORE, SEGMENT, VARIABLE } from "../../lib/engine/records.ts";

const engine = join(import.meta.dirname, "../../lib/engine");
const read = (file: string) =>
  readFileSync(join(engine, file), "utf8").replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, "");

test("every record has the fields of its class in the kernels, in the same order", () => {
  const records = { CALL, NET, SCORE, LAYER, OPTIMIZER, VARIABLE, SEGMENT };
  const classes = [...read("assembly/records.ts").matchAll(/class (\w+) \{([^}]*)\}/g)];
  assert.equal(classes.length, Object.keys(records).length);
  for (const [, name, body] of classes) {
    const fields = [...body.matchAll(/(\w+): (\w+);/g)].map(([, field, type]) => {
      assert.match(type, /^(?:usize|i32|u32|f32)$/, `${name}.${field} does not take four bytes`);
      return type === "f32" ? `${field}:f32` : field;
    });
    assert.deepEqual(records[name.toUpperCase() as keyof typeof records], fields, name);
  }
});

test("every kernel takes the parameters that TypeScript passes", () => {
  const parametersOf = (list: string) =>
    [...list.matchAll(/(\w+): (\w+)/g)].map(([, name, type]) =>
      type === "bool" || type === "boolean" ? `${name}?` : name,
    );
  const files = ["index", "shuffle", "finite", "normal"];
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
