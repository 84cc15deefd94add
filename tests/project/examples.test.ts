/** The examples in the docstrings run, and every public name has a docstring with one. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import ts, { type Symbol as TsSymbol } from "typescript";
import { root } from "../../lib/setup/paths.mjs";
import { examplesIn, modules } from "./examples.ts";
import type { ExampleResult } from "./run-examples.ts";

/** Examples that cannot run yet, as `folder name`, and why. */
const SKIPPED: Record<string, string> = {};

/** Public names without an example: the exercises' own check, which has one in each copy of a notebook. */
const WITHOUT_EXAMPLE = ["check", "CheckResult", "None"];

const doorOf = (folder: string) => join(root, folder, "index.ts");
const program = ts.createProgram(
  modules().map(({ folder }) => doorOf(folder)),
  { target: 99, module: 99, moduleResolution: 2, allowImportingTsExtensions: true, noEmit: true },
);
const checker = program.getTypeChecker();

/** The public names of a module, and the methods of a model, without a docstring or without an example in it. */
function withoutExample(folder: string): string[] {
  const names: string[] = [];
  const look = (symbol: TsSymbol, name: string) => {
    const found = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    // Names that only throw.
    if (/(?:not-ported|removed)\.ts$/.test(found.valueDeclaration?.getSourceFile().fileName ?? "")) return;
    if (found.flags & ts.SymbolFlags.ValueModule) {
      for (const member of checker.getExportsOfModule(found)) look(member, `${name}.${member.name}`);
    } else if (found.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Method)) {
      const hasText = found.getDocumentationComment(checker).length > 0;
      if (!hasText || !found.getJsDocTags(checker).some((tag) => tag.name === "example")) names.push(name);
    }
    if (name !== "Sequential") return;
    for (const method of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(found)))
      if (method.flags & ts.SymbolFlags.Method && isOwn(method)) look(method, `${name}.${method.name}`);
  };
  const module = checker.getSymbolAtLocation(program.getSourceFile(doorOf(folder))!)!;
  const exported = checker.getExportsOfModule(module);
  assert.ok(exported.length > 0, `${folder} exports nothing`);
  for (const symbol of exported) look(symbol, symbol.name);
  return names.filter((name) => !WITHOUT_EXAMPLE.includes(name));
}

/** Not private, protected, or a method of every object, such as `toString`. */
function isOwn(method: TsSymbol): boolean {
  const flags = ts.getCombinedModifierFlags(method.valueDeclaration!);
  const isHidden = flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
  return !isHidden && method.name !== "toString" && !method.name.startsWith("__@");
}

const results: ExampleResult[] = [];

before(async () => {
  const folders = modules().map(({ folder }) => folder);
  const groups = [
    folders.filter((folder) => folder === "lib/keras"),
    folders.filter((folder) => folder !== "lib/keras"),
  ];
  const outputs = await Promise.all(
    groups.map(async (group) => {
      const child = fork(join(import.meta.dirname, "run-examples.ts"), group, {
        execArgv: ["--import", "tsx"],
        silent: true,
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
      child.on("message", (result) => results.push(result as ExampleResult));
      const [code] = await once(child, "close");
      return code === 0 ? "" : output;
    }),
  );
  assert.equal(outputs.join(""), "", "the processes that run the examples fail");
});

for (const { folder, examples } of modules()) {
  suite(folder, () => {
    test("there are examples", () => assert.ok(examples.length > 0));
    examples.forEach(({ name }, i) => {
      test(name, { skip: SKIPPED[`${folder} ${name}`] }, () => {
        const result = results.filter(({ module }) => module === folder)[i];
        assert.equal(result?.name, name, "it was run");
        assert.equal(result.error, undefined);
      });
    });
    test("every public name has a docstring with one", () => assert.deepEqual(withoutExample(folder), []));
  });
}

test("an example ends at the next tag, and before the source of a formula", () => {
  const source = [
    "/**",
    " * Doubles.",
    " *",
    " * @example",
    ' * import { one } from "../lib/one";',
    " *",
    " * double(one);",
    " *",
    " * After `numpy.double`.",
    " * @throws never",
    " */",
    "export function double() {}",
  ].join("\n");
  const code = 'import { one } from "../lib/one";\n\ndouble(one);';
  assert.deepEqual(examplesIn(source), [{ name: "double", code }]);
});
