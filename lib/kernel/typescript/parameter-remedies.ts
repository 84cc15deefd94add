import type { Identifier, Node, TypeChecker } from "typescript";
import { baseOf } from "./cell-errors.ts";
import { ts } from "./compiler.ts";
import { isCallOrNew } from "./node-hint.ts";

/** Types for defaults that TypeScript takes for the only value of a parameter. */
const TYPES: Readonly<Record<string, string>> = { null: "any", undefined: "any", "[]": "any[]", "{}": "any" };

/** `function build(optimizer = null)`, where `optimizer` gets another value later. */
export function typeOfParameter(node: Node, checker: TypeChecker): string | undefined {
  const name = ts.isIdentifier(node) && parameterOf(node, checker) ? node : receiver(node);
  const parameter = name && parameterOf(name, checker);
  const value = parameter?.initializer?.getText();
  if (value === undefined || parameter?.type || !Object.hasOwn(TYPES, value)) return undefined;
  return `The default tells too little of the type: write the parameter as \`${name!.text}: ${TYPES[value]} = ${value}\`.`;
}

function parameterOf(name: Identifier, checker: TypeChecker) {
  const declared = checker.getSymbolAtLocation(name)?.valueDeclaration;
  return declared && ts.isParameter(declared) ? declared : undefined;
}

/** The name in front of a member, or of the method that a node is an argument of. */
function receiver(node: Node): Identifier | undefined {
  const call = ts.findAncestor(
    node,
    (one) => isCallOrNew(one) && (one.arguments ?? []).some((value) => value.getStart() === node.getStart()),
  );
  const access = call && ts.isCallExpression(call) ? call.expression : node.parent;
  return ts.isPropertyAccessExpression(access) && ts.isIdentifier(access.expression)
    ? access.expression
    : undefined;
}

/** `call(x, training = false)` in a layer or model of one's own, which would get all options in one object. */
export function callOptions({ parent: method }: Node, checker: TypeChecker): string | undefined {
  if (!ts.isMethodDeclaration(method) || method.name.getText() !== "call") return undefined;
  const [inputs, ...options] = method.parameters;
  if (!options.some(({ name }) => /^(?:training|mask)$/.test(name.getText()))) return undefined;
  if (baseOf(method, checker)?.getProperty("callForm") === undefined) return undefined;
  const named = options.map(
    ({ name, initializer }) => name.getText() + (initializer ? ` = ${initializer.getText()}` : ""),
  );
  return `\`call\` gets its options in one object: write \`call(${inputs.getText()}, { ${named.join(", ")} }: any = {})\`.`;
}
