import type { SyntaxNode } from "@lezer/common";
import { isNumber } from "./expressions.ts";
import type { Interpreter } from "./interpreter.ts";
import { bindings } from "./items.ts";
import { namedValue } from "./marks.ts";
import { children, expressions, isToken } from "./nodes.ts";
import { assignedPatch, definedPatch } from "./patches.ts";
import { propertyOf } from "./read-value.ts";
import { type Fit, origins, originsOf, unknown, type Value } from "./value.ts";

/** `a = …`, `const { a, b } = …`, `a.b = …`, `a += …`. */
export function assign(interpreter: Interpreter, node: SyntaxNode): void {
  // `const a = …, b = …` is two; Python's `a, b = …` is one.
  const parts: SyntaxNode[][] = [[]];
  for (const child of children(node)) {
    if (child.name === "," && node.name === "VariableDeclaration") parts.push([]);
    else parts.at(-1)!.push(child);
  }
  for (const one of parts) assignOne(interpreter, one);
}

function assignOne(interpreter: Interpreter, parts: readonly SyntaxNode[]): void {
  const at = parts.findIndex(({ name }) => /^(Equals|AssignOp|UpdateOp)$/.test(name));
  if (at < 0) return;
  const right = parts.slice(at + 1).filter((child) => !isToken(child));
  const values = right.map((child) => interpreter.value(child));
  const value: Value = values.length === 1 ? values[0] : { items: values, from: origins(values) };
  const targets = parts
    .slice(0, at)
    .filter((child) => !isToken(child) && child.name !== "TypeAnnotation" && child.name !== "TypeDef");
  for (const target of targets) if (target.name === "ObjectPattern") bindPattern(interpreter, target, value);
  const names = targets
    .filter(({ name }) => name !== "ObjectPattern")
    .flatMap((target) => targetNames(interpreter, target));
  const updates = interpreter.text(parts[at]) !== "=";
  for (const [name, bound] of bindings(names, value)) {
    definedPatch(interpreter, name, undefined, right[0] && interpreter.text(right[0]));
    const scaled = updates && /[-/]=/.test(interpreter.text(parts[at]));
    const before = updates ? (interpreter.look(name) ?? unknown()) : undefined;
    interpreter.bind(
      name,
      before
        ? unknown(new Set([...origins([before, bound]), ...(scaled ? (["scaled"] as const) : [])]))
        : namedValue(name, bound),
    );
  }
  for (const target of targets)
    if (target.name === "MemberExpression") assignMember(interpreter, target, value);
}

/** `{ Dense, layers: all, history: { accuracy = [] }, ...others }`: each name is the property that it is called after. */
export function bindPattern(interpreter: Interpreter, pattern: SyntaxNode, value: Value): void {
  if (pattern.name !== "ObjectPattern") {
    const names = targetNames(interpreter, pattern);
    const bound =
      pattern.name === "ArrayPattern" ? bindings(names, value) : names.map((name) => [name, value] as const);
    for (const [name, item] of bound) interpreter.bind(name, namedValue(name, item));
    return;
  }
  for (const property of children(pattern)) {
    if (property.name !== "PatternProperty") {
      if (property.name === "VariableDefinition") bindPattern(interpreter, property, value); // ...others
      continue;
    }
    const key = property.getChild("PropertyName");
    const target =
      property.getChild("ObjectPattern") ??
      property.getChild("ArrayPattern") ??
      property.getChild("VariableDefinition") ??
      key;
    if (!target) continue;
    const bound = propertyOf(value, interpreter.text(key ?? target));
    if (target === key) interpreter.bind(interpreter.text(key), namedValue(interpreter.text(key), bound));
    else bindPattern(interpreter, target, bound);
  }
}

/** Part of a value is assigned to: what was known of the whole is not any more. */
function assignMember(interpreter: Interpreter, target: SyntaxNode, value: Value): void {
  assignedPatch(interpreter, target, value);
  rewritten(interpreter, target, value);
  const [object] = expressions(target);
  if (object?.name !== "VariableName") return;
  const name = interpreter.text(object);
  const before = interpreter.look(name);
  if (!before || before.thing) return;
  const whole = /\[\s*:\s*\]$/.test(interpreter.text(target));
  // Other names of the same value see it too.
  const uniform = whole && (isNumber(value) || value.uniform === true);
  const [, index] = expressions(target);
  const column = value.isLabels && index ? interpreter.value(index).constant : undefined;
  const labelled = typeof column === "string" ? column : before.labelled;
  const { items: _items, entries: _entries, constant: _constant, ...rest } = before;
  const changed = {
    ...rest,
    labelled,
    isLabels: before.isLabels && (isNumber(value) || value.isLabels),
    uniform,
  };
  before.from = origins([before, value]);
  interpreter.bind(name, { ...changed, from: before.from });
}

/** A figure that no fit gave is put into a history. */
function rewritten(interpreter: Interpreter, target: SyntaxNode, value: Value): void {
  const text = interpreter.text(target);
  const from = originsOf(value);
  const isComputed = [...from].some((origin) => typeof origin === "object");
  if (
    !/acc|history/i.test(text) ||
    /\.index(?:\.names?)?$/.test(text) ||
    (isComputed && !/acc\w*["'`]?\]?$/i.test(text))
  )
    return;
  for (const fit of fitsOf(interpreter.look(/^\w+/.exec(text)?.[0] ?? ""))) fit.rewritten = text;
}

export const fitsOf = (value: Value | undefined): Fit[] =>
  [...(value ? originsOf(value) : [])].filter(
    (origin): origin is Fit => typeof origin === "object" && origin.kind === "fit",
  );

/** The names that a target binds. */
export function targetNames(interpreter: Interpreter, target: SyntaxNode): string[] {
  if (/^(VariableName|VariableDefinition)$/.test(target.name)) return [interpreter.text(target)];
  if (!/Pattern|Tuple|Array/.test(target.name)) return [];
  return children(target).flatMap((child) => {
    if (child.name === "PatternProperty") {
      const name = child.getChild("VariableDefinition") ?? child.getChild("PropertyName");
      return name ? [interpreter.text(name)] : [];
    }
    return targetNames(interpreter, child);
  });
}

/** `with open(…) as file`. */
export function bindWith(interpreter: Interpreter, node: SyntaxNode): void {
  const values = expressions(node);
  if (values.length >= 2 && values[1].name === "VariableName")
    interpreter.bind(interpreter.text(values[1]), interpreter.value(values[0]));
}
