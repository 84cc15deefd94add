import type {
  ArrowFunction,
  Diagnostic,
  Expression,
  Node,
  PropertyAccessExpression,
  SourceFile,
  TextChange,
  TypeChecker,
} from "typescript";
import { textChange, ts, withChanges } from "./compiler.ts";
import { isAssignment } from "./node-hint.ts";
import { arrayMethod, arrayProperty } from "./python/arrays.ts";

/** The mistake in a statement, and how to write it if there is a short way. */
export interface Correction {
  reason: string;
  code?: string;
}

interface Edit {
  node: Node;
  text?: string;
  /** The array. */
  array: Expression;
}

/**
 * The code to write for an NDArray or a tensor that is used like an array, of NumPy's or JavaScript's: `data[0]`,
 * `predictions.map(…)`, `p > 0.5`.
 *
 * @param cell the file of the diagnostic, in a program with types
 */
export function arrayCorrection(
  diagnostics: readonly Diagnostic[],
  cell: SourceFile,
  checker: TypeChecker,
): Correction | undefined {
  const isArray = (node: Expression) => {
    const { symbol } = checker.getTypeAtLocation(node);
    return symbol?.name === "NDArray" || isTensor(node, checker);
  };
  const editAt = (start: number): Edit | undefined => {
    for (let node: Node = ts.getTouchingPropertyName(cell, start); node !== cell; node = node.parent) {
      const edit = editOf(node, isArray, checker);
      if (edit !== undefined || ts.isStatement(node)) return edit;
    }
    return undefined;
  };
  const edits = diagnostics.flatMap(({ start = 0 }) => editAt(start) ?? []);
  const [edit] = edits;
  if (edit === undefined) return undefined;
  const name = edit.array.getText(cell);
  const [kind, flat] = isTensor(edit.array, checker) ? ["a Tensor", "dataSync()"] : ["an NDArray", "values"];
  const reason = `\`${name}\` is ${kind}: \`${flat}\` has its numbers, \`arraySync()\` its rows, \`shape\` its sizes.`;
  if (edit.text === undefined) return { reason };
  const statement = ts.findAncestor(edit.node, ts.isStatement) ?? edit.node;
  const [from, to] = [
    statement.getStart(cell),
    ts.isForOfStatement(statement) ? statement.statement.pos : statement.end,
  ];
  // All of the statement that are apart from each other.
  const changes: TextChange[] = [];
  let end = from;
  for (const { node, text } of edits.sort((a, b) => a.node.getStart(cell) - b.node.getStart(cell))) {
    const start = node.getStart(cell);
    if (text === undefined || start < end || node.end > to) continue;
    changes.push(textChange(start - from, node.end - from, text));
    end = node.end;
  }
  return { reason, code: withChanges(cell.text.slice(from, to), changes).trim() };
}

function editOf(node: Node, isArray: (node: Expression) => boolean, checker: TypeChecker): Edit | undefined {
  if (ts.isElementAccessExpression(node) && isArray(node.expression)) {
    return { node: node.expression, text: rows(node.expression), array: node.expression };
  }
  if (ts.isPropertyAccessExpression(node) && isArray(node.expression)) {
    const array = node.expression;
    if (node.name.text === "length") return { node, text: `${array.getText()}.shape[0]`, array };
    if (node.name.text in Array.prototype)
      return { node: array, text: takesRows(node.parent) ? rows(array) : numbers(array, checker), array };
    if (checker.getTypeAtLocation(array).getProperty(node.name.text) === undefined) {
      const text = isTensor(array, checker) ? undefined : ofNumpy(node);
      return { node: ts.isCallExpression(node.parent) ? node.parent : node, text, array };
    }
  }
  if (ts.isForOfStatement(node) && isArray(node.expression)) {
    return { node: node.expression, text: rows(node.expression), array: node.expression };
  }
  if (ts.isSpreadElement(node) && isArray(node.expression)) {
    const { parent: list } = node;
    const { parent: access } = list;
    if (
      ts.isArrayLiteralExpression(list) &&
      ts.isPropertyAccessExpression(access) &&
      access.name.text === "length"
    )
      return { node: access, text: `${node.expression.getText()}.shape[0]`, array: node.expression };
    if (ts.isPropertyAccessExpression(access) && takesRows(access.parent))
      return { node: list, text: rows(node.expression), array: node.expression };
    return { node: node.expression, text: values(node.expression, checker), array: node.expression };
  }
  if (ts.isBinaryExpression(node)) {
    const { left, right } = node;
    const array = isArray(left) ? left : isArray(right) ? right : undefined;
    if (array === undefined || (isArray(left) && isArray(right))) return undefined;
    if (isAssignment(node as Node)) return { node, array };
    const operator = node.operatorToken.getText();
    if (isTensor(array, checker)) {
      const method = tensorMethods[operator];
      const text = method && array === left ? `${left.getText()}.${method}(${right.getText()})` : undefined;
      return { node, text, array };
    }
    const operation = [left, right].map((side) => (side === array ? "value" : side.getText()));
    const text = `${numbers(array, checker)}.map((value) => ${operation.join(` ${operator} `)})`;
    return { node: ts.isParenthesizedExpression(node.parent) ? node.parent : node, text, array };
  }
  return undefined;
}

/** True for `map((row) => row[0])`: a function that takes what it is given apart. */
function takesRows(call: Node): boolean {
  const [change] = ts.isCallExpression(call) ? call.arguments : [];
  const [value] = change && ts.isArrowFunction(change) ? change.parameters : [];
  if (value === undefined) return false;
  const [name, body] = [value.name.getText(), (change as ArrowFunction).body.getText()];
  return (
    ts.isArrayBindingPattern(value.name) ||
    RegExp(
      `(?<![\\w$.])${name.replaceAll("$", "\\$")}(\\[|\\.(at|filter|join|length|map|reduce|slice)\\b)`,
    ).test(body)
  );
}

/** True for a tensor of TensorFlow.js'. */
function isTensor(node: Expression, checker: TypeChecker): boolean {
  const type = checker.getTypeAtLocation(node);
  return type.symbol?.name === "Tensor" && type.getProperty("dataSync") !== undefined;
}

/** Its methods for the operators. */
const tensorMethods: Record<string, string | undefined> = {
  ...{ "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", "**": "pow" },
  ...{ "<": "less", "<=": "lessEqual", ">": "greater", ">=": "greaterEqual" },
};

const values = (array: Expression, checker: TypeChecker) =>
  `${array.getText()}.${isTensor(array, checker) ? "dataSync()" : "values"}`;
const numbers = (array: Expression, checker: TypeChecker) => `[...${values(array, checker)}]`;
const rows = (array: Expression) => `(${array.getText()}.arraySync() as number[][])`;

/** A property or call of a method of NumPy's arrays, as far as there is a short way to write it. */
function ofNumpy({
  parent,
  expression: array,
  name: { text: name },
}: PropertyAccessExpression): string | undefined {
  const typed = { text: array.getText(), type: "NDArray" };
  if (!ts.isCallExpression(parent)) return arrayProperty(typed, name);
  if (parent.arguments.some((axis) => !/^[01]$/.test(axis.getText()))) return undefined;
  const values = parent.arguments.map((one) => one.getText());
  const text = arrayMethod(typed, name, values, []);
  const isOperand = ts.isBinaryExpression(parent.parent) || ts.isPropertyAccessExpression(parent.parent);
  return text !== undefined && isOperand ? `(${text})` : text;
}
