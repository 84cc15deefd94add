import type { SyntaxNode } from "@lezer/common";
import type { Interpreter } from "./interpreter.ts";
import { bindings, eachItem } from "./items.ts";
import { compared } from "./marks.ts";
import { children, expressions, isToken, unquoted } from "./nodes.ts";
import { constant, listOrigins, origins, originsOf, unknown, type Value } from "./value.ts";

/** Longer texts and lists are not followed: code can double one in a loop. */
export const LONGEST = 10_000;

/** A text, with what is known put in its places. */
export function stringValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const parts = children(node).filter(({ name }) => /Interpolation$|FormatReplacement/.test(name));
  const values = parts.map((part) => interpreter.all(part));
  const from = origins(values.flat());
  if (node.name === "ContinuedString") {
    const texts = interpreter.all(node).map((part) => part.constant);
    return texts.every((text) => typeof text === "string") ? constant(texts.join("")) : unknown(from);
  }
  let text = unquoted(interpreter.text(node));
  for (const [at, part] of [...parts.entries()].reverse()) {
    const known = values[at][0]?.constant;
    if (known === undefined) {
      // Its own words, with the places of what is not known.
      if (text.length <= LONGEST) interpreter.spells(text);
    } else if (text.length <= LONGEST) text = text.replace(interpreter.text(part), () => String(known));
  }
  interpreter.spells(text);
  return { constant: parts.length === 0 || !/\{/.test(text) ? text : undefined, from };
}

/** A list or tuple. */
export function listValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const nodes = expressions(node);
  const items = nodes.flatMap((child) => {
    const value = interpreter.value(child);
    return child.prevSibling?.name === "Spread" || child.name === "Spread"
      ? (value.items ?? [value])
      : [value];
  });
  const known = items.length <= LONGEST ? items : undefined;
  return { items: known, uniform: items.length > 1 && sameConstants(items), from: listOrigins(items) };
}

/** An object or dictionary. */
export function objectValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const entries = new Map<string, Value>();
  const rest: Value[] = [];
  if (node.name === "DictionaryExpression") {
    const parts = expressions(node);
    for (let at = 0; at + 1 < parts.length; at += 2) {
      entries.set(String(interpreter.value(parts[at]).constant ?? at), interpreter.value(parts[at + 1]));
    }
  } else {
    for (const property of children(node)) {
      if (property.name !== "Property") {
        if (!isToken(property)) rest.push(interpreter.value(property));
        continue;
      }
      const [key, ...others] = children(property).filter((child) => !isToken(child));
      if (!key) continue;
      const name = unquoted(interpreter.text(key));
      const value = others.at(-1);
      // `{ epochs }` is `{ epochs: epochs }`.
      entries.set(name, value ? interpreter.value(value) : (interpreter.look(name) ?? unknown()));
    }
  }
  if (entries.has("fit")) interpreter.hasOwnFit = true;
  return { entries, from: origins([...rest, ...entries.values()]) };
}

/** A list made by going through another. */
export function comprehensionValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const parts = expressions(node);
  const names = children(node).filter(({ name }) => name === "VariableName");
  const at = children(node).findIndex(({ name }) => name === "in");
  const iterated = children(node)
    .slice(at + 1)
    .find((child) => !isToken(child));
  if (!iterated || !parts[0]) return unknown(origins(interpreter.all(node)));
  const source = interpreter.value(iterated);
  const bound = names
    .filter((name) => name.from > parts[0].to && name.to < iterated.from)
    .map((name) => interpreter.text(name));
  const loop = children(node).find(({ name }) => name === "for");
  const made = parts.filter(({ to }) => loop === undefined || to <= loop.from);
  const results = eachItem(source).map((item) => {
    const values = interpreter.within(bindings(bound, item), () =>
      made.map((part) => interpreter.value(part)),
    );
    return values.length === 1 ? values[0] : unknown(origins(values));
  });
  return {
    items: source.items ? results : undefined,
    uniform: results.length > 0 && sameConstants(results),
    isComparison: results.some(({ isComparison }) => isComparison) || undefined,
    from: new Set([...origins([source]), ...listOrigins(results)]),
  };
}

/** Two values and a sign between. */
export function binaryValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const operands = expressions(node);
  const isLogic = children(node).some(({ name }) => /^(?:LogicOp|and|or)$/.test(name));
  const [left, right] = operands.map((operand, at) =>
    at > 0 && isLogic ? interpreter.decided(() => interpreter.value(operand)) : interpreter.value(operand),
  );
  const from = new Set(origins([left, right]));
  const sign = interpreter.text(children(node)[1] ?? node);
  if (sign === "as" || sign === "satisfies") return left;
  const whole = interpreter.text(node);
  if (sign === "/" && (/^\(?[^/]*-/.test(whole) || /std|max|dev|sd|sigma/i.test(whole))) from.add("scaled");
  if (!left || !right) return unknown(from);
  // Noise on data is not invented data.
  const drawn = [left, right].map((value) => isNumber(value) || originsOf(value).has("invented"));
  if (!drawn.every(Boolean)) from.delete("invented");
  const uniform = (left.uniform && (right.uniform || isNumber(right))) || (isNumber(left) && right.uniform);
  if (sign === "*" && (left.constant === 0 || right.constant === 0)) return { uniform: true, from };
  if (sign === "*" && left.items && isNumber(right)) {
    return { uniform: left.items.length === 1 || sameConstants(left.items), from };
  }
  const texts = operands.map((operand) => interpreter.text(operand));
  const { isComparison, mark } = /^[<>]=?$/.test(sign)
    ? compared({ value: left, text: texts[0] }, { value: right, text: texts[1] })
    : ({} as ReturnType<typeof compared>);
  if (mark) from.add(mark);
  const result = arithmetic(sign, left.constant, right.constant);
  if (typeof result === "string") interpreter.spells(result);
  const isLabels = (left.isLabels && isNumber(right)) || (isNumber(left) && right.isLabels) || undefined;
  return { constant: result, uniform, isLabels, isComparison, from };
}

/** `a ? b : c`, `b if a else c`: one of the two where it is known which. */
export function conditionalValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const [first, second, last] = interpreter.decided(() => interpreter.all(node));
  const inPython = interpreter.code.language === "python";
  const [condition, then] = inPython ? [second, first] : [first, second];
  if (condition?.constant !== undefined) return (condition.constant ? then : last) ?? unknown();
  return { isComparison: condition?.isComparison, from: origins([condition, then, last]) };
}

export const isNumber = (value: Value | undefined) => typeof value?.constant === "number";

function sameConstants(items: readonly Value[]): boolean {
  const [first] = items;
  return first?.constant !== undefined && items.every(({ constant }) => constant === first.constant);
}

function arithmetic(sign: string, left: Value["constant"], right: Value["constant"]): Value["constant"] {
  if (left === undefined || right === undefined) return undefined;
  if (String(left).length + String(right).length > LONGEST) return undefined;
  if (sign === "+" && (typeof left === "string" || typeof right === "string")) return `${left}${right}`;
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return {
    "<": left < right,
    "<=": left <= right,
    ">": left > right,
    ">=": left >= right,
    "==": left === right,
    "===": left === right,
    "!=": left !== right,
    "!==": left !== right,
    "+": left + right,
    "-": left - right,
    "*": left * right,
    "/": left / right,
    "//": Math.floor(left / right),
    "**": left ** right,
  }[sign];
}
