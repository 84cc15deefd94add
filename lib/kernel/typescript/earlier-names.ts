import type { Expression, Identifier, Node, Program, SourceFile, TransformerFactory } from "typescript";
import { ts } from "./compiler.ts";

/**
 * tslab turns a name of an earlier cell into `exports.name`. Two cases need more, and are transformed before tslab sees them:
 *
 * - `{ a }` becomes `{ a: exports.a }`, which tslab does not handle.
 * - `f()` becomes `(0, exports.f)()`, because `this` would be `exports` in `exports.f()`.
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
  const isFromEarlier = (symbol: ReturnType<typeof checker.getSymbolAtLocation>) =>
    symbol?.declarations?.some((declaration) => isEarlier(declaration.getSourceFile())) === true;

  return (context) => (file) => {
    const visitAll = <T extends Node>(nodes: ReturnType<typeof factory.createNodeArray<T>>) =>
      ts.visitNodes(nodes, visit) as typeof nodes;

    function visit(node: Node): Node {
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
