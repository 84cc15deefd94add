/** Declarations other than variables, functions, classes and types: later cells see them too, until they are declared anew. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { resultText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

/** Runs cells, each followed by an empty one, after which stock tslab has forgotten such declarations. */
async function results(...cells: string[]): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for (const code of cells) {
    const answer = await kernel.execute(code);
    texts.push(
      answer.reply.content.status === "ok" ? resultText(answer) : String(answer.reply.content.evalue),
    );
    await kernel.execute("const between = 1;");
  }
  return texts;
}

test("namespaces, nested, with types and functions", async () => {
  assert.deepEqual(
    await results(
      `const base = 10;
       namespace Shapes {
         export const sides = 4;
         export interface Box { width: number }
         export function area(box: Box) { return box.width * base; }
         export namespace Deep { export const level = 2; }
       }
       Shapes.sides`,
      "const box: Shapes.Box = { width: 3 }; Shapes.area(box) + Shapes.Deep.level",
      "const { area, Deep } = Shapes; area({ width: Deep.level })",
      "Shapes.missing",
      "namespace Shapes { export const corners = 8; }\nShapes.corners",
      "[Shapes.corners, 'sides' in Shapes].join()",
      "const Shapes = 5;\nShapes + 1",
      "Shapes + 2",
    ),
    [
      "4",
      "32",
      "20",
      "TS2339: Property 'missing' does not exist on type 'typeof Shapes'.",
      "8",
      "8,false",
      "6",
      "7",
    ],
  );
});

test("a namespace that adds to a function, a class or an enum", async () => {
  assert.deepEqual(
    await results(
      `function twice(n: number) { return n * twice.factor; }
       namespace twice { export let factor = 2; }
       class Circle { area() { return Circle.pi; } }
       namespace Circle { export const pi = 3; export type Unit = "cm" | "m"; }
       enum Colour { Red = 1 }
       namespace Colour { export const all = () => [Colour.Red]; }
       twice(4)`,
      "twice.factor = 3; const unit: Circle.Unit = 'm'; [twice(4), new Circle().area(), Circle.pi, unit].join()",
      "Colour.all()[0] === Colour.Red",
      "interface Circle { other: number }\nconst circle: Circle = { other: 1 };\ncircle.other",
    ),
    ["8", "12,3,3,m", "true", "1"],
  );
});

test("import A = N.B, of a value, a type and a namespace, and import x = require()", async () => {
  assert.deepEqual(
    await results(
      "namespace Outer { export const one = 1; export type Name = string; export namespace Inner { export const two = 2; } }",
      "import Inner = Outer.Inner;\nimport one = Outer.one;\nimport Name = Outer.Name;\nInner.two + one",
      "const name: Name = 'x'; [Inner.two, one, name].join()",
      'import os = require("node:os");\nimport errors = require("../lib/errors");\nos.EOL.length',
      "[os.EOL.length, new errors.ValueError('no').message].join()",
      "const text: number = os.EOL;",
      'import { type as os } from "node:os";\nos().length > 2',
    ),
    [
      undefined,
      "3",
      "2,1,x",
      "1",
      "1,no",
      "TS2322: Type 'string' is not assignable to type 'number'.",
      "true",
    ],
  );
});

test("declare global adds variables, functions and members, and running it again replaces them", async () => {
  assert.deepEqual(
    await results(
      `declare global {
         interface Array<T> { second(): T; third: number }
         var answer: number;
         function greet(): string;
         type Pair = [number, number];
       }
       Array.prototype.second = function () { return this[1]; };
       globalThis.answer = 42;
       globalThis.greet = () => "hello";
       answer`,
      "const shorthand = { answer }; [answer, shorthand.answer, greet(), [5, 6].second()].join()",
      "answer = 7;\nglobalThis.answer + answer",
      "const { second: own } = [1, 2]; const pair: Pair = [1, 2]; typeof own",
      // Edited.
      "declare global {\n  interface Array<T> { second(): string }\n  type Pair = string;\n}\nconst text: Pair = [1].second();",
      "const again: Pair = [1].second(); const third: number = [1].third; [again, third].join()",
    ),
    ["42", "42,42,hello,6", "14", "function", undefined, ","],
  );
});

test("declare module adds to a module", async () => {
  assert.deepEqual(
    await results(
      'declare module "node:path" { interface Wanted { depth: number } }\nimport * as path from "node:path";',
      "const wanted: path.Wanted = { depth: 2 }; wanted.depth",
      'import type { Wanted } from "node:path";\nconst more: Wanted = { depth: 3 }; more.depth',
    ),
    [undefined, "2", "3"],
  );
});

test("tslab's comment that makes a cell a module is refused, with what to do", async () => {
  const [refused] = await results("/** @module helpers */\nexport const five = 5;");
  assert.match(
    String(refused),
    /^This kernel does not make a cell the module "\.\/helpers"\. .* helpers\.ts /,
  );
});
