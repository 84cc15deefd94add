import type { SyntaxNode } from "@lezer/common";
import type { Interpreter } from "./interpreter.ts";
import { isKerasModule, KERAS_CLASSES, kerasClass } from "./keras-calls.ts";
import { unquoted } from "./nodes.ts";
import { thing, type Value } from "./value.ts";

/** `import { Dense as Layer } from "…"`, `import * as tf from "…"`. */
export function javascriptImport(interpreter: Interpreter, node: SyntaxNode): void {
  const from = node.getChild("String");
  if (!from) return;
  const path = unquoted(interpreter.text(from));
  interpreter.facts.imports.push({ cell: interpreter.cellIndex, module: path });
  for (const name of node.getChildren("VariableDefinition")) {
    interpreter.bind(interpreter.text(name), thing({ kind: "module", path }));
  }
  for (const name of node.getChild("ImportGroup")?.getChildren("VariableDefinition") ?? []) {
    const as = name.prevSibling?.name === "as" ? name.prevSibling.prevSibling : undefined;
    bindImport(interpreter, path, interpreter.text(as ?? name), interpreter.text(name));
  }
}

/** `await import("…")`, `require("…")`, `importlib.import_module("…")`. */
export function importedModule({ facts, cellIndex }: Interpreter, path: string): Value {
  facts.imports.push({ cell: cellIndex, module: path });
  return thing({ kind: "module", path });
}

/** `import a.b as c`, `from a import b, c as d`. */
export function pythonImport(interpreter: Interpreter, node: SyntaxNode): void {
  const text = interpreter
    .text(node)
    .replaceAll(/[()\\]/g, " ")
    .replaceAll(/\s+/g, " ");
  const from = /^from (\S+) import (.*)$/.exec(text);
  const names = (from?.[2] ?? text.replace(/^import /, ""))
    .split(",")
    .map((part) => part.trim().split(" as "));
  for (const [written, as] of names) {
    const name = written.trim();
    const local = (as ?? (from ? name : name.split(".")[0])).trim();
    const module = from ? from[1] : name;
    interpreter.facts.imports.push({ cell: interpreter.cellIndex, module, local });
    if (from) {
      interpreter.facts.imports.push({ cell: interpreter.cellIndex, module: `${module}.${name}` });
      const all = name === "*" ? KERAS_CLASSES : undefined;
      if (all) for (const each of all) bindImport(interpreter, module, each, each);
      else bindImport(interpreter, module, name, local);
    } else {
      interpreter.bind(local, thing({ kind: "module", path: as ? name : local }));
    }
  }
}

function bindImport(interpreter: Interpreter, path: string, name: string, local: string): void {
  const found = isKerasModule(path) ? kerasClass(name) : undefined;
  const value = found
    ? { kind: "class" as const, name: found }
    : { kind: "module" as const, path: `${path}.${name}` };
  interpreter.bind(local, thing(value));
}
