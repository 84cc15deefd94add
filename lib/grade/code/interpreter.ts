import type { SyntaxNode } from "@lezer/common";
import { bindPattern } from "./assignments.ts";
import { type Facts, noFacts } from "./facts.ts";
import { children, expressions, parametersOf } from "./nodes.ts";
import { type Code, type Language, parse, patience } from "./parse.ts";
import { readValue } from "./read-value.ts";
import { statement } from "./statements.ts";
import { type Origin, origins, thing, unknown, type Value } from "./value.ts";

/** Steps after which the rest of a notebook's code is not looked at: no honest day is that long. */
const STEPS = 200_000;
/** Parts of a large value that cost one step. */
const PARTS = 20;
const DEPTH = 12;
const NESTED = 400;

/**
 * Reads the code cells of one notebook in order, without running anything, and says what they do: the layers, models and
 * fits they make, and what each thing they show was computed from.
 *
 * A value is followed through names, lists, functions and loops; where that is not possible, what it was computed from
 * still is. Both branches of a condition count.
 */
export function readCode(cells: readonly { source: string }[], language: Language): Facts {
  const interpreter = new Interpreter();
  const left = patience();
  for (const [index, { source }] of cells.entries()) {
    const run = language === "python" ? /^[^\S\n]*%run\s[^\n]{0,40}/m.exec(source) : null;
    if (run)
      interpreter.facts.patches.push({
        cell: index,
        what: `${run[0].trim()} runs code that is not in the notebook`,
      });
    interpreter.cell(() => parse(source, language, left), index);
  }
  return interpreter.facts;
}

/** Names that exist without an import, and may get other names. */
const LANGUAGE = ["console", "Object", "Reflect", "eval", "exec", "setattr"].map(
  (name) => [name, thing({ kind: "module", path: name })] as const,
);

export class Interpreter {
  readonly facts: Facts = noFacts();
  cellIndex = 0;
  /** A class or object of the notebook's own has, or may have, a method called fit. */
  hasOwnFit = false;
  /** Within a loop of which it is not known how often it turns. */
  repeating = false;
  /** True if something above may have ended the cell, or an iteration of a loop. */
  mayHaveEnded = false;
  code!: Code;
  #scopes: Map<string, Value>[] = [new Map(LANGUAGE)];
  #steps = 0;
  #depth = 0;
  #conditions = 0;
  #isWhole = true;
  #returned: Value[] = [];
  /** The function that is being read has given something back: what stands below is not run. */
  #ended = false;
  /** True if the code that is being read runs in each call of its function. */
  certain = true;

  cell(parsed: () => Code, index: number): void {
    this.cellIndex = index;
    this.mayHaveEnded = false;
    [this.#ended, this.certain] = [false, true];
    try {
      this.code = parsed();
      if (!this.code.isWhole) this.#stops();
      const statements = children(this.code.tree.topNode);
      const last = statements.filter(({ name }) => name !== "Comment").at(-1);
      for (const node of statements) this.statement(node, node.from === last?.from);
    } catch (error) {
      // Code that is nested a hundred thousand deep exhausts the stack.
      if (!(error instanceof RangeError)) throw error;
      this.#stops();
      [this.#depth, this.#conditions, this.#scopes.length, this.repeating] = [0, 0, 1, false];
    }
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
    const sure = this.#conditions === 0 && !this.mayHaveEnded;
    if (text.length > 2) this.facts.texts.push({ cell: this.cellIndex, text, sure });
  }

  /** Does some work that the notebook does in one case and not in another. */
  decided<T>(work: () => T): T {
    this.#conditions++;
    try {
      return work();
    } finally {
      this.#conditions--;
    }
  }

  /** Notes that an error here would end the cell, unless it is caught. */
  mayFail(): void {
    if (this.#conditions === 0) this.mayHaveEnded = true;
  }

  statement(node: SyntaxNode, isLast = false): void {
    if (this.#ended) return;
    if (++this.#steps > STEPS || this.#depth > NESTED) {
      this.#stops();
      return;
    }
    this.#depth++;
    statement(this, node, isLast);
    this.#depth--;
  }

  /** The function that is being read gives this back. */
  returns(value: Value): void {
    this.#returned.push(value);
    if (this.certain && this.#scopes.length > 1) this.#ended = true;
  }

  /** Reads what may be run, or not. */
  perhaps<T>(work: () => T): T {
    const outer = this.certain;
    this.certain = false;
    try {
      return work();
    } finally {
      this.certain = outer;
    }
  }

  /** All names as they are now: `globals()`. */
  names(): Map<string, Value> {
    return new Map(this.#scopes.flatMap((scope) => [...scope]));
  }

  value(node: SyntaxNode): Value {
    if (++this.#steps > STEPS || this.#depth > NESTED) {
      this.#stops();
      return unknown();
    }
    this.#depth++;
    try {
      const value = readValue(this, node);
      this.#steps += Math.floor((value.from.size + (value.items?.length ?? 0)) / PARTS);
      return value;
    } finally {
      this.#depth--;
    }
  }

  /** Stops reading. The code that is not read may do anything. */
  #stops(): void {
    if (this.#isWhole)
      this.facts.patches.push({
        cell: this.cellIndex,
        what: "there is more code than is read",
      });
    this.#isWhole = false;
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

  /** The value that a function of the notebook returns for these arguments. Its output belongs to the calling cell. */
  call(callee: Value, args: readonly Value[], named?: ReadonlyMap<string, Value>): Value {
    const { thing: is } = callee;
    if (is?.kind !== "function" || this.#scopes.length > DEPTH) return unknown(origins([callee, ...args]));
    const { code } = this;
    const before = [this.#returned, this.#ended, this.certain] as const;
    this.code = { ...code, source: is.source, language: is.language };
    this.#returned = [];
    this.#ended = false;
    this.certain = true;
    this.#scopes.push(new Map());
    for (const [index, { parameter, otherwise }] of parametersOf(is.node).entries()) {
      const standIn = otherwise && this.value(otherwise);
      const given = (is.language === "python" && named?.get(this.text(parameter))) || args[index];
      const value = given ?? standIn ?? unknown(origins(args));
      if (/Pattern$/.test(parameter.name)) bindPattern(this, parameter, value);
      else this.#scopes.at(-1)!.set(this.text(parameter), value);
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
    [this.#returned, this.#ended, this.certain] = before;
    this.code = code;
    return value;
  }

  /** The values of the children, in order. */
  all(node: SyntaxNode): Value[] {
    return expressions(node).map((child) => this.value(child));
  }
}
