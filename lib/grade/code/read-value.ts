import type { SyntaxNode } from "@lezer/common";
import { assign } from "./assignments.ts";
import { callValue } from "./calls.ts";
import {
  binaryValue,
  comprehensionValue,
  conditionalValue,
  listValue,
  objectValue,
  stringValue,
} from "./expressions.ts";
import { importedModule } from "./imports.ts";
import type { Interpreter } from "./interpreter.ts";
import { isKerasModule, kerasClass } from "./keras-calls.ts";
import { pickedValue } from "./marks.ts";
import { expressions, unquoted } from "./nodes.ts";
import { reachedFor } from "./patches.ts";
import { constant, layersOf, origins, originsOf, thing, unknown, type Value } from "./value.ts";

/** The value of an expression. */
export function readValue(interpreter: Interpreter, node: SyntaxNode): Value {
  switch (node.name) {
    case "Number": {
      const value = Number(interpreter.text(node).replaceAll("_", ""));
      if (!Number.isInteger(value)) interpreter.facts.numbers.push({ cell: interpreter.cellIndex, value });
      return constant(value);
    }
    case "Boolean":
    case "BooleanLiteral":
      return constant(/^t/i.test(interpreter.text(node)));
    case "null":
    case "None":
      return constant(null);
    case "String":
    case "FormatString":
    case "TemplateString":
    case "ContinuedString":
      return stringValue(interpreter, node);
    case "VariableName": {
      const name = interpreter.text(node);
      return interpreter.look(name) ?? unknown();
    }
    case "ParenthesizedExpression":
    case "AwaitExpression":
    case "UnaryExpression": {
      const value = interpreter.all(node).at(-1) ?? unknown();
      if (node.name !== "UnaryExpression") return value;
      const sign = interpreter.text(node)[0];
      return typeof value.constant === "number" && sign === "-"
        ? constant(-value.constant)
        : unknown(value.from);
    }
    case "SequenceExpression":
      return interpreter.all(node).at(-1) ?? unknown();
    case "ArrayExpression":
    case "TupleExpression":
      return listValue(interpreter, node);
    case "ObjectExpression":
    case "DictionaryExpression":
      return objectValue(interpreter, node);
    case "ArrayComprehensionExpression":
    case "ComprehensionExpression":
    case "SetComprehensionExpression":
    case "DictionaryComprehensionExpression":
      return comprehensionValue(interpreter, node);
    case "MemberExpression":
      return member(interpreter, node);
    case "BinaryExpression":
      return binaryValue(interpreter, node);
    case "ConditionalExpression":
      return conditionalValue(interpreter, node);
    case "CallExpression":
    case "NewExpression":
      return callValue(interpreter, node);
    case "DynamicImport": {
      interpreter.mayFail();
      const path = node.getChild("String");
      return path ? importedModule(interpreter, unquoted(interpreter.text(path))) : unknown();
    }
    case "ArrowFunction":
    case "FunctionExpression":
    case "LambdaExpression":
      return interpreter.functionValue(node);
    case "AssignmentExpression":
      assign(interpreter, node);
      return interpreter.all(node).at(-1) ?? unknown();
    default:
      return unknown(origins(interpreter.all(node)));
  }
}

function member(interpreter: Interpreter, node: SyntaxNode): Value {
  const [object, index] = expressions(node);
  if (!object) return unknown();
  const value = interpreter.value(object);
  const property = node.getChild("PropertyName");
  if (property) {
    if (value.thing?.kind === "class" && interpreter.text(property) === "prototype")
      reachedFor(interpreter, interpreter.text(node));
    return propertyOf(value, interpreter.text(property));
  }
  const key = index ? interpreter.value(index) : unknown();
  if (typeof key.constant === "number" && value.items) {
    return value.items.at(key.constant) ?? unknown(value.from);
  }
  if (typeof key.constant === "string") return propertyOf(value, key.constant);
  return pickedValue(value, key, interpreter.text(node));
}

/** Keys of a history. */
const FIGURE = /^(?:((?:binary_)?acc(?:uracy)?)|(?:val_)?(?:loss|\w*acc\w*))$/;

/** `value.name`, `value["name"]`. */
export function propertyOf(value: Value, name: string): Value {
  const { thing: is, entries } = value;
  if (entries?.has(name)) return entries.get(name)!;
  if (is?.kind === "module") {
    const found = isKerasModule(is.path) ? kerasClass(name) : undefined;
    return found
      ? thing({ kind: "class", name: found })
      : thing({ kind: "module", path: `${is.path}.${name}` });
  }
  if (is?.kind === "class" && name === "prototype") return value;
  if (name === "length" && value.items) return constant(value.items.length);
  if (is?.kind === "model" && name === "layers") {
    return { items: layersOf(is).map((layer) => thing(layer)), from: new Set(originsOf(value)) };
  }
  if (/^(?:i?loc|columns?)$/.test(name)) return unknown(withoutLabels(value));
  const isLabels = name === "target" || value.isLabels || undefined;
  const from = new Set(originsOf(value));
  if (name === "target") from.add("labels");
  const figure = FIGURE.exec(name);
  if (figure && [...from].some((origin) => typeof origin === "object" && origin.kind === "fit"))
    from.add(figure[1] ? "accuracy" : "loss");
  return { isLabels, labelled: value.labelled, from };
}

const withoutLabels = (value: Value) =>
  new Set([...originsOf(value)].filter((origin) => origin !== "labels"));
