import type { Diagnostic, Expression, Node, Type, TypeChecker } from "typescript";
import { ts } from "./compiler.ts";
import { placeOfAwait, shortText } from "./node-hint.ts";

/** Remedies for a promise where its value is meant. */

const isPromise = ({ symbol }: Type) => symbol?.name === "Promise";

/** A variable that holds a promise where its value is meant. */
export function promiseOf(node: Node, checker: TypeChecker): string | undefined {
  const { parent } = node;
  const isElement = ts.isElementAccessExpression(parent) && isPromise(checker.getTypeAtLocation(parent));
  const name = isElement
    ? parent
    : ts.isPropertyAccessExpression(parent) && parent.name === node
      ? parent.expression
      : node;
  if (ts.isElementAccessExpression(name) && isPromise(checker.getTypeAtLocation(name))) {
    const all = shortText(name.expression);
    return `\`${all}\` is a list of Promises: write \`${all} = await Promise.all(…)\` where it is made.`;
  }
  if (!ts.isIdentifier(name) || !isPromise(checker.getTypeAtLocation(name)))
    return promisedParts(node, checker) ?? promisedCall(node, checker);
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  const isHere =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    declaration.getSourceFile() === name.getSourceFile();
  if (!isHere)
    return `\`${name.text}\` is a Promise: write \`await\` where it is made, or \`(await ${name.text})\` here.`;
  return `\`${name.text}\` is a Promise: write \`${name.text} = await ${shortText(declaration.initializer!)}\`${placeOfAwait(declaration)}.`;
}

/** `const { history } = model.fit(…)` */
function promisedParts(node: Node, checker: TypeChecker): string | undefined {
  const declaration = ts.findAncestor(node, ts.isVariableDeclaration);
  const { name, initializer } = declaration ?? {};
  if (name === undefined || ts.isIdentifier(name) || initializer === undefined) return undefined;
  if (node.getStart() >= name.end || !isPromise(checker.getTypeAtLocation(initializer))) return undefined;
  const word = declaration!.parent.getText().split(" ", 1);
  return waitFor(`${word} ${name.getText()} = await ${shortText(initializer)}`, initializer);
}

/** `confusionMatrix(y, model.predict(X))` */
function promisedCall(node: Node, checker: TypeChecker): string | undefined {
  const start = node.getStart();
  const call = ts.findAncestor(node, (one) =>
    one.getStart() < start ? "quit" : ts.isCallExpression(one) && isPromise(checker.getTypeAtLocation(one)),
  ) as Expression | undefined;
  return call && waitFor(`await ${shortText(call)}`, call);
}

const waitFor = (code: string, place: Node) => `Wait for it first: \`${code}\`${placeOfAwait(place)}.`;

/** True for a diagnostic about a parameter that takes a promise. */
export const wantsPromise = ({ messageText }: Diagnostic) =>
  / to parameter of type 'Promise</.test(ts.flattenDiagnosticMessageText(messageText, "\n"));
