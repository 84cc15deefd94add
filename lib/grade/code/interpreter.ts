import type { SyntaxNode } from "@lezer/common";
import { callValue } from "./calls";
import { type Facts, noFacts } from "./facts";
import { javascriptImport, pythonImport } from "./imports";
import { isKerasModule, kerasClass } from "./keras-calls";
import { children, expressions, isToken, unquoted } from "./nodes";
import { type Code, type Language, parse } from "./parse";
import { assignedPatch, definedPatch } from "./patches";
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
        this.#assignment(node);
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
        if (node.name === "WithStatement") this.#withNames(node);
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
        return this.#string(node);
      case "VariableName": {
        const name = this.text(node);
        return this.look(name) ?? unknown();
      }
      case "ParenthesizedExpression":
      case "AwaitExpression":
      case "UnaryExpression": {
        const value = this.#all(node).at(-1) ?? unknown();
        if (node.name !== "UnaryExpression") return value;
        const sign = this.text(node)[0];
        return typeof value.constant === "number" && sign === "-"
          ? constant(-value.constant)
          : unknown(value.from);
      }
      case "ArrayExpression":
      case "TupleExpression":
        return this.#list(node);
      case "ObjectExpression":
      case "DictionaryExpression":
        return this.#object(node);
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
      case "SetComprehensionExpression":
      case "DictionaryComprehensionExpression":
        return this.#comprehension(node);
      case "MemberExpression":
        return this.#member(node);
      case "BinaryExpression":
        return this.#binary(node);
      case "CallExpression":
      case "NewExpression":
        return callValue(this, node);
      case "ArrowFunction":
      case "FunctionExpression":
      case "LambdaExpression":
        return this.functionValue(node);
      case "AssignmentExpression":
        this.#assignment(node);
        return this.#all(node).at(-1) ?? unknown();
      default:
        return unknown(origins(this.#all(node)));
    }
  }

  functionValue(node: SyntaxNode): Value {
    return thing({ kind: "function", node, source: this.code.source, language: this.code.language });
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

  #all(node: SyntaxNode): Value[] {
    return expressions(node).map((child) => this.value(child));
  }

  #string(node: SyntaxNode): Value {
    const parts = children(node).filter(({ name }) => /Interpolation$|FormatReplacement/.test(name));
    const from = origins(parts.flatMap((part) => this.#all(part)));
    if (node.name === "ContinuedString") {
      const texts = this.#all(node).map((part) => part.constant);
      return texts.every((text) => typeof text === "string") ? constant(texts.join("")) : unknown(from);
    }
    let text = unquoted(this.text(node));
    for (const part of parts.reverse()) {
      const [inner] = expressions(part);
      const known = inner && this.value(inner).constant;
      if (known !== undefined) text = text.replace(this.text(part), String(known));
      else this.spells(text); // its own words, with the places of what is not known
    }
    this.spells(text);
    return { constant: parts.length === 0 || !/\{/.test(text) ? text : undefined, from };
  }

  #list(node: SyntaxNode): Value {
    const nodes = expressions(node);
    const items = nodes.flatMap((child) => {
      const value = this.value(child);
      return child.prevSibling?.name === "Spread" || child.name === "Spread"
        ? (value.items ?? [value])
        : [value];
    });
    return { items, uniform: items.length > 1 && sameConstants(items), from: origins(items) };
  }

  #object(node: SyntaxNode): Value {
    const entries = new Map<string, Value>();
    const rest: Value[] = [];
    if (node.name === "DictionaryExpression") {
      const parts = expressions(node);
      for (let at = 0; at + 1 < parts.length; at += 2) {
        entries.set(String(this.value(parts[at]).constant ?? at), this.value(parts[at + 1]));
      }
    } else {
      for (const property of children(node)) {
        if (property.name !== "Property") {
          if (!isToken(property)) rest.push(this.value(property));
          continue;
        }
        const [key, ...others] = children(property).filter((child) => !isToken(child));
        if (!key) continue;
        const name = unquoted(this.text(key));
        const value = others.at(-1);
        // `{ epochs }` is `{ epochs: epochs }`.
        entries.set(name, value ? this.value(value) : (this.look(name) ?? unknown()));
      }
    }
    return { entries, from: origins([...rest, ...entries.values()]) };
  }

  #comprehension(node: SyntaxNode): Value {
    const parts = expressions(node);
    const names = children(node).filter(({ name }) => name === "VariableName");
    const at = children(node).findIndex(({ name }) => name === "in");
    const iterated = children(node)
      .slice(at + 1)
      .find((child) => !isToken(child));
    if (!iterated || !parts[0]) return unknown(origins(this.#all(node)));
    const source = this.value(iterated);
    const bound = names
      .filter((name) => name.from > parts[0].to && name.to < iterated.from)
      .map((name) => this.text(name));
    const loop = children(node).find(({ name }) => name === "for");
    const made = parts.filter(({ to }) => loop === undefined || to <= loop.from);
    const results = this.eachItem(source).map((item) => {
      this.#scopes.push(new Map(this.#bindings(bound, item)));
      const values = made.map((part) => this.value(part));
      this.#scopes.pop();
      return values.length === 1 ? values[0] : unknown(origins(values));
    });
    return {
      items: source.items ? results : undefined,
      uniform: results.length > 0 && sameConstants(results),
      from: origins([source, ...results]),
    };
  }

  /** The items to go through: the known ones, or one that stands for all. */
  eachItem(value: Value): Value[] {
    if (value.items) return value.items.slice(0, TURNS);
    return [unknown(new Set(originsOf(value)))];
  }

  #bindings(names: readonly string[], item: Value): [string, Value][] {
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

  #binary(node: SyntaxNode): Value {
    const [left, right] = this.#all(node);
    const from = new Set(origins([left, right]));
    const sign = this.text(children(node)[1] ?? node);
    if (sign === "as" || sign === "satisfies") return left;
    const whole = this.text(node);
    if (sign === "/" && (/^\(?[^/]*-/.test(whole) || /std|max|dev|sd|sigma/i.test(whole))) from.add("scaled");
    if (!left || !right) return unknown(from);
    const uniform = (left.uniform && (right.uniform || isNumber(right))) || (isNumber(left) && right.uniform);
    if (sign === "*" && (left.constant === 0 || right.constant === 0)) return { uniform: true, from };
    if (sign === "*" && left.items && isNumber(right)) {
      return { uniform: left.items.length === 1 || sameConstants(left.items), from };
    }
    const result = arithmetic(sign, left.constant, right.constant);
    if (typeof result === "string") this.spells(result);
    return { constant: result, uniform, from };
  }

  #assignment(node: SyntaxNode): void {
    const parts = children(node);
    const at = parts.findIndex(({ name }) => /^(Equals|AssignOp|UpdateOp)$/.test(name));
    if (at < 0) return;
    const right = parts.slice(at + 1).filter((child) => !isToken(child));
    const values = right.map((child) => this.value(child));
    const value: Value = values.length === 1 ? values[0] : { items: values, from: origins(values) };
    const targets = parts
      .slice(0, at)
      .filter((child) => !isToken(child) && child.name !== "TypeAnnotation" && child.name !== "TypeDef");
    const names = targets.flatMap((target) => this.#targetNames(target));
    const updates = this.text(parts[at]) !== "=";
    for (const [name, bound] of this.#bindings(names, value)) {
      definedPatch(this, name, undefined, right[0] && this.text(right[0]));
      const scaled = updates && /[-/]=/.test(this.text(parts[at]));
      const before = updates ? (this.look(name) ?? unknown()) : undefined;
      this.bind(
        name,
        before
          ? unknown(new Set([...origins([before, bound]), ...(scaled ? (["scaled"] as const) : [])]))
          : bound,
      );
    }
    for (const target of targets) if (target.name === "MemberExpression") this.#assignMember(target, value);
  }

  /** Part of a value is assigned to: what was known of the whole is not any more. */
  #assignMember(target: SyntaxNode, value: Value): void {
    assignedPatch(this, target);
    const [object] = expressions(target);
    if (object?.name !== "VariableName") return;
    const name = this.text(object);
    const before = this.look(name);
    if (!before || before.thing) return;
    const whole = /\[\s*:\s*\]$/.test(this.text(target));
    this.bind(name, {
      uniform: whole && (isNumber(value) || value.uniform === true),
      from: origins([before, value]),
    });
  }

  #targetNames(target: SyntaxNode): string[] {
    if (/^(VariableName|VariableDefinition)$/.test(target.name)) return [this.text(target)];
    if (!/Pattern|Tuple|Array/.test(target.name)) return [];
    return children(target).flatMap((child) => {
      if (child.name === "PatternProperty") {
        const name = child.getChild("VariableDefinition") ?? child.getChild("PropertyName");
        return name ? [this.text(name)] : [];
      }
      return this.#targetNames(child);
    });
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
    const names = inside.slice(0, at).flatMap((child) => this.#targetNames(child));
    for (const item of iterated ? this.eachItem(this.value(iterated)) : [unknown()]) {
      for (const [name, value] of this.#bindings(names, item)) this.bind(name, value);
      this.statement(body);
    }
  }

  #withNames(node: SyntaxNode): void {
    const values = expressions(node);
    if (values.length >= 2 && values[1].name === "VariableName")
      this.bind(this.text(values[1]), this.value(values[0]));
  }
}

const isNumber = (value: Value | undefined) => typeof value?.constant === "number";

function sameConstants(items: readonly Value[]): boolean {
  const [first] = items;
  return first?.constant !== undefined && items.every(({ constant }) => constant === first.constant);
}

function arithmetic(sign: string, left: Value["constant"], right: Value["constant"]): Value["constant"] {
  if (left === undefined || right === undefined) return undefined;
  if (sign === "+" && (typeof left === "string" || typeof right === "string")) return `${left}${right}`;
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return {
    "+": left + right,
    "-": left - right,
    "*": left * right,
    "/": left / right,
    "//": Math.floor(left / right),
    "**": left ** right,
  }[sign];
}
