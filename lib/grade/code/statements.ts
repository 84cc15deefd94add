import type { SyntaxNode } from "@lezer/common";
import { assign, bindWith, targetNames } from "./assignments.ts";
import { javascriptImport, pythonImport } from "./imports.ts";
import type { Interpreter } from "./interpreter.ts";
import { bindings, eachItem } from "./items.ts";
import { children, expressions, isToken } from "./nodes.ts";
import { definedPatch } from "./patches.ts";
import { origins, originsOf, unknown, type Value } from "./value.ts";

/** Shows nothing of itself in the middle of a cell; what a fit prints is told apart. */
const KERAS_CALL = /^(?:await\s+)?[\w.]+\.(?:fit|compile|evaluate|predict|train_?on_?batch)\s*\(/i;

/** What a statement does. */
export function statement(interpreter: Interpreter, node: SyntaxNode, isLast: boolean): void {
  switch (node.name) {
    case "ImportDeclaration":
      javascriptImport(interpreter, node);
      return;
    case "ImportStatement":
      pythonImport(interpreter, node);
      return;
    case "VariableDeclaration":
    case "AssignStatement":
    case "UpdateStatement":
      assign(interpreter, node);
      return;
    case "FunctionDeclaration":
    case "FunctionDefinition": {
      const name = node.getChild("VariableDefinition") ?? node.getChild("VariableName");
      if (!name) return;
      definedPatch(interpreter, interpreter.text(name));
      interpreter.bind(interpreter.text(name), interpreter.functionValue(node));
      return;
    }
    case "ClassDeclaration":
    case "ClassDefinition": {
      const name = node.getChild("VariableDefinition") ?? node.getChild("VariableName");
      if (!name) return;
      definedPatch(interpreter, interpreter.text(name), node);
      interpreter.bind(interpreter.text(name), ownClass(interpreter, node));
      return;
    }
    case "ReturnStatement":
      for (const child of expressions(node)) interpreter.returns(interpreter.value(child));
      return;
    case "DeleteStatement":
      // `del table["labels"]`
      for (const name of interpreter.text(node).match(/\w+(?=\s*\[)/g) ?? []) {
        const table = interpreter.look(name);
        if (table) interpreter.bind(name, { ...table, labelled: undefined });
      }
      return;
    case "ForStatement":
      loop(interpreter, node);
      return;
    case "WhileStatement":
    case "DoStatement":
      repeatedly(interpreter, () => parts(interpreter, node));
      return;
    case "ExpressionStatement": {
      const [expression] = expressions(node);
      if (!expression) return;
      const value = interpreter.value(expression);
      const from = new Set(originsOf(value));
      const isSilent = !isLast && KERAS_CALL.test(interpreter.text(expression));
      if ((isLast || /Call|Await/.test(expression.name)) && !isSilent && from.size > 0)
        interpreter.shows(from);
      return;
    }
    default:
      // Blocks and everything that holds statements: conditions, `try`, `with`, `export`.
      parts(interpreter, node);
      if (node.name === "WithStatement") bindWith(interpreter, node);
  }
}

/** A class of the notebook's own: what its methods make of models and fits, its objects come of. */
function ownClass(interpreter: Interpreter, node: SyntaxNode): Value {
  const body = node.getChild("ClassBody") ?? node.getChild("Body");
  const methods = body
    ? [...body.getChildren("MethodDeclaration"), ...body.getChildren("FunctionDefinition")]
    : [];
  const { facts } = interpreter;
  const before = [facts.fits.length, facts.models.length];
  repeatedly(interpreter, () => {
    for (const method of methods) interpreter.call(interpreter.functionValue(method), []);
  });
  const isFit = (method: SyntaxNode) => /^(?:async\s+)?(?:def\s+)?fit\b/.test(interpreter.text(method));
  if (methods.some(isFit)) interpreter.hasOwnFit = true;
  return unknown(new Set([...facts.fits.slice(before[0]), ...facts.models.slice(before[1])]));
}

function parts(interpreter: Interpreter, node: SyntaxNode): void {
  for (const child of children(node)) {
    if (/Statement|Declaration|Definition|^Block$|^Body$|Clause/.test(child.name))
      interpreter.statement(child);
    else if (!isToken(child)) interpreter.value(child);
  }
}

function repeatedly(interpreter: Interpreter, work: () => void): void {
  const outer = interpreter.repeating;
  interpreter.repeating = true;
  work();
  interpreter.repeating = outer;
}

/** A loop over known items goes through them; over others, once. */
function loop(interpreter: Interpreter, node: SyntaxNode): void {
  const all = children(node);
  const spec = node.getChild("ForOfSpec");
  const inside = spec ? children(spec) : all;
  const at = inside.findIndex(({ name }) => name === "of" || name === "in");
  const body = all.at(-1)!;
  if (at < 0) {
    repeatedly(interpreter, () => {
      for (const child of all) interpreter.statement(child);
    });
    return;
  }
  const iterated = inside.slice(at + 1).find((child) => !isToken(child));
  const names = inside.slice(0, at).flatMap((child) => targetNames(interpreter, child));
  const over = iterated ? interpreter.value(iterated) : unknown();
  const turn = () => {
    for (const item of eachItem(over)) {
      for (const [name, value] of bindings(names, item)) interpreter.bind(name, value);
      interpreter.statement(body);
      over.from = origins([over, item]); // an item may have been changed
    }
  };
  if (over.items) turn();
  else repeatedly(interpreter, turn);
}
