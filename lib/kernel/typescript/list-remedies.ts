import type {
  CallExpression,
  Expression,
  NewExpression,
  Node,
  PropertyAssignment,
  SourceFile,
  Type,
  TypeChecker,
  TypeReference,
} from "typescript";
import { ts } from "./compiler.ts";
import { calleeText, isCallOrNew, shortText } from "./node-hint.ts";

/** Remedies for errors in which a list is meant, or given. */

/** `Math.max(xs)`: a list where its elements are meant. */
export function spread(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  const [list, more] = call?.arguments ?? [];
  if (call === undefined || list?.getStart() !== node.getStart() || more !== undefined) return undefined;
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const takesMany = declaration?.parameters.at(-1);
  const isMany =
    takesMany !== undefined && ts.isParameter(takesMany) && takesMany.dotDotDotToken !== undefined;
  if (!isMany || !checker.isArrayLikeType(checker.getTypeAtLocation(list))) return undefined;
  return `Its elements, one by one: \`${shortText(call.expression)}(...${shortText(list)})\`.`;
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
export function listOf(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const value = meantAsList(node, checker);
  if (value === undefined) return undefined;
  const name = value.parent.name.getText(cell);
  return `\`${name}\` takes a list: \`${name}: [${value.getText(cell).replace(/^\((.*)\)$/s, "$1")}]\`.`;
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

/** `names.map(…)` of a set, a map or an iterator, whose elements a list has to be made of first. */
export function asList(node: Node, checker: TypeChecker): string | undefined {
  const access = ts.findAncestor(node, ts.isPropertyAccessExpression);
  if (access === undefined || !(access.name.text in Array.prototype)) return undefined;
  const type = checker.getApparentType(checker.getTypeAtLocation(access.expression));
  if (checker.isArrayLikeType(type) || !isIterable(type)) return undefined;
  const [text, name] = [shortText(access.expression), access.name.text];
  if (name === "length")
    return `Write \`${type.getProperty("size") ? `${text}.size` : `[...${text}].length`}\`.`;
  return `It is not a list, but has values: \`[...${text}].${name}${ts.isCallExpression(access.parent) ? "(…)" : ""}\` makes a list of them.`;
}

/** `xs == (1, 2)` */
export function tuple(node: Node, cell: SourceFile): string | undefined {
  const brackets = ts.findAncestor(node, ts.isParenthesizedExpression);
  if (brackets === undefined) return undefined;
  const list = `[${brackets.expression.getText(cell)}]`;
  const { parent } = brackets;
  if (ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText(cell))) {
    const operator = parent.operatorToken.getText(cell).replace(/^(.=)$/, "$1=");
    const sides = [parent.left, parent.right].map((side) => (side === brackets ? list : side.getText(cell)));
    return `There are no tuples. Compare lists by their values: \`${sides.map((side) => `JSON.stringify(${side})`).join(` ${operator} `)}\`.`;
  }
  return `There are no tuples: write a list, \`${list}\`.`;
}
