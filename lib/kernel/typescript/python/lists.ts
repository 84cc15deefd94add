import type { SyntaxNode } from "@lezer/common";
import { isArray, rowsOf } from "./arrays.ts";
import { isDictionary } from "./builtins.ts";
import { Strings } from "./strings.ts";
import { children, NoTranslation, splitAt } from "./syntax.ts";
import { arrowBody, checkFree, simple } from "./typescript-text.ts";

/** Translates lists of values, and what is looped over: `range`, `enumerate` and comprehensions. */
export abstract class Lists extends Strings {
  /** A list of expressions without brackets: Python's tuple. */
  protected list(parts: SyntaxNode[]): string {
    const values = this.values(parts);
    return values.length > 1 ? `[${values.join(", ")}]` : (values[0] ?? "");
  }

  /** The values between commas. */
  protected values(parts: SyntaxNode[]): string[] {
    return splitAt(parts, (part) => this.is(part, ",")).map((value) => {
      if (this.is(value[0], "*") || this.is(value[0], "**")) return `...${this.expression(value[1])}`;
      if (value.length !== 1) throw new NoTranslation("a list");
      return this.expression(value[0]);
    });
  }

  /** The list between brackets. Of pairs such as `(4, "relu")` each element would have the types of both. */
  protected bracketed(parts: SyntaxNode[]): string {
    const values = this.values(parts);
    const isOfTuples = parts.every((part) => part.name === "TupleExpression" || this.is(part, ","));
    const isMixed = isOfTuples && new Set(values[0]?.slice(1, -1).split(", ").map(this.typeOf)).size > 1;
    const [type, ...others] = new Set(values.map(this.typeOf));
    const text = `[${values.join(", ")}]${isMixed ? " as const" : ""}`;
    return type && others.length === 0 && isArray(type) ? this.typed(text, `${type}[]`) : text;
  }

  /** `xs.filter(…).map(…)` for `value for x in xs if …`. */
  protected comprehension(parts: SyntaxNode[]): string {
    const forAt = parts.findIndex((part) => this.is(part, "for"));
    const value = parts.slice(0, forAt);
    const isTuple = value[0]?.name === "TupleExpression";
    return this.mapped(parts.slice(forAt), () => this.list(value) + (isTuple ? " as const" : ""));
  }

  protected dictionaryComprehension(parts: SyntaxNode[]): string {
    const forAt = parts.findIndex((part) => this.is(part, "for"));
    const [key, , value] = parts;
    return `Object.fromEntries(${this.mapped(parts.slice(forAt), () => `[${this.expression(key)}, ${this.expression(value)}]`)})`;
  }

  /** Throws if an arrow function's value waits: its results would be promises. */
  protected inArrow(translate: () => string): string {
    const before = this.waits;
    const text = translate();
    if (this.waits > before) throw new NoTranslation("await in an arrow function");
    return text;
  }

  private mapped(clauses: SyntaxNode[], value: () => string): string {
    const inAt = clauses.findIndex((part) => this.is(part, "in"));
    const targets = clauses.slice(1, inAt);
    const names = targets.flatMap((target) => this.raw(target).match(/\w+/g) ?? []);
    return this.withNames(names, () => this.mappedWith(targets, clauses.slice(inAt + 1), value));
  }

  private mappedWith(targets: SyntaxNode[], [iterable, ...rest]: SyntaxNode[], value: () => string): string {
    const name = this.list(targets);
    this.noteCount(targets[0], iterable);
    const isCounted =
      targets.length === 3 &&
      iterable.name === "CallExpression" &&
      this.is(iterable.firstChild!, "enumerate");
    const parameter = isCounted ? `(${this.raw(targets[2])}, ${this.raw(targets[0])})` : `(${name})`;
    const ifs: string[] = [];
    while (this.is(rest[0], "if")) ifs.push(this.inArrow(() => this.expression(rest.splice(0, 2)[1])));
    const inner = this.inArrow(() => (rest.length === 0 ? value() : this.mapped(rest, value)));
    const range = this.range(iterable);
    if (range !== undefined && ifs.length === 0 && range.start === "0" && range.step === "1") {
      const body = rest.length === 0 ? arrowBody(inner) : inner;
      return `Array.from({ length: ${range.stop} }, ${name === "_" ? "()" : `(_, ${name})`} => ${body})${rest.length === 0 ? "" : ".flat()"}`;
    }
    const filtered = ifs.length === 0 ? "" : `.filter(${parameter} => ${ifs.join(" && ")})`;
    const map = rest.length === 0 ? "map" : "flatMap";
    const list = isCounted
      ? simple(this.counted(iterable))
      : this.iterable(iterable, isNumber(name, [...ifs, inner].join(" ")));
    const mapped =
      inner === name && !isCounted && rest.length === 0 ? "" : `.${map}(${parameter} => ${arrowBody(inner)})`;
    return `${list}${filtered}${mapped}`;
  }

  /** Remembers the first variable of a loop that counts from zero or more. */
  protected noteCount(variable: SyntaxNode, iterable: SyntaxNode): void {
    if (/^(enumerate\(|range\(([^,]*|\d.*)\)$)/.test(this.raw(iterable)) && !this.raw(iterable).includes("-"))
      this.counts.add(this.raw(variable));
  }

  /** The list in `enumerate(list)`. */
  private counted(call: SyntaxNode): string {
    const values = this.values(children(children(call)[1]).slice(1, -1));
    if (values.length !== 1 || values[0].startsWith("..."))
      throw new NoTranslation("the arguments of enumerate");
    return values[0];
  }

  /** The arguments of `range`. */
  protected range(node: SyntaxNode): { start: string; stop: string; step: string } | undefined {
    if (node.name !== "CallExpression" || !this.is(node.firstChild!, "range")) return undefined;
    const values = this.values(children(children(node)[1]).slice(1, -1));
    if (values.length < 1 || values.length > 3 || values.some((value) => value.startsWith("...")))
      throw new NoTranslation("the arguments of range");
    const [start, stop, step = "1"] = values.length === 1 ? ["0", ...values] : values;
    return { start, stop, step };
  }

  /** Something to loop over, as an array. */
  protected iterable(node: SyntaxNode, ofNumbers = false): string {
    const range = this.range(node);
    if (range === undefined) {
      const text = simple(this.expression(node));
      const type = this.typeOf(text);
      if (isDictionary(text, type)) return `Object.keys(${text})`;
      if (type !== "NDArray") return text;
      return ofNumbers ? `[...${text}.values]` : rowsOf({ text, type });
    }
    const { start, stop, step } = range;
    checkFree("i", start, step);
    if (start.startsWith("-") || !/^[\w$.]+$/.test(`${start}${step}`))
      throw new NoTranslation("the arguments of range");
    const [end, added] = stop.split(/ \+ (?=[\w$.]+$)/);
    const count = start === "0" ? stop : added === start ? end : `${stop} - ${start}`;
    if (step === "1" && start === "0") return `[...Array(${count}).keys()]`;
    return `Array.from({ length: ${step === "1" ? count : `Math.ceil((${count}) / ${step})`} }, (_, i) => ${start === "0" ? "" : `${start} + `}i${step === "1" ? "" : ` * ${step}`})`;
  }
}

/** True for a variable that code compares or computes with, and of which it takes no part. */
const isNumber = (name: string, code: string) =>
  /^\w+$/.test(name) &&
  RegExp(`\\b${name} ([<>]=?|[=!]==|[-+*/%]) |([<>]=?|[=!]==|[-+*/%]) ${name}\\b`).test(code) &&
  !RegExp(`\\b${name}[[.]`).test(code);
