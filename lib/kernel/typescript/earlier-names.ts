import type {
  Declaration,
  EntityName,
  Expression,
  Identifier,
  ImportEqualsDeclaration,
  Node,
  Program,
  SourceFile,
  TransformerFactory,
} from "typescript";
import { ts } from "./compiler.ts";
import { isAugmentation } from "./kept-declarations.ts";

/**
 * tslab turns a name of an earlier cell into `exports.name`. These cases need more, and are transformed before tslab sees them:
 *
 * - `{ a }` becomes `{ a: exports.a }`, which tslab does not handle.
 * - `f()` becomes `(0, exports.f)()`, because `this` would be `exports` in `exports.f()`.
 * - `import A = N.B` becomes `const A = exports.N.B`, and `import os = require("os")` becomes `const os = require("os")`.
 * - A name of `declare global` stays as it is: it is a property of the global object.
 * - The property `a` of `const { a: b } = …` stays as it is.
 */
export function spellOutEarlierNames(
  program: Program,
  isEarlier: (file: SourceFile) => boolean,
): TransformerFactory<SourceFile> {
  const checker = program.getTypeChecker();
  const { factory } = ts;

  const exported = (name: Identifier): Expression =>
    ts.setTextRange(
      factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name.text),
      name,
    );
  const earlierDeclarations = (symbol: ReturnType<typeof checker.getSymbolAtLocation>): Declaration[] =>
    symbol?.declarations?.filter((declaration) => isEarlier(declaration.getSourceFile())) ?? [];
  const isFromEarlier = (symbol: ReturnType<typeof checker.getSymbolAtLocation>) =>
    earlierDeclarations(symbol).some((declaration) => !isInAugmentation(declaration));
  const isAugmented = (name: Identifier) => {
    const declarations = earlierDeclarations(checker.getSymbolAtLocation(name));
    return declarations.length > 0 && declarations.every(isInAugmentation);
  };

  const expressionOf = (name: EntityName): Expression => {
    if (ts.isQualifiedName(name))
      return ts.setTextRange(
        factory.createPropertyAccessExpression(expressionOf(name.left), name.right.text),
        name,
      );
    return isFromEarlier(checker.getSymbolAtLocation(name)) ? exported(name) : name;
  };
  const importEquals = (node: ImportEqualsDeclaration): Node => {
    const { name, moduleReference } = node;
    const symbol = checker.getSymbolAtLocation(name);
    const isValue = symbol !== undefined && checker.getAliasedSymbol(symbol).flags & ts.SymbolFlags.Value;
    // A type, which TypeScript leaves out.
    if (node.isTypeOnly || !isValue) return node;
    const value = ts.isExternalModuleReference(moduleReference)
      ? factory.createCallExpression(factory.createIdentifier("require"), undefined, [
          moduleReference.expression,
        ])
      : expressionOf(moduleReference);
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
    const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
    return ts.setTextRange(factory.createVariableStatement(undefined, list), node);
  };

  return (context) => (file) => {
    const visitAll = <T extends Node>(nodes: ReturnType<typeof factory.createNodeArray<T>>) =>
      ts.visitNodes(nodes, visit) as typeof nodes;

    function visit(node: Node): Node {
      if (ts.isImportEqualsDeclaration(node)) return importEquals(node);
      if (ts.isIdentifier(node)) {
        const isProperty = ts.isBindingElement(node.parent) && node.parent.propertyName === node;
        // tslab looks up only identifiers of the source.
        return isProperty || isAugmented(node)
          ? ts.setTextRange(factory.createIdentifier(node.text), node)
          : node;
      }
      if (ts.isShorthandPropertyAssignment(node)) {
        if (!isFromEarlier(checker.getShorthandAssignmentValueSymbol(node)))
          return ts.visitEachChild(node, visit, context);
        const initial = node.objectAssignmentInitializer;
        const value = exported(node.name);
        const whole =
          initial === undefined
            ? value
            : factory.createAssignment(value, ts.visitNode(initial, visit) as Expression);
        return ts.setTextRange(factory.createPropertyAssignment(node.name.text, whole), node);
      }
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        if (!isFromEarlier(checker.getSymbolAtLocation(node.expression)))
          return ts.visitEachChild(node, visit, context);
        const callee = factory.createParenthesizedExpression(
          factory.createComma(factory.createNumericLiteral(0), exported(node.expression)),
        );
        const { typeArguments, arguments: values } = node;
        return factory.updateCallExpression(
          node,
          ts.setTextRange(callee, node.expression),
          typeArguments,
          visitAll(values),
        );
      }
      return ts.visitEachChild(node, visit, context);
    }
    return ts.visitEachChild(file, visit, context);
  };
}

/** True for what `declare global` or `declare module` declares. */
function isInAugmentation(declaration: Node): boolean {
  for (let node = declaration; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isModuleDeclaration(node) && isAugmentation(node)) return true;
  }
  return false;
}
