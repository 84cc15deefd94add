import type { SyntaxNode } from "@lezer/common";
import { translateFunction, translateMethod } from "./builtins.ts";
import { Expressions } from "./expressions.ts";
import { newMark } from "./half-typescript.ts";
import { arrayMethod, numpyFunction } from "./numpy.ts";
import { children, NoTranslation, splitAt } from "./syntax.ts";
import { formatted, simple } from "./typescript-text.ts";

const camelCase = (name: string) =>
  /^[A-Z_\d]+$/.test(name)
    ? name
    : name.replace(/(?<=[a-z\d])_([a-z\d])/gi, (_, letter) => letter.toUpperCase());

/** Translates calls: Python's keyword arguments are options in TypeScript, and classes need a `new`. */
export abstract class Calls extends Expressions {
  protected override call(parts: SyntaxNode[], node: SyntaxNode): string {
    const [callee, list] = parts;
    const inner = children(list).slice(1, -1);
    if (inner.some(({ name }) => name === "for"))
      return (
        this.builtin(callee, [this.comprehension(inner)], []) ??
        this.applied(callee, [this.comprehension(inner)], [], node)
      );
    const positional: string[] = [];
    const named: [name: string, value: string][] = [];
    for (const argument of splitAt(inner, (part) => this.is(part, ","))) {
      if (argument[1]?.name === "AssignOp") named.push([this.raw(argument[0]), this.expression(argument[2])]);
      else positional.push(...this.values(argument));
    }
    return this.builtin(callee, positional, named) ?? this.applied(callee, positional, named, node);
  }

  /** A call with Python's keyword arguments as parameters and options. */
  private applied(
    callee: SyntaxNode,
    positional: string[],
    named: [string, string][],
    node: SyntaxNode,
  ): string {
    const marked = this.expression(callee);
    const text = marked.replace(newMark, "");
    const called = this.around.called(text);
    const values = [...positional];
    const options: string[] = [];
    for (const [name, value] of named) {
      const camel = camelCase(name);
      const at = called?.parameters.indexOf(camel) ?? -1;
      const isNext = at === values.length || (at > values.length && named.length > 1);
      if (at >= 0 && (isNext || values[at] === undefined)) values[at] = value;
      else options.push(camel === value ? camel : `${camel}: ${value}`);
    }
    for (let index = 0; index < values.length; index++) values[index] ??= "undefined";
    // An options object that is there already takes the others in.
    const last = values.at(-1);
    if (options.length > 0 && last?.startsWith("{ "))
      values[values.length - 1] = `${last.slice(0, -2)}, ${options.join(", ")} }`;
    else if (options.length > 0) values.push(`{ ${options.join(", ")} }`);
    const isClass = marked !== text || (called?.isClass ?? /(^|\.)[A-Z][a-z]\w*$/.test(text));
    const result = `${isClass ? "new " : ""}${text}(${values.join(", ")})`;
    const isAwaited = node.parent?.name === "AwaitExpression";
    if (!(called?.isAsync || this.waiting.has(text)) || isAwaited) return result;
    this.waits++;
    return node.parent?.name === "MemberExpression" || node.parent?.name === "CallExpression"
      ? `(await ${result})`
      : `await ${result}`;
  }

  /** A call of one of Python's own functions and methods; `undefined` for others. */
  private builtin(callee: SyntaxNode, values: string[], named: [string, string][]): string | undefined {
    if (callee.name === "MemberExpression") return this.method(callee, values, named);
    const name = this.raw(callee);
    if (callee.name !== "VariableName" || this.isKnown(name)) return undefined;
    if (name === "range") return this.iterable(callee.parent!);
    if (name === "input") return this.input(callee, values, named);
    if (/^(map|filter)$/.test(name) && !this.isFunction(values[0])) throw new NoTranslation("a function");
    return translateFunction(name, values, named);
  }

  private input(callee: SyntaxNode, values: string[], named: unknown[]): string {
    if (values.length > 1 || named.length > 0) throw new NoTranslation("the arguments of input");
    this.waits++;
    const text = `await input(${values.join()})`;
    return callee.parent?.parent?.name === "MemberExpression" ? `(${text})` : text;
  }

  /** True for an arrow function and for a known name, which Python's own functions are not. */
  private isFunction(value = ""): boolean {
    return value.includes("=>") || (value !== "null" && this.isKnown(value));
  }

  private method(callee: SyntaxNode, values: string[], named: [string, string][]): string | undefined {
    const [object, dot, property] = children(callee);
    if (!this.is(dot, ".")) return undefined;
    const name = this.raw(property);
    if (this.is(object, "np") && !this.isKnown("np")) return numpyFunction(name, values, named);
    const text = simple(this.expression(object));
    // Python splits at spaces, JavaScript not at all.
    if (name === "split" && values.length === 0) throw new NoTranslation("split");
    // A member that exists is not Python's.
    if (this.around.called(`${text}.${name}`) !== undefined) return undefined;
    if (name === "format" && object.name === "String" && named.length === 0)
      return filledIn(this.raw(object), values);
    if (name === "format" || (name === "join" && !/String$/.test(object.name))) throw new NoTranslation(name);
    return (
      arrayMethod({ text, dimensions: this.around.dimensions(text) }, name, values, named) ??
      translateMethod(text, name, values, named)
    );
  }
}

/** `"{} of {}".format(a, b)` as a template literal. */
function filledIn(literal: string, values: string[]): string {
  const [, inner] = /^["']([^"'\\]*)["']$/.exec(literal) ?? [];
  let count = 0;
  const text = inner?.replace(/\{(?::([^{}]*))?\}/g, (_, spec = "") => {
    if (count >= values.length) throw new NoTranslation("the arguments of format");
    return formatted(values[count++], spec);
  });
  if (text === undefined || count !== values.length || /`|\{(?!.*\})|(?<!\$)\{/.test(text))
    throw new NoTranslation("format");
  return `\`${text}\``;
}
