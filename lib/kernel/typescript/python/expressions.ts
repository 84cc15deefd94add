import type { SyntaxNode } from "@lezer/common";
import type { Surroundings } from "../surroundings.ts";
import { arrayProperty } from "./numpy.ts";
import { isShortName } from "./packages.ts";
import { children, isSlice, NoTranslation, splitAt } from "./syntax.ts";
import { arrowBody, checkEscapes, checkFree, formatted, inTemplate, simple } from "./typescript-text.ts";

const operators: Record<string, string> = { and: "&&", or: "||", "==": "===", "!=": "!==", "<>": "!==" };

const constants: Record<string, string> = { True: "true", False: "false", None: "null", self: "this" };

/** Translates expressions of Python to TypeScript. */
export abstract class Expressions {
  protected readonly text: string;
  protected readonly around: Surroundings;
  /** The names of functions around this scope. */
  protected outer = new Set<string>();
  /** The names of this scope. */
  protected declared = new Set<string>();

  /** The functions defined so far that wait, and so return promises. */
  protected readonly waiting = new Set<string>();
  /** How many times this function, or the cell, waits so far. */
  protected waits = 0;

  constructor(text: string, around: Surroundings) {
    this.text = text;
    this.around = around;
  }

  protected raw({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  protected is(node: SyntaxNode | undefined, text: string): boolean {
    return node !== undefined && this.raw(node) === text;
  }

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

  protected isKnown(name: string): boolean {
    return this.declared.has(name) || this.outer.has(name) || this.around.isKnown(name);
  }

  protected abstract call(parts: SyntaxNode[], node: SyntaxNode): string;

  protected expression(node: SyntaxNode): string {
    const parts = children(node);
    switch (node.name) {
      case "VariableName":
        return this.name(this.raw(node));
      case "Boolean":
      case "None":
        return constants[this.raw(node)];
      case "Number":
        if (/j$/i.test(this.raw(node))) throw new NoTranslation("a complex number");
        return this.raw(node);
      case "String":
        return this.string(node);
      case "ContinuedString":
        return parts.map((part) => this.expression(part)).join(" + ");
      case "FormatString":
        return this.formatString(node);
      case "ParenthesizedExpression":
        return `(${this.expression(parts[1])})`;
      case "TupleExpression":
      case "ArrayExpression":
        return `[${this.values(parts.slice(1, -1)).join(", ")}]`;
      case "SetExpression": {
        const values = this.values(parts.slice(1, -1)).join(", ");
        // TypeScript's `{ name }`.
        const isShort =
          node.parent?.name === "ArgList" && parts.every((part) => /^(VariableName|[{},])$/.test(part.name));
        return isShort ? `{ ${values} }` : `new Set([${values}])`;
      }
      case "DictionaryExpression":
        return this.dictionary(parts.slice(1, -1));
      case "UnaryExpression":
        return this.unary(parts);
      case "BinaryExpression":
        return this.binary(parts);
      case "ConditionalExpression": {
        const [yes, , test, , no] = parts.map((part) =>
          /^(if|else)$/.test(part.name) ? "" : this.expression(part),
        );
        return `${test} ? ${yes} : ${no}`;
      }
      case "LambdaExpression": {
        const parameters = parts.find(({ name }) => name === "ParamList");
        return `(${parameters === undefined ? "" : this.parameters(parameters)}) => ${this.inArrow(() => this.expression(parts.at(-1)!))}`;
      }
      case "AwaitExpression":
        this.waits++;
        return `await ${this.expression(parts[1]).replace(/^await /, "")}`;
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
        return this.comprehension(parts.slice(1, -1));
      case "SetComprehensionExpression":
        return `new Set(${this.comprehension(parts.slice(1, -1))})`;
      case "DictionaryComprehensionExpression":
        return this.dictionaryComprehension(parts.slice(1, -1));
      case "MemberExpression":
        return this.member(parts);
      case "CallExpression":
        return this.call(parts, node);
      default:
        throw new NoTranslation(node.name);
    }
  }

  private name(name: string): string {
    if (isShortName(name) && !this.isKnown(name)) throw new NoTranslation("a package");
    if (Object.hasOwn(constants, name)) return constants[name];
    return this.isKnown(name) ? name : this.around.member("", name);
  }

  private string(node: SyntaxNode): string {
    const [, prefix, quote, inner] = /^(\w*)("""|'''|"|')([\s\S]*)\2$/.exec(this.raw(node)) ?? [];
    if (inner === undefined || /b/i.test(prefix)) throw new NoTranslation("bytes");
    if (/r/i.test(prefix)) {
      if (/`|\$\{/.test(inner)) throw new NoTranslation("a raw string");
      return `String.raw\`${inner}\``;
    }
    checkEscapes(inner);
    return quote.length === 3 ? `\`${inTemplate(inner)}\`` : `${quote}${inner}${quote}`;
  }

  private formatString(node: SyntaxNode): string {
    const quote = /^\w+("""|'''|"|')/.exec(this.raw(node))![0];
    let position = node.from + quote.length;
    let result = "";
    const isRaw = /^\w*r/i.test(quote);
    const plain = (to: number) => {
      const text = this.text.slice(position, to).replace(/(\{|\})\1/g, "$1");
      if (!isRaw) checkEscapes(text);
      return inTemplate(isRaw ? text.replaceAll("\\", "\\\\") : text);
    };
    for (const part of children(node).filter(({ name }) => name === "FormatReplacement")) {
      result += plain(part.from);
      const value = children(part).find(({ name }) => !/^[{}=]$|^Format/.test(name));
      if (children(part).some((one) => one.name === "FormatConversion" || one.name === "FormatSelfDoc"))
        throw new NoTranslation("a conversion");
      const spec = children(part).find(({ name }) => name === "FormatSpec");
      result += formatted(this.expression(value!), spec === undefined ? "" : this.raw(spec).slice(1));
      position = part.to;
    }
    return `\`${result}${plain(node.to - quote.replace(/^\w+/, "").length)}\``;
  }

  private dictionary(parts: SyntaxNode[]): string {
    const entries = splitAt(parts, (part) => this.is(part, ",")).map((entry) => {
      if (this.is(entry[0], "**")) return `...${this.expression(entry[1])}`;
      const [key, , value] = entry;
      if (value === undefined) throw new NoTranslation("a dictionary");
      const isPlain = key.name === "VariableName" || key.name === "String" || key.name === "Number";
      return `${isPlain ? this.raw(key) : `[${this.expression(key)}]`}: ${this.expression(value)}`;
    });
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }

  private unary([operator, operand]: SyntaxNode[]): string {
    if (this.raw(operator) !== "not") return `${this.raw(operator)}${this.expression(operand)}`;
    const [left, word, right] = children(operand);
    // The parser takes `not a or b` for `not (a or b)`.
    if (operand.name === "BinaryExpression" && /^(and|or)$/.test(word?.name ?? "")) {
      return `${this.not(left)} ${operators[word.name]} ${this.expression(right)}`;
    }
    return this.not(operand);
  }

  private not(operand: SyntaxNode): string {
    const text = this.expression(operand);
    return /Binary|Conditional/.test(operand.name) ? `!(${text})` : `!${text}`;
  }

  private binary(parts: SyntaxNode[]): string {
    const [left, ...rest] = parts;
    const right = rest.at(-1)!;
    const operator = rest
      .slice(0, -1)
      .map((part) => this.raw(part))
      .join(" ");
    const [a, b] = [this.expression(left), this.expression(right)];
    if (operator === "%" && /^(String|FormatString)$/.test(left.name)) throw new NoTranslation("%");
    if (/^[<>=!]=?/.test(operator) && children(left).some(({ name }) => name === "CompareOp")) {
      const middle = this.expression(children(left).at(-1)!);
      return `${a} && ${middle} ${operators[operator] ?? operator} ${b}`;
    }
    switch (operator) {
      case "//":
        return `Math.floor(${a} / ${b})`;
      case "in":
        return `${simple(b)}.includes(${a})`;
      case "not in":
        return `!${simple(b)}.includes(${a})`;
      case "is":
        return `${a} === ${b}`;
      case "is not":
        return `${a} !== ${b}`;
      case "@":
        throw new NoTranslation("@");
      case "+":
      case "*":
        // Lists are joined and repeated, strings repeated.
        if (operator === "+" && (this.isList(left) || this.isList(right)))
          return `[...${simple(a)}, ...${simple(b)}]`;
        if (operator === "+") return `${a} + ${b}`;
        if (left.name === "ArrayExpression" && children(left).length === 3)
          return `Array(${b}).fill(${a.slice(1, -1)})`;
        if (left.name === "String") return `${a}.repeat(${b})`;
        if (this.isList(left) || this.isList(right) || right.name === "String")
          throw new NoTranslation("a list repeated");
        return `${a} ${operator} ${b}`;
      default:
        return `${a} ${operators[operator] ?? operator} ${b}`;
    }
  }

  /** True if a value is certainly a list. */
  private isList(node: SyntaxNode): boolean {
    const parts = children(node);
    if (node.name === "CallExpression") return /^(list|sorted)$/.test(this.raw(parts[0]));
    if (node.name === "BinaryExpression" || node.name === "ParenthesizedExpression")
      return parts.some((part) => this.isList(part));
    return /^Array/.test(node.name);
  }

  /** `xs.filter(…).map(…)` for `value for x in xs if …`. */
  protected comprehension(parts: SyntaxNode[]): string {
    const forAt = parts.findIndex((part) => this.is(part, "for"));
    const value = parts.slice(0, forAt);
    return this.mapped(parts.slice(forAt), () => this.list(value));
  }

  private dictionaryComprehension(parts: SyntaxNode[]): string {
    const forAt = parts.findIndex((part) => this.is(part, "for"));
    const [key, , value] = parts;
    return `Object.fromEntries(${this.mapped(parts.slice(forAt), () => `[${this.expression(key)}, ${this.expression(value)}]`)})`;
  }

  /** Throws if an arrow function's value waits: its results would be promises. */
  private inArrow(translate: () => string): string {
    const before = this.waits;
    const text = translate();
    if (this.waits > before) throw new NoTranslation("await in an arrow function");
    return text;
  }

  private mapped(clauses: SyntaxNode[], value: () => string): string {
    const inAt = clauses.findIndex((part) => this.is(part, "in"));
    const rest = clauses.slice(inAt + 2);
    const iterable = clauses[inAt + 1];
    const targets = clauses.slice(1, inAt);
    const name = this.list(targets);
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
    const list = isCounted ? simple(this.counted(iterable)) : this.iterable(iterable);
    const mapped = inner === name && !isCounted ? "" : `.${map}(${parameter} => ${arrowBody(inner)})`;
    return `${list}${filtered}${mapped}`;
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
  protected iterable(node: SyntaxNode): string {
    const range = this.range(node);
    if (range === undefined) return simple(this.expression(node));
    const { start, stop, step } = range;
    checkFree("i", start, step);
    if (start.startsWith("-") || !/^[\w$.]+$/.test(`${start}${step}`))
      throw new NoTranslation("the arguments of range");
    const count = start === "0" ? stop : `${stop} - ${start}`;
    if (step === "1" && start === "0") return `[...Array(${count}).keys()]`;
    return `Array.from({ length: ${step === "1" ? count : `Math.ceil((${count}) / ${step})`} }, (_, i) => ${start === "0" ? "" : `${start} + `}i${step === "1" ? "" : ` * ${step}`})`;
  }

  private member(parts: SyntaxNode[]): string {
    const [object, bracket, ...rest] = parts;
    const text = simple(this.expression(object));
    if (this.is(bracket, ".")) {
      const name = this.raw(rest[0]);
      const property = arrayProperty(text, name, this.around.dimensions(text));
      return property ?? `${text}.${this.around.member(text, name)}`;
    }
    const axes = splitAt(rest.slice(0, -1), (part) => this.is(part, ","), true);
    if (axes.length > 2) throw new NoTranslation("three indices");
    if (this.around.called(text)?.options.join() === "rows,columns")
      return `${text}(${this.selection(axes)})`;
    const [first, second] = axes.map((axis) => this.index(axis));
    if (second !== undefined && isSlice(axes[0])) checkFree("row", second);
    if (second === undefined) return text + first;
    return first === ""
      ? `${text}.map((row) => row${second})`
      : isSlice(axes[0])
        ? `${text}${first}.map((row) => row${second})`
        : `${text}${first}${second}`;
  }

  /** The options of danfojs' `iloc` and `loc`, for the indices that pandas has in brackets. */
  private selection(axes: SyntaxNode[][]): string {
    const options = axes.flatMap((axis, n) => {
      const text = axis.map((part) => this.raw(part)).join("");
      if (text === ":") return [];
      const [index] = axis;
      if (!isSlice(axis) && !/^(Number|String|VariableName|ArrayExpression)$/.test(index.name))
        throw new NoTranslation("an index of a frame");
      const value = isSlice(axis) ? JSON.stringify(text) : this.expression(index);
      return `${["rows", "columns"][n]}: ${index.name === "ArrayExpression" ? value : `[${value}]`}`;
    });
    return `{ ${options.join(", ")} }`;
  }

  /** `[1]`, `.at(-1)` or `.slice(0, 5)`; empty for `:`. */
  private index(axis: SyntaxNode[]): string {
    if (!isSlice(axis)) {
      if (axis.length !== 1) throw new NoTranslation("an index");
      const value = this.expression(axis[0]);
      return /^-/.test(value) ? `.at(${value})` : `[${value}]`;
    }
    const [start, stop, stride] = splitAt(axis, (part) => part.name === ":", true).map((one) =>
      one.length === 0 ? "" : this.expression(one[0]),
    );
    const slice =
      start === "" && stop === "" ? "" : `.slice(${[start || "0", stop].filter(Boolean).join(", ")})`;
    if (stride === undefined || stride === "" || stride === "1") return slice;
    if (stride === "-1" && slice === "") return ".toReversed()";
    if (stride.startsWith("-")) throw new NoTranslation("a slice backwards");
    checkFree("i", stride);
    return `${slice}.filter((_, i) => i % ${/^\d+$/.test(stride) ? stride : simple(stride)} === 0)`;
  }

  protected parameters(list: SyntaxNode): string {
    const inner = children(list).filter((part) => !/^[()]$/.test(this.raw(part)) && part.name !== "TypeDef");
    return splitAt(inner, (part) => this.is(part, ","))
      .map((one) => {
        const named = one.find((part) => part.name === "VariableName");
        if (named !== undefined) this.declared.add(this.raw(named));
        if (this.is(one[0], "*")) return `...${this.raw(one[1])}`;
        if (one.length === 3) return `${this.raw(one[0])} = ${this.expression(one[2])}`;
        if (one.length !== 1) throw new NoTranslation("a parameter");
        return this.raw(one[0]);
      })
      .join(", ");
  }
}
