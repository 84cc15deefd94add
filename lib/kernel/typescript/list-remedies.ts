import type {
  CallExpression,
  Diagnostic,
  Expression,
  NewExpression,
  Node,
  PropertyAssignment,
  Type,
  TypeChecker,
  TypeReference,
} from "typescript";
import { ts } from "./compiler.ts";
import { calleeText, isCallOrNew, isNumber, shortText } from "./node-hint.ts";

/** Remedies for errors in which a list is meant, or given. */

/** `Math.max(xs)`: a list or an NDArray where its elements are meant. */
export function spread(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  const [list, more] = call?.arguments ?? [];
  if (call === undefined || list?.getStart() !== node.getStart() || more !== undefined) return undefined;
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const takesMany = declaration?.parameters.at(-1);
  const isMany =
    takesMany !== undefined && ts.isParameter(takesMany) && takesMany.dotDotDotToken !== undefined;
  const type = checker.getTypeAtLocation(list);
  const isNDArray = type.symbol?.name === "NDArray";
  if (!isMany || !(isNDArray || checker.isArrayLikeType(type))) return undefined;
  const array = ts.isLeftHandSideExpression(list) ? shortText(list) : `(${shortText(list)})`;
  const text = isNDArray ? `${array}.values` : shortText(list);
  return `Its elements, one by one: \`${shortText(call.expression)}(...${text})\`.`;
}

/** `const { a } = f()` where `f` returns a list. */
export function listPattern(node: Node, checker: TypeChecker): string | undefined {
  const pattern = ts.findAncestor(node, ts.isObjectBindingPattern);
  if (pattern === undefined || !ts.isBindingElement(node.parent)) return undefined;
  const type = checker.getTypeAtLocation(pattern);
  if (!isIterable(type) && type.getProperty("length") === undefined) return undefined;
  const names = pattern.elements.map(({ name }) => name.getText()).join(", ");
  return `It is a list, which square brackets take apart: \`const [${names}] = …\`.`;
}

/** TypeScript puts a number behind the name of a symbol. */
export const isIterable = (type: Type) =>
  type.getProperties().some(({ name }) => name.startsWith("__@iterator"));

/** `metrics: "accuracy"` where a list of such values is meant. */
export function listOf(node: Node, checker: TypeChecker): string | undefined {
  const value = meantAsList(node, checker);
  if (value === undefined) return undefined;
  const name = value.parent.name.getText();
  return `\`${name}\` takes a list: \`${name}: [${value.getText().replace(/^\((.*)\)$/s, "$1")}]\`.`;
}

/** `frame.groupby("a")` and `new Sequential(first, second)` where a list of such values is meant. */
export function listArgument(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(
    node,
    (one): one is CallExpression | NewExpression =>
      isCallOrNew(one) && (one.arguments ?? []).some((value) => value.getStart() === node.getStart()),
  );
  const [first, ...more] = call?.arguments?.filter((value) => !ts.isObjectLiteralExpression(value)) ?? [];
  if (call === undefined || first === undefined) return undefined;
  const takesOthers = (checker.getResolvedSignature(call)?.parameters.length ?? 0) > 1;
  if (takesOthers && first.getStart() !== node.getStart()) return undefined;
  const values = takesOthers ? [first] : [first, ...more];
  const [type, expected] = [checker.getTypeAtLocation(first), checker.getContextualType(first)];
  // A list already: there are too many arguments.
  if (expected && checker.isArrayLikeType(type) && checker.isTypeAssignableTo(type, expected))
    return undefined;
  if (!values.every((value) => isListOf(value, checker, first))) return undefined;
  return `\`${calleeText(call)}\` takes a list: \`[${values.map(shortText).join(", ")}]\`.`;
}

/** The value of an option that takes a list of such values. */
export function meantAsList(
  node: Node,
  checker: TypeChecker,
): (Expression & { parent: PropertyAssignment }) | undefined {
  const property = node.parent;
  if (!ts.isPropertyAssignment(property)) return undefined;
  const { initializer } = property;
  return isListOf(initializer, checker)
    ? (initializer as Expression & { parent: PropertyAssignment })
    : undefined;
}

/** True for a value where a list of such values is expected, in the place of `at`. */
function isListOf(given: Expression, checker: TypeChecker, at = given): boolean {
  const expected = checker.getContextualType(at);
  if (expected === undefined) return false;
  const value = checker.getTypeAtLocation(given);
  return (expected.isUnion() ? expected.types : [expected]).some(
    (type) =>
      !(type.flags & ts.TypeFlags.Any) &&
      checker.isArrayLikeType(type) &&
      checker.getTypeArguments(type as TypeReference).every((one) => checker.isTypeAssignableTo(value, one)),
  );
}

/** `row / 100`: a list of numbers where one is meant. */
export function eachOf(node: Node, checker: TypeChecker): string | undefined {
  const operation = ts.findAncestor(node, ts.isBinaryExpression);
  if (operation === undefined) return undefined;
  const { left, right, operatorToken } = operation;
  const isNumbers = (side: Expression) => {
    const type = checker.getTypeAtLocation(side);
    const element = checker.isArrayLikeType(type) && checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return element && (element.flags & ts.TypeFlags.NumberLike) !== 0;
  };
  const operator = operatorToken.getText();
  if (operator === "+" && isNumbers(left) && isNumbers(right)) {
    const [a, b] = [shortText(left), shortText(right)];
    return `\`+\` is not for lists: \`[...${a}, ...${b}]\` joins them, \`${a}.map((value, i) => value + ${b}[i])\` adds their elements.`;
  }
  const list = [left, right].find((side) => isNumbers(side));
  if (list === undefined || !isNumber(list === left ? right : left, checker)) return undefined;
  const [before, after] = [left, right].map((side) => (side === list ? "value" : side.getText()));
  const text = ts.isLeftHandSideExpression(list) ? shortText(list) : `(${shortText(list)})`;
  return `\`${shortText(list)}\` is a list: \`${text}.map((value) => ${before} ${operator} ${after})\`.`;
}

/** Strings and truth values where `lib` takes numbers. */
export function labels(_: Node, __: unknown, { messageText }: Diagnostic): string | undefined {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (/Argument of type 'boolean\[\]' .* type '(TargetArrays|ArrayInput|null)/.test(message))
    return "Targets are numbers: `labels.map(Number)` makes 0 and 1 of `false` and `true`.";
  if (!/Argument of type 'string\[\]' .* type '(TargetArrays|ArrayInput|null)/.test(message))
    return undefined;
  return "Targets are numbers: `new LabelEncoder().fitTransform(labels)`, of lib/sklearn/preprocessing, numbers the words from 0.";
}
