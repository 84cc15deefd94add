import type { SyntaxNode } from "@lezer/common";
import { assign, bindWith, targetNames } from "./assignments.ts";
import { javascriptImport, pythonImport } from "./imports.ts";
import type { Interpreter } from "./interpreter.ts";
import { bindings, eachItem } from "./items.ts";
import { children, expressions, isToken } from "./nodes.ts";
import { calledPatch, definedPatch } from "./patches.ts";
import { origins, originsOf, unknown, type Value } from "./value.ts";

/** Shows nothing of itself in the middle of a cell; what a fit prints is told apart. */
const KERAS_CALL = /^(?:await\s+)?[\w.]+\.(?:fit|compile|evaluate|predict|train_?on_?batch)\s*\(/i;

/** Reads a statement. */
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
      counted(interpreter, node);
      repeatedly(interpreter, () => endless(interpreter, node));
      return;
    case "IfStatement":
    case "SwitchStatement":
      conditional(interpreter, node);
      return;
    case "TryStatement":
      interpreter.perhaps(() => attempt(interpreter, node));
      return;
    case "PrintStatement":
      // Python 2's `print x`; `print = x` looks like it.
      if (/^print\s*=(?!=)/.test(interpreter.text(node))) definedPatch(interpreter, "print", undefined, "");
      parts(interpreter, node);
      return;
    case "Decorator": {
      const text = interpreter.text(node).replace(/^@\s*/, "");
      calledPatch(interpreter, /^[\w.]*/.exec(text)![0], node.getChild("ArgList"));
      interpreter.all(node);
      return;
    }
    case "AssertStatement":
      parts(interpreter, node);
      interpreter.mayFail();
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
      // Blocks and everything that holds statements: `with`, `export`.
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
  interpreter.within([], () => {
    for (const child of body ? children(body) : []) {
      if (child.name === "StaticBlock" || /Statement$/.test(child.name)) interpreter.statement(child);
      else if (child.name === "PropertyDeclaration") interpreter.all(child);
    }
  });
  const { facts } = interpreter;
  const before = [facts.fits.length, facts.models.length, facts.layers.length];
  repeatedly(interpreter, () => {
    for (const field of body?.getChildren("PropertyDeclaration") ?? []) interpreter.all(field);
    for (const method of methods) interpreter.call(interpreter.functionValue(method), []);
  });
  const isFit = (method: SyntaxNode) => /^(?:async\s+)?(?:def\s+)?fit\b/.test(interpreter.text(method));
  if (methods.some(isFit)) interpreter.hasOwnFit = true;
  const models = facts.models.slice(before[1]);
  // Layers that are added to a model in an object are not followed.
  for (const model of models) if (model.layers.length === 0) model.complete = false;
  // The classes that it extends have their own.
  const parents = interpreter.text(node).split(/[{:]/)[0].match(/\w+/g) ?? [];
  const inherited = origins(parents.slice(2).map((name) => interpreter.look(name)));
  return unknown(
    new Set([...inherited, ...facts.fits.slice(before[0]), ...models, ...facts.layers.slice(before[2])]),
  );
}

/** Reads all that a statement holds. @returns the values in it: conditions and the like */
function parts(interpreter: Interpreter, node: SyntaxNode): Value[] {
  const values: Value[] = [];
  for (const child of children(node)) {
    if (/Statement|Declaration|Definition|^Block$|^Body$|Clause|^Decorator$/.test(child.name))
      interpreter.statement(child);
    else if (!isToken(child)) values.push(interpreter.value(child));
  }
  return values;
}

const LEAVES = /\b(?:throw|raise|return|continue|break|exit)\b/;

/** Reads a statement that may be skipped. If it can leave a loop or the cell, the code after it may be skipped too. */
function conditional(interpreter: Interpreter, node: SyntaxNode): void {
  const taken = takenBranch(interpreter, node);
  if (taken) interpreter.statement(taken);
  if (taken !== undefined) return;
  const conditions = interpreter.perhaps(() => interpreter.decided(() => parts(interpreter, node)));
  if (!LEAVES.test(interpreter.text(node))) return;
  endsLoop(conditions);
  if (conditions.some(({ constant }) => constant !== false)) interpreter.mayFail();
}

/** Reads `try`: only the code under `finally` runs in any case. */
function attempt(interpreter: Interpreter, node: SyntaxNode): void {
  let last = false;
  for (const child of children(node)) {
    if (/^finally$/i.test(child.name)) last = true;
    else if (last || child.name === "FinallyClause") interpreter.statement(child);
    else if (/^(?:Block|Body|CatchClause)$/.test(child.name))
      interpreter.decided(() => interpreter.statement(child));
    else if (!isToken(child)) interpreter.value(child);
  }
}

/** A loop under a condition, which is looked at again after what the loop does. */
function endless(interpreter: Interpreter, node: SyntaxNode): void {
  endsLoop(parts(interpreter, node));
  const condition = children(node).find(
    (child) => !isToken(child) && !/Statement|^Block$|^Body$/.test(child.name),
  );
  if (condition && !/[({]./.test(interpreter.text(condition).slice(1)))
    endsLoop([interpreter.value(condition)]);
}

/** A loop goes on until a fit's figures are good enough. */
function endsLoop(conditions: readonly Value[]): void {
  for (const origin of origins(conditions))
    if (typeof origin === "object" && origin.kind === "fit" && origin.repeated) origin.untilGood = true;
}

function repeatedly(interpreter: Interpreter, work: () => void): void {
  const outer = interpreter.repeating;
  interpreter.repeating = true;
  interpreter.perhaps(work);
  interpreter.repeating = outer;
}

/** Only the branch that is run, where that is known: `null` for none; one that could replace something is always read. */
function takenBranch(interpreter: Interpreter, node: SyntaxNode): SyntaxNode | null | undefined {
  if (node.name !== "IfStatement") return undefined;
  const [test, then, ...others] = children(node).filter(
    (child) => !isToken(child) && !/Comment$/.test(child.name),
  );
  if (!test || !then || others.length > 1) return undefined;
  const known = interpreter.value(test).constant;
  const skipped = known ? others : [then];
  if (known === undefined || skipped.some((part) => REPLACES.test(interpreter.text(part)))) return undefined;
  return known ? then : (others[0] ?? null);
}

/** Something is assigned to a part of something, or defined. */
const REPLACES =
  /[\])\w](?:\.\w+|\[[^\]\n]*\])\s*=(?!=)|\b(?:class|function|def|lambda|setattr|eval|exec|prototype|Object|Reflect|Proxy|patch)\b|=>/;

/** Names that a loop counts with: which of its turns is read is not known. */
function counted(interpreter: Interpreter, node: SyntaxNode): void {
  const names = interpreter.text(node).matchAll(/(\w+)\s*(?:\+\+|--|[-+*/]=)|(?:\+\+|--)(\w+)/g);
  for (const [, name = "", prefixed = name] of names) {
    const before = interpreter.look(prefixed);
    if (before?.constant !== undefined) interpreter.bind(prefixed, unknown(before.from));
  }
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
      for (const child of all) {
        if (child === body) counted(interpreter, node);
        interpreter.statement(child);
      }
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
