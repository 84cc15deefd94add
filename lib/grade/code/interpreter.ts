import type { SyntaxNode } from "@lezer/common";
import { assign, bindWith, targetNames } from "./assignments";
import { callValue } from "./calls";
import { binaryValue, comprehensionValue, listValue, objectValue, stringValue } from "./expressions";
import { type Facts, noFacts } from "./facts";
import { importedModule, javascriptImport, pythonImport } from "./imports";
import { isKerasModule, kerasClass } from "./keras-calls";
import { children, expressions, isToken, unquoted } from "./nodes";
import { type Code, type Language, parse } from "./parse";
import { definedPatch } from "./patches";
import { constant, type Origin, origins, originsOf, thing, unknown, type Value } from "./value";

/** Steps after which the rest of a notebook's code is not looked at: no honest day is that long. */
const STEPS = 200_000;
/** Items of a known list that a loop goes through one by one. */
const TURNS = 200;
const DEPTH = 12;

/**
 * Reads the code cells of one notebook in order, without running anything, and says what they do: the layers, models and
 * fits they make, and what each thing they show was computed from.
 *
 * A value is followed through names, lists, functions and loops; where that is not possible, what it was computed from
 * still is. Both branches of a condition count.
 */
export function readCode(cells: readonly { source: string }[], language: Language): Facts {
  const interpreter = new Interpreter();
  for (const [index, { source }] of cells.entries()) interpreter.cell(parse(source, language), index);
  return interpreter.facts;
}

export class Interpreter {
  readonly facts: Facts = noFacts();
  cellIndex = 0;
  code!: Code;
  #scopes: Map<string, Value>[] = [new Map()];
  #steps = 0;
  #depth = 0;
  #returned: Value[] = [];

  cell(code: Code, index: number): void {
    this.code = code;
    this.cellIndex = index;
    const statements = children(code.tree.topNode);
    const last = statements.filter(({ name }) => name !== "Comment").at(-1);
    for (const node of statements) this.statement(node, node.from === last?.from);
  }

  text(node: SyntaxNode): string {
    return this.code.source.slice(node.from, node.to);
  }

  look(name: string): Value | undefined {
    return this.#scopeOf(name)?.get(name);
  }

  #scopeOf(name: string): Map<string, Value> | undefined {
    return [...this.#scopes].reverse().find((scope) => scope.has(name));
  }

  bind(name: string, value: Value): void {
    // JavaScript's outer names are assigned to from within a function; Python's are not, but hardly ever clash.
    const scope = this.#scopeOf(name) ?? this.#scopes.at(-1)!;
    scope.set(name, value);
  }

  shows(from: ReadonlySet<Origin>): void {
    this.facts.shown.push({ cell: this.cellIndex, from });
  }

  spells(text: string): void {
    if (text.length > 2) this.facts.texts.push({ cell: this.cellIndex, text });
  }

  statement(node: SyntaxNode, isLast = false): void {
    if (++this.#steps > STEPS) return;
    switch (node.name) {
      case "ImportDeclaration":
        javascriptImport(this, node);
        return;
      case "ImportStatement":
        pythonImport(this, node);
        return;
      case "VariableDeclaration":
      case "AssignStatement":
      case "UpdateStatement":
        assign(this, node);
        return;
      case "FunctionDeclaration":
      case "FunctionDefinition": {
        const name = node.getChild("VariableDefinition") ?? node.getChild("VariableName");
        if (!name) return;
        definedPatch(this, this.text(name));
        this.bind(this.text(name), this.functionValue(node));
        return;
      }
      case "ClassDeclaration":
      case "ClassDefinition": {
        const name = node.getChild("VariableDefinition") ?? node.getChild("VariableName");
        if (!name) return;
        definedPatch(this, this.text(name), node);
        this.bind(this.text(name), unknown());
        return;
      }
      case "ReturnStatement":
        for (const child of expressions(node)) this.#returned.push(this.value(child));
        return;
      case "ForStatement":
        this.#loop(node);
        return;
      case "ExpressionStatement": {
        const [expression] = expressions(node);
        if (!expression) return;
        const value = this.value(expression);
        const from = new Set(originsOf(value));
        if ((isLast || /Call|Await/.test(expression.name)) && from.size > 0) this.shows(from);
        return;
      }
      default:
        // Blocks and everything that holds statements: conditions, `try`, `with`, `export`.
        for (const child of children(node)) {
          if (/Statement|Declaration|Definition|^Block$|^Body$|Clause/.test(child.name))
            this.statement(child);
          else if (!isToken(child)) this.value(child);
        }
        if (node.name === "WithStatement") bindWith(this, node);
    }
  }

  value(node: SyntaxNode): Value {
    if (++this.#steps > STEPS || this.#depth > 200) return unknown();
    this.#depth++;
    try {
      return this.#value(node);
    } finally {
      this.#depth--;
    }
  }

  #value(node: SyntaxNode): Value {
    switch (node.name) {
      case "Number":
        return constant(Number(this.text(node).replaceAll("_", "")));
      case "Boolean":
      case "BooleanLiteral":
        return constant(/^t/i.test(this.text(node)));
      case "null":
      case "None":
        return constant(null);
      case "String":
      case "FormatString":
      case "TemplateString":
      case "ContinuedString":
        return stringValue(this, node);
      case "VariableName": {
        const name = this.text(node);
        return this.look(name) ?? unknown();
      }
      case "ParenthesizedExpression":
      case "AwaitExpression":
      case "UnaryExpression": {
        const value = this.all(node).at(-1) ?? unknown();
        if (node.name !== "UnaryExpression") return value;
        const sign = this.text(node)[0];
        return typeof value.constant === "number" && sign === "-"
          ? constant(-value.constant)
          : unknown(value.from);
      }
      case "ArrayExpression":
      case "TupleExpression":
        return listValue(this, node);
      case "ObjectExpression":
      case "DictionaryExpression":
        return objectValue(this, node);
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
      case "SetComprehensionExpression":
      case "DictionaryComprehensionExpression":
        return comprehensionValue(this, node);
      case "MemberExpression":
        return this.#member(node);
      case "BinaryExpression":
        return binaryValue(this, node);
      case "CallExpression":
      case "NewExpression":
        return callValue(this, node);
      case "DynamicImport": {
        const path = node.getChild("String");
        return path ? importedModule(this, unquoted(this.text(path))) : unknown();
      }
      case "ArrowFunction":
      case "FunctionExpression":
      case "LambdaExpression":
        return this.functionValue(node);
      case "AssignmentExpression":
        assign(this, node);
        return this.all(node).at(-1) ?? unknown();
      default:
        return unknown(origins(this.all(node)));
    }
  }

  functionValue(node: SyntaxNode): Value {
    return thing({ kind: "function", node, source: this.code.source, language: this.code.language });
  }

  /** Does some work while these names are bound. */
  within<T>(names: readonly [string, Value][], work: () => T): T {
    this.#scopes.push(new Map(names));
    try {
      return work();
    } finally {
      this.#scopes.pop();
    }
  }

  /** What a function of the notebook's own gives back for these arguments; what it shows, the calling cell shows. */
  call(callee: Value, args: readonly Value[]): Value {
    const { thing: is } = callee;
    if (is?.kind !== "function" || this.#scopes.length > DEPTH) return unknown(origins([callee, ...args]));
    const { code } = this;
    const returned = this.#returned;
    this.code = { ...code, source: is.source, language: is.language };
    this.#returned = [];
    this.#scopes.push(new Map());
    for (const [index, name] of this.#parameters(is.node).entries()) {
      this.#scopes.at(-1)!.set(name, args[index] ?? unknown(origins(args)));
    }
    const body = is.node.getChild("Block") ?? is.node.getChild("Body");
    let value: Value;
    if (body) {
      this.statement(body);
      value = this.#returned.length === 1 ? this.#returned[0] : unknown(origins(this.#returned));
    } else {
      const last = children(is.node).at(-1);
      value = last ? this.value(last) : unknown();
    }
    this.#scopes.pop();
    this.#returned = returned;
    this.code = code;
    return value;
  }

  #parameters(node: SyntaxNode): string[] {
    const list = node.getChild("ParamList") ?? node;
    const named = children(list).filter(
      ({ name }) => name === "VariableDefinition" || name === "VariableName",
    );
    return named.map((name) => this.text(name));
  }

  /** The values of the children, in order. */
  all(node: SyntaxNode): Value[] {
    return expressions(node).map((child) => this.value(child));
  }

  /** The items to go through: the known ones, or one that stands for all. */
  eachItem(value: Value): Value[] {
    if (value.items) return value.items.slice(0, TURNS);
    return [unknown(new Set(originsOf(value)))];
  }

  /** One name takes the whole item, several take it apart. */
  bindings(names: readonly string[], item: Value): [string, Value][] {
    return names.map((name, index) => [
      name,
      names.length === 1 ? item : (item.items?.[index] ?? unknown(new Set(originsOf(item)))),
    ]);
  }

  #member(node: SyntaxNode): Value {
    const [object, index] = expressions(node);
    if (!object) return unknown();
    const value = this.value(object);
    const property = node.getChild("PropertyName");
    if (property) return this.property(value, this.text(property));
    const key = index ? this.value(index) : unknown();
    if (typeof key.constant === "number" && value.items) {
      return value.items.at(key.constant) ?? unknown(value.from);
    }
    if (typeof key.constant === "string") return this.property(value, key.constant);
    return unknown(new Set([...originsOf(value), ...key.from]));
  }

  property(value: Value, name: string): Value {
    const { thing: is, entries } = value;
    if (entries?.has(name)) return entries.get(name)!;
    if (is?.kind === "module") {
      const found = isKerasModule(is.path) ? kerasClass(name) : undefined;
      return found
        ? thing({ kind: "class", name: found })
        : thing({ kind: "module", path: `${is.path}.${name}` });
    }
    if (is?.kind === "model" && name === "layers") {
      return { items: is.layers.map((layer) => thing(layer)), from: new Set(originsOf(value)) };
    }
    return unknown(new Set(originsOf(value)));
  }

  #loop(node: SyntaxNode): void {
    const parts = children(node);
    const spec = node.getChild("ForOfSpec");
    const inside = spec ? children(spec) : parts;
    const at = inside.findIndex(({ name }) => name === "of" || name === "in");
    const body = parts.at(-1)!;
    if (at < 0) {
      for (const child of parts) this.statement(child);
      return;
    }
    const iterated = inside.slice(at + 1).find((child) => !isToken(child));
    const names = inside.slice(0, at).flatMap((child) => targetNames(this, child));
    for (const item of iterated ? this.eachItem(this.value(iterated)) : [unknown()]) {
      for (const [name, value] of this.bindings(names, item)) this.bind(name, value);
      this.statement(body);
    }
  }
}
