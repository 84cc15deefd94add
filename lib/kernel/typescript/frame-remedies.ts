import type {
  CallExpression,
  ElementAccessExpression,
  Expression,
  Node,
  PropertyAccessExpression,
  TypeChecker,
} from "typescript";
import { ts } from "./compiler.ts";
import { declaredValue, isDataFrame, shortText } from "./node-hint.ts";
import { columnComparisons, columnMethods, isByRow, isColumn } from "./python/packages.ts";

/** Remedies for frames of danfojs and arrays that are used like those of pandas, NumPy and TensorFlow.js. */

/** True in a statement with `frame.plot`, which danfojs has for pages alone. */
export function plotsFrame(node: Node, checker: TypeChecker): boolean {
  const isPlot = (one: Node): boolean => {
    if (!ts.isPropertyAccessExpression(one) || one.name.text !== "plot") return false;
    const [called] = checker.getTypeAtLocation(one).getCallSignatures();
    return called?.getReturnType().symbol?.name === "IPlotlyLib";
  };
  const visit = (one: Node): boolean => isPlot(one) || (ts.forEachChild(one, visit) ?? false);
  return visit(ts.findAncestor(node, ts.isExpressionStatement) ?? node);
}

/** Rows of a frame, a list or an NDArray. */
export const selectedRows = (node: Node, checker: TypeChecker): string | undefined =>
  rowsByTest(node) ?? rowsByIndices(node, checker) ?? sliceOfAxes(node, checker);

/** `frame[frame["a"] == 1]` */
function rowsByTest(node: Node): string | undefined {
  const access = ts.findAncestor(node, ts.isElementAccessExpression);
  const outer = access && ts.findAncestor(access.parent, ts.isElementAccessExpression);
  const test = (outer ?? access)?.argumentExpression;
  if (test === undefined || !ts.isBinaryExpression(test) || !isColumn(test.left.getText())) return undefined;
  const method = columnComparisons[test.operatorToken.getText()];
  const frame = shortText((outer ?? access)!.expression);
  return (
    method &&
    `Rows are selected by \`query\`: \`${frame}.query(${test.left.getText()}.${method}(${test.right.getText()}))\`.`
  );
}

/** `X[train]`: rows by a list of their indices. */
function rowsByIndices(node: Node, checker: TypeChecker): string | undefined {
  const access = ts.findAncestor(node, ts.isElementAccessExpression);
  if (access === undefined || !checker.isArrayLikeType(checker.getTypeAtLocation(access.argumentExpression)))
    return undefined;
  const [rows, indices] = [shortText(access.expression), shortText(access.argumentExpression)];
  const type = checker.getTypeAtLocation(access.expression);
  if (type.symbol?.name === "NDArray") return `Rows by their indices: \`${rows}.take(${indices})\`.`;
  if (!checker.isArrayLikeType(type)) return undefined;
  return `Elements by their indices: \`${indices}.map((i) => ${rows}[i])\`.`;
}

/** `x.slice([0, 0], [2, 2])` of an NDArray, as tensors of TensorFlow.js have it. */
function sliceOfAxes(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  if (call === undefined || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { expression: array, name } = call.expression;
  if (name.text !== "slice" || checker.getTypeAtLocation(array).symbol?.name !== "NDArray") return undefined;
  if (!call.arguments.every((value) => checker.isArrayLikeType(checker.getTypeAtLocation(value))))
    return undefined;
  const values = [array, ...call.arguments].map(shortText).join(", ");
  const sizes = call.arguments.length === 1 ? ", […]" : "";
  return `\`slice\` of an NDArray takes rows, such as \`${shortText(array)}.slice(0, 2)\`; along several axes: \`ops.slice(${values}${sizes})\`, with start and size.`;
}

/** `frame.groupby(["kind"])["width"]` */
export function columnOfGroups(node: Node, checker: TypeChecker): string | undefined {
  const access = ts.findAncestor(node, ts.isElementAccessExpression);
  if (
    access === undefined ||
    checker.typeToString(checker.getTypeAtLocation(access.expression)) !== "Groupby"
  )
    return undefined;
  return `Columns of groups are chosen by a method: \`${shortText(access.expression)}.col([${access.argumentExpression.getText()}])\`.`;
}

/** `frame["a"]`, which danfojs types as `any`. */
function isColumnOf(
  node: Expression,
  checker: TypeChecker,
): node is ElementAccessExpression | PropertyAccessExpression {
  const isAccess = ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node);
  if (!isAccess || !isColumn(node.getText())) return false;
  return isDataFrame(node.expression, checker);
}

/** `frame["a"] == 1`, which is false, and `frame["a"] * 2`, which is NaN. */
export function columnMethod(node: Node, checker: TypeChecker): string | undefined {
  const operation = ts.findAncestor(node, ts.isBinaryExpression);
  if (operation === undefined || !isColumnOf(operation.left, checker)) return undefined;
  const { left, operatorToken, right } = operation;
  if (operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isElementAccessExpression(left)) {
    const column = left.argumentExpression.getText();
    return `This adds no column, nor changes one: write \`${shortText(left.expression)}.addColumn(${column}, values, { inplace: true })\`, with one value for each row.`;
  }
  const method = columnMethods[operatorToken.getText()];
  return (
    method && `Columns are computed with methods: \`${shortText(left)}.${method}(${shortText(right)})\`.`
  );
}

/** `frame.mean()`, whose default in danfojs is another than in pandas. */
export function byRow(
  { expression, arguments: values }: CallExpression,
  checker: TypeChecker,
): string | undefined {
  if (values.length > 0 || !ts.isPropertyAccessExpression(expression)) return undefined;
  const { expression: frame, name } = expression;
  if (!isByRow(name.text) || !isDataFrame(frame, checker)) return undefined;
  return `\`${name.text}\` goes by row here: \`${shortText(expression)}({ axis: 0 })\` goes by column, as in pandas.`;
}

/** `model.fit(frame, frame["target"])`, which learns the target from itself. */
export function targetAmongInputs(call: CallExpression, checker: TypeChecker): string | undefined {
  const [inputs, second] = call.arguments;
  const targets = second && declaredValue(second, checker);
  if (!/(?:^|\.)(?:fit|evaluate|trainTestSplit)$/.test(call.expression.getText())) return undefined;
  if (targets === undefined || !isColumnOf(targets, checker)) return undefined;
  const frame = inputs.getText();
  if (targets.expression.getText() !== frame) return undefined;
  const column = ts.isPropertyAccessExpression(targets)
    ? JSON.stringify(targets.name.text)
    : targets.argumentExpression.getText();
  return `\`${frame}\` has the targets among the inputs: \`${frame}.drop({ columns: [${column}] })\` leaves them out.`;
}
