import type { Expression, Node, SourceFile, TransformerFactory } from "typescript";
import { ts } from "./compiler.ts";

/** The context of an `await`: the cell's top level, a loop in a function, or elsewhere in a function. */
type Place = "top" | "loop" | "function";

/**
 * Stops an interrupted cell at its next `await`, because waiting code cannot be terminated. `await x` becomes
 * `run.go(await run.hold(x))` with the `CellRun` of `session/cell-run.ts`, which takes the same number of microtasks. At the top
 * level, `run` is the cell's own. In a function, which later cells may call, it is that of the cell running at the time.
 * Functions without loops end by themselves and are left unchanged.
 */
export const stoppableAwaits: TransformerFactory<SourceFile> = (context) => (file) => {
  const { factory } = ts;

  const kernels = (name: string): Expression =>
    factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), name);
  const call = (place: Place, method: "go" | "hold", values: Expression[]): Expression => {
    const run =
      place === "top" ? kernels("run") : factory.createCallExpression(kernels("now"), undefined, []);
    const property = factory.createPropertyAccessExpression(run, method);
    return factory.createCallExpression(property, undefined, values);
  };

  function visitor(place: Place): (node: Node) => Node {
    const visit = (node: Node): Node => {
      const inside = placeInside(node, place);
      const visited = ts.visitEachChild(node, inside === place ? visit : visitor(inside), context);
      if (inside === "function") return visited;
      if (ts.isAwaitExpression(visited)) {
        const held = ts.setTextRange(call(place, "hold", [visited.expression]), visited.expression);
        return ts.setTextRange(call(place, "go", [factory.updateAwaitExpression(visited, held)]), node);
      }
      if (ts.isForOfStatement(visited) && visited.awaitModifier !== undefined) {
        const { awaitModifier, initializer, expression, statement } = visited;
        const first = factory.createExpressionStatement(call(place, "go", []));
        const body = ts.setTextRange(factory.createBlock([first, statement]), statement);
        return factory.updateForOfStatement(visited, awaitModifier, initializer, expression, body);
      }
      return visited;
    };
    return visit;
  }

  return ts.visitEachChild(file, visitor("top"), context);
};

function placeInside(node: Node, place: Place): Place {
  if (ts.isFunctionLike(node)) return "function";
  return place === "function" && ts.isIterationStatement(node, false) ? "loop" : place;
}
