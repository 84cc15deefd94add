import type { Expression, Node, SourceFile, Statement, TransformerFactory } from "typescript";
import type { CellRun } from "../session/cell-run.ts";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";

/** The place of code in a cell. */
interface Place {
  /** The cell's top level, a loop in a function, or elsewhere in a function. */
  kind: "top" | "loop" | "function";
  /** In a `try` block with a `finally`, in its `finally`, or in neither, within the same function. */
  in: "try" | "finally" | undefined;
}

/**
 * Lets an interrupted cell stop where it is. Waiting code cannot be terminated, and terminated code does not run its `finally`.
 *
 * - `await x` becomes `run.throwIfInterrupted(await run.neverIfInterrupted(x))` with the `CellRun` of `session/cell-run.ts`, which
 *   takes the same number of microtasks. At the top level, `run` is the cell's own. In a function, which later cells may call, it is
 *   that of the cell running at the time. Functions without loops end by themselves and are left unchanged.
 * - In a `try` block with a `finally`, or below a `using`, the operand may never settle, and the await has to fail then:
 *   `run.throwIfInterrupted(await run.rejectOnInterrupt(x))`. What a `finally` awaits is left unchanged.
 * - In a cell with such a block, every loop checks for an interrupt. In other cells only loops in functions do, which a later cell
 *   may call in such a block, by `globalThis.__tslabCheckInterrupt__?.()`: V8 leaves it out as long as no cell has such a block.
 */
export const stoppableCode: TransformerFactory<SourceFile> = (context) => (file) => {
  const { factory } = ts;
  const checksLoops = hasFinally(file);

  const kernels = (name: string): Expression =>
    factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), name);
  const call = (place: Place, method: keyof CellRun, values: Expression[]) => {
    const run =
      place.kind === "top"
        ? kernels("run")
        : factory.createCallExpression(kernels("currentRun"), undefined, []);
    const property = factory.createPropertyAccessExpression(run, method);
    return factory.createCallExpression(property, undefined, values);
  };
  /** `if (__tslab__.stopping[0]) __tslab__.interrupt();` */
  const check = () =>
    factory.createIfStatement(
      factory.createElementAccessExpression(kernels("stopping"), 0),
      factory.createExpressionStatement(factory.createCallExpression(kernels("interrupt"), undefined, [])),
    );
  /** Does nothing where the global is missing: the text of a function may be sent to another realm. */
  const checkIfDefined = () =>
    factory.createExpressionStatement(
      factory.createCallChain(
        factory.createPropertyAccessExpression(
          factory.createIdentifier("globalThis"),
          "__tslabCheckInterrupt__",
        ),
        factory.createToken(ts.SyntaxKind.QuestionDotToken),
        undefined,
        [],
      ),
    );
  /** The line and column of an `await`, for an error whose stack has no place in the cell. */
  const position = (node: Node): Expression[] => {
    const { pos } = ts.getOriginalNode(node);
    if (pos < 0) return [];
    const start = pos + /^\s*/.exec(file.text.slice(pos))![0].length;
    const { line, column } = cellPosition(file, start);
    return [line, column].map((count) => factory.createNumericLiteral(count));
  };
  const withFirst = (first: Statement, body: Statement): Statement =>
    ts.setTextRange(factory.createBlock([first, body]), body);

  function visitor(place: Place): (node: Node) => Node {
    const visit = (node: Node): Node => {
      const inside = placeInside(node, place);
      const visited = ts.visitEachChild(
        node,
        inside.kind === place.kind && inside.in === place.in ? visit : visitor(inside),
        context,
      );
      if (inside.in === "finally") return visited;
      if (isLoopBody(node) && (checksLoops || inside.kind !== "top"))
        return withFirst(checksLoops ? check() : checkIfDefined(), visited as Statement);
      if (inside.kind === "function" && inside.in === undefined) return visited;
      if (ts.isAwaitExpression(visited)) {
        const operand = call(place, inside.in === "try" ? "rejectOnInterrupt" : "neverIfInterrupted", [
          visited.expression,
          ...(place.kind === "top" ? position(node) : []),
        ]);
        const held = ts.setTextRange(operand, visited.expression);
        return ts.setTextRange(
          call(place, "throwIfInterrupted", [factory.updateAwaitExpression(visited, held)]),
          node,
        );
      }
      if (ts.isForOfStatement(visited) && visited.awaitModifier !== undefined) {
        const { awaitModifier, initializer, expression, statement } = visited;
        const values =
          inside.in === "try"
            ? ts.setTextRange(call(place, "rejectOnInterruptEach", [expression]), expression)
            : expression;
        const body = withFirst(
          factory.createExpressionStatement(call(place, "throwIfInterrupted", [])),
          statement,
        );
        return factory.updateForOfStatement(visited, awaitModifier, initializer, values, body);
      }
      return visited;
    };
    return visit;
  }

  return ts.visitEachChild(file, visitor({ kind: "top", in: hasUsing(file) ? "try" : undefined }), context);
};

/**
 * Keeps the value of the last expression of a cell with `using` at its top level. TypeScript moves the statements of such a cell
 * into a `try` block, and tslab does not look there.
 */
export const valueWithUsing: TransformerFactory<SourceFile> = (context) => (file) => {
  const { factory } = context;
  const last = file.statements.findLast((statement) => !ts.isExportDeclaration(statement));
  if (!hasUsing(file) || last === undefined || !ts.isExpressionStatement(last)) return file;
  const value = factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "value");
  const kept = factory.createExpressionStatement(factory.createAssignment(value, last.expression));
  return factory.updateSourceFile(
    file,
    file.statements.map((statement) => (statement === last ? ts.setTextRange(kept, last) : statement)),
  );
};

function placeInside(node: Node, place: Place): Place {
  if (ts.isFunctionLike(node)) return { kind: "function", in: undefined };
  const isLoop = place.kind === "function" && ts.isIterationStatement(node, false);
  return { kind: isLoop ? "loop" : place.kind, in: blockInside(node) ?? place.in };
}

function blockInside(node: Node): Place["in"] {
  const { parent } = node;
  if (parent !== undefined && ts.isTryStatement(parent) && parent.finallyBlock !== undefined)
    return parent.finallyBlock === node ? "finally" : "try";
  return ts.isBlock(node) && hasUsing(node) ? "try" : undefined;
}

/** True if a block has a `using` of its own. */
function hasUsing({ statements }: { statements: readonly Statement[] }): boolean {
  // `await using` includes this flag.
  return statements.some(
    (one) => ts.isVariableStatement(one) && (one.declarationList.flags & ts.NodeFlags.Using) !== 0,
  );
}

/** True if there is a `finally` or a `using` anywhere. */
function hasFinally(file: SourceFile): boolean {
  if (!/\b(finally|using)\b/.test(file.text)) return false;
  const visit = (node: Node): true | undefined =>
    blockInside(node) !== undefined || ts.forEachChild(node, visit) ? true : undefined;
  return hasUsing(file) || visit(file) === true;
}

function isLoopBody(node: Node): boolean {
  const { parent } = node;
  return parent !== undefined && ts.isIterationStatement(parent, false) && parent.statement === node;
}
