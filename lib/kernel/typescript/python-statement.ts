import { startupSnapshot } from "node:v8";
import type { SyntaxNode, Tree } from "@lezer/common";

/** What is known of the code around a Python statement. */
export interface Surroundings {
  /** Whether a variable of this name exists. */
  isKnown(name: string): boolean;
  /** What is called by this TypeScript expression. */
  called(expression: string): Called | undefined;
  /** The name of a member of an expression, which may be spelled in another way: `getWeights` for `get_weights`. */
  member(expression: string, name: string): string;
  /** The statement that imports these names from a Python module, under the local names if they differ. */
  importLine(module: string, names: [name: string, local: string][]): string | undefined;
}

/** A function, method or class. */
export interface Called {
  /** Its parameters before the options. */
  parameters: string[];
  /** The names of its options; empty if it takes none. */
  options: string[];
  isClass: boolean;
  isAsync: boolean;
}

/** Thrown for Python that has no short translation. */
class NoTranslation extends Error {}

/**
 * Translates Python statements to TypeScript. They may be half TypeScript already: `const model = Dense(8, activation="relu");`.
 *
 * @returns `undefined` for other code, and for TypeScript that stays the same
 */
export function fromPython(source: string, surroundings: Surroundings): string | undefined {
  const [text, declaration] = withoutTypeScript(source);
  const tree = parse(text);
  if (hasErrors(tree)) return undefined;
  try {
    const statements = children(tree.topNode);
    const translation = new Translation(text, surroundings);
    const lines = statements.flatMap((statement) => translation.statement(statement));
    if (lines.length === 0 || (declaration !== "" && lines.length > 1)) return undefined;
    const result = declaration + lines.join("\n");
    return same(result, source) ? undefined : result;
  } catch (error) {
    if (error instanceof NoTranslation || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Loaded when it is first needed, because a start-up snapshot cannot hold its tables. */
const parse = (text: string): Tree =>
  (require("@lezer/python") as typeof import("@lezer/python")).parser.parse(text);

/** The top-level statements of a cell that is Python throughout; `undefined` for other code. */
export function pythonStatements(source: string): string[] | undefined {
  if (startupSnapshot.isBuildingSnapshot()) return [];
  const tree = parse(source);
  return hasErrors(tree) ? undefined : children(tree.topNode).map(({ from, to }) => source.slice(from, to));
}

function hasErrors(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter: ({ type }) => {
      found ||= type.isError;
    },
  });
  return found;
}

/** A TypeScript comment, rather than Python's division: it begins a line, follows a semicolon, or has several words. */
const comment = /^(\s*|.*;\s*|.*\s(?=\/\/\s*[A-Za-z]+ [A-Za-z]))\/\/.*$/;

/** Stands for TypeScript's `new ` in front of a name while it is parsed as Python. */
const newMark = "ǃ";

/** Removes what TypeScript has and Python has not; returns a declaration's beginning, such as `const a = `, apart. */
function withoutTypeScript(source: string): [text: string, declaration: string] {
  const lines = source
    .split("\n")
    .map((line) => outsideStrings(line, (code) => code.replace(comment, "$1").replace(/;\s*$/, "")));
  const text = outsideStrings(lines.join("\n"), (code) =>
    code
      .replace(/\bnew (?=[A-Za-z_][\w.]*\()/g, newMark)
      .replace(/([!=]=)=/g, "$1")
      .replace(/&&/g, "and")
      .replace(/\|\|/g, "or"),
  );
  const [declaration] = /^\s*(?:const|let|var)\s+[\w$]+(?:\s*:\s*[\w$<>[\], |]+)?\s*=\s*(?!=)/.exec(text) ?? [
    "",
  ];
  return [text.slice(declaration.length), declaration];
}

/** Applies `change` to the code between string literals. */
function outsideStrings(text: string, change: (code: string) => string): string {
  const parts = text.split(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/);
  return parts.map((part, index) => (index % 2 === 0 ? change(part) : part)).join("");
}

/** Whether two statements differ in nothing that is Python's. */
function same(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/\bawait\b|[\s;]|,(?=\s*[)\]}])/g, "")
      .replace(/[()]/g, "")
      .replace(/'/g, '"')
      .replace(/([!=]=)=/g, "$1");
  return plain(a) === plain(b);
}

function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") list.push(child);
  }
  return list;
}

const camelCase = (name: string) =>
  /^[A-Z_\d]+$/.test(name)
    ? name
    : name.replace(/(?<=[a-z\d])_([a-z\d])/gi, (_, letter) => letter.toUpperCase());

const operators: Record<string, string> = { and: "&&", or: "||", "==": "===", "!=": "!==", "<>": "!==" };

/** Python's methods and functions whose arguments stay the same. */
const methods: Record<string, string> = {
  append: "push",
  upper: "toUpperCase",
  lower: "toLowerCase",
  strip: "trim",
  lstrip: "trimStart",
  rstrip: "trimEnd",
  startswith: "startsWith",
  endswith: "endsWith",
  index: "indexOf",
  replace: "replaceAll",
};
const functions: Record<string, string> = {
  print: "console.log",
  str: "String",
  float: "Number",
  bool: "Boolean",
  abs: "Math.abs",
  min: "Math.min",
  max: "Math.max",
  pow: "Math.pow",
  set: "new Set",
  input: "await input",
};
const types: Record<string, string> = { int: "number", float: "number", str: "string", bool: "boolean" };
const constants: Record<string, string> = { True: "true", False: "false", None: "null", self: "this" };

class Translation {
  readonly #text: string;
  readonly #around: Surroundings;
  readonly #declared = new Set<string>();

  constructor(text: string, around: Surroundings) {
    this.#text = text;
    this.#around = around;
  }

  /** The lines of a statement. */
  statement(node: SyntaxNode): string[] {
    const parts = children(node);
    switch (node.name) {
      case "ExpressionStatement":
        return parts[0].name === "String" && this.#raw(parts[0]).startsWith('"""')
          ? []
          : [`${this.#list(parts)};`];
      case "AssignStatement":
        return [this.#assignment(parts)];
      case "UpdateStatement": {
        const [target, operator, ...value] = parts;
        const [left, right] = [this.#expression(target), this.#list(value)];
        return [
          this.#raw(operator) === "//="
            ? `${left} = Math.floor(${left} / ${right});`
            : `${left} ${this.#raw(operator)} ${right};`,
        ];
      }
      case "ImportStatement":
        return this.#imports(node);
      case "PassStatement":
        return [];
      case "StatementGroup":
        return parts.filter((part) => !this.#is(part, ";")).flatMap((part) => this.statement(part));
      case "BreakStatement":
      case "ContinueStatement":
        return [`${this.#raw(node)};`];
      case "ReturnStatement":
        return [`return ${this.#list(parts.slice(1))};`.replace(" ;", ";")];
      case "RaiseStatement":
        return [`throw ${this.#list(parts.slice(1))};`];
      case "PrintStatement":
        return [`console.log(${this.#list(parts.slice(1))});`];
      case "DeleteStatement":
        return [`delete ${this.#list(parts.slice(1))};`];
      case "IfStatement":
      case "WhileStatement":
        return this.#branches(parts);
      case "ForStatement":
        return this.#loop(parts);
      case "FunctionDefinition":
        return this.#function(parts);
      case "TryStatement":
        return this.#try(parts);
      default:
        throw new NoTranslation(node.name);
    }
  }

  #raw({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to);
  }

  #is(node: SyntaxNode | undefined, text: string): boolean {
    return node !== undefined && this.#raw(node) === text;
  }

  /** A list of expressions without brackets: Python's tuple. */
  #list(parts: SyntaxNode[]): string {
    const values = this.#values(parts);
    return values.length > 1 ? `[${values.join(", ")}]` : (values[0] ?? "");
  }

  /** The values between commas. */
  #values(parts: SyntaxNode[]): string[] {
    return splitAt(parts, (part) => this.#is(part, ",")).map((value) => {
      if (this.#is(value[0], "*") || this.#is(value[0], "**")) return `...${this.#expression(value[1])}`;
      if (value.length !== 1) throw new NoTranslation("a list");
      return this.#expression(value[0]);
    });
  }

  #assignment(parts: SyntaxNode[]): string {
    const sides = splitAt(
      parts.filter(({ name }) => name !== "TypeDef"),
      (part) => part.name === "AssignOp",
    );
    if (sides.length !== 2) throw new NoTranslation("an assignment to several names");
    const [targets, value] = sides;
    const names = targets.filter((part) => part.name === "VariableName");
    const right = this.#list(value);
    const isNew = names.length > 0 && names.every((name) => !this.#isKnown(this.#raw(name)));
    for (const name of names) this.#declared.add(this.#raw(name));
    // `xs[-1] = …`
    const left = this.#list(targets).replace(/^(.*)\.at\(-(.*)\)$/, "$1[$1.length - $2]");
    return `${isNew ? "const " : ""}${left} = ${right};`;
  }

  #isKnown(name: string): boolean {
    return this.#declared.has(name) || this.#around.isKnown(name);
  }

  #imports(node: SyntaxNode): string[] {
    const statement = this.#raw(node).replace(/[()\\\n]/g, " ");
    const [, from, what] = /^from\s+([\w.]+)\s+import\s+(.*)$/.exec(statement) ?? [];
    const names = (list: string) =>
      list
        .split(",")
        .map((one) => one.trim().split(/\s+as\s+/))
        .filter(([name]) => name !== "")
        .map(([name, local = name]): [string, string] => [name, local]);
    const lines =
      from !== undefined
        ? [this.#around.importLine(from, what.trim() === "*" ? [] : names(what))]
        : names(statement.replace(/^import\s+/, "")).map(([module, local]) =>
            this.#around.importLine(module, [["*", local.split(".")[0]]]),
          );
    if (lines.some((line) => line === undefined)) throw new NoTranslation("an unknown module");
    return lines as string[];
  }

  #block(body: SyntaxNode): string[] {
    return children(body)
      .slice(1)
      .flatMap((statement) => this.statement(statement))
      .map((line) => `  ${line}`);
  }

  #branches(parts: SyntaxNode[]): string[] {
    const lines: string[] = [];
    for (let index = 0; index < parts.length; ) {
      const word = this.#raw(parts[index]).replace("elif", "else if");
      const hasTest = word !== "else";
      const head = hasTest ? `${word} (${this.#expression(parts[index + 1])}) {` : "else {";
      const body = parts[index + (hasTest ? 2 : 1)];
      if (lines.length > 0) lines[lines.length - 1] = `} ${head}`;
      else lines.push(head);
      lines.push(...this.#block(body), "}");
      index += hasTest ? 3 : 2;
    }
    return lines;
  }

  #loop(parts: SyntaxNode[]): string[] {
    const inAt = parts.findIndex((part) => this.#is(part, "in"));
    const bodyAt = parts.findIndex((part) => part.name === "Body");
    if (bodyAt !== parts.length - 1) throw new NoTranslation("for … else");
    const targets = parts.slice(1, inAt);
    const [iterable] = parts.slice(inAt + 1, bodyAt);
    const range = this.#range(iterable);
    const name = this.#raw(targets[0]);
    for (const target of targets) this.#declared.add(this.#raw(target));
    const head =
      range === undefined
        ? `for (const ${this.#list(targets)} of ${this.#iterable(iterable)}) {`
        : `for (let ${name} = ${range.start}; ${name} ${range.step.startsWith("-") ? ">" : "<"} ${range.stop}; ${step(name, range.step)}) {`;
    return [head, ...this.#block(parts[bodyAt]), "}"];
  }

  #try(parts: SyntaxNode[]): string[] {
    const lines = ["try {", ...this.#block(parts[1])];
    for (let index = 2; index < parts.length; ) {
      const end = parts.findIndex((part, at) => at >= index && part.name === "Body");
      const word = this.#raw(parts[index]);
      const as = parts.slice(index, end).findIndex((part) => this.#is(part, "as"));
      const error = as < 0 ? "" : ` (${this.#raw(parts[index + as + 1])})`;
      if (word === "except") lines.push(`} catch${error} {`);
      else if (word === "finally") lines.push("} finally {");
      else throw new NoTranslation("try … else");
      lines.push(...this.#block(parts[end]));
      index = end + 1;
    }
    return [...lines, "}"];
  }

  #function(parts: SyntaxNode[]): string[] {
    const isAsync = this.#is(parts[0], "async");
    const [name, parameters] = parts.slice(isAsync ? 2 : 1);
    const head = `${isAsync ? "async " : ""}function ${this.#raw(name)}(${this.#parameters(parameters)}) {`;
    return [head, ...this.#block(parts.at(-1)!), "}"];
  }

  #parameters(list: SyntaxNode): string {
    const inner = children(list).filter((part) => !/^[()]$/.test(this.#raw(part)) && part.name !== "TypeDef");
    return splitAt(inner, (part) => this.#is(part, ","))
      .map((one) => {
        if (this.#is(one[0], "*")) return `...${this.#raw(one[1])}`;
        if (one.length === 3) return `${this.#raw(one[0])} = ${this.#expression(one[2])}`;
        if (one.length !== 1) throw new NoTranslation("a parameter");
        return this.#raw(one[0]);
      })
      .join(", ");
  }

  #expression(node: SyntaxNode): string {
    const parts = children(node);
    switch (node.name) {
      case "VariableName":
        return this.#name(this.#raw(node));
      case "Boolean":
      case "None":
        return constants[this.#raw(node)];
      case "Number":
        if (/j$/i.test(this.#raw(node))) throw new NoTranslation("a complex number");
        return this.#raw(node);
      case "String":
        return this.#string(node);
      case "ContinuedString":
        return parts.map((part) => this.#expression(part)).join(" + ");
      case "FormatString":
        return this.#formatString(node);
      case "ParenthesizedExpression":
        return `(${this.#expression(parts[1])})`;
      case "TupleExpression":
      case "ArrayExpression":
        return `[${this.#values(parts.slice(1, -1)).join(", ")}]`;
      case "SetExpression": {
        const values = this.#values(parts.slice(1, -1)).join(", ");
        // TypeScript's `{ name }`.
        const isShort =
          node.parent?.name === "ArgList" && parts.every((part) => /^(VariableName|[{},])$/.test(part.name));
        return isShort ? `{ ${values} }` : `new Set([${values}])`;
      }
      case "DictionaryExpression":
        return this.#dictionary(parts.slice(1, -1));
      case "UnaryExpression":
        return this.#unary(parts);
      case "BinaryExpression":
        return this.#binary(parts);
      case "ConditionalExpression": {
        const [yes, , test, , no] = parts.map((part) =>
          /^(if|else)$/.test(part.name) ? "" : this.#expression(part),
        );
        return `${test} ? ${yes} : ${no}`;
      }
      case "LambdaExpression": {
        const parameters = parts.find(({ name }) => name === "ParamList");
        return `(${parameters === undefined ? "" : this.#parameters(parameters)}) => ${this.#expression(parts.at(-1)!)}`;
      }
      case "AwaitExpression":
        return `await ${this.#expression(parts[1]).replace(/^await /, "")}`;
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
        return this.#comprehension(parts.slice(1, -1));
      case "SetComprehensionExpression":
        return `new Set(${this.#comprehension(parts.slice(1, -1))})`;
      case "DictionaryComprehensionExpression":
        return this.#dictionaryComprehension(parts.slice(1, -1));
      case "MemberExpression":
        return this.#member(parts);
      case "CallExpression":
        return this.#call(parts, node);
      default:
        throw new NoTranslation(node.name);
    }
  }

  #name(name: string): string {
    if (Object.hasOwn(constants, name)) return constants[name];
    return this.#isKnown(name) ? name : this.#around.member("", name);
  }

  #string(node: SyntaxNode): string {
    const [, prefix, quote, inner] = /^(\w*)("""|'''|"|')([\s\S]*)\2$/.exec(this.#raw(node)) ?? [];
    if (inner === undefined || /b/i.test(prefix)) throw new NoTranslation("bytes");
    if (/r/i.test(prefix)) return `String.raw\`${inner}\``;
    return quote.length === 3 ? `\`${inner.replace(/[`$]/g, "\\$&")}\`` : `${quote}${inner}${quote}`;
  }

  #formatString(node: SyntaxNode): string {
    const quote = /^\w+("""|'''|"|')/.exec(this.#raw(node))![0];
    let position = node.from + quote.length;
    let result = "";
    const plain = (to: number) =>
      this.#text
        .slice(position, to)
        .replace(/[`\\](?![nt"'\\])|\$(?=\{)/g, "\\$&")
        .replace(/(\{|\})\1/g, "$1");
    for (const part of children(node).filter(({ name }) => name === "FormatReplacement")) {
      result += plain(part.from);
      const value = children(part).find(({ name }) => !/^[{}=]$|^Format/.test(name));
      const spec = children(part).find(({ name }) => name === "FormatSpec");
      result += formatted(this.#expression(value!), spec === undefined ? "" : this.#raw(spec).slice(1));
      position = part.to;
    }
    return `\`${result}${plain(node.to - quote.replace(/^\w+/, "").length)}\``;
  }

  #dictionary(parts: SyntaxNode[]): string {
    const entries = splitAt(parts, (part) => this.#is(part, ",")).map((entry) => {
      if (this.#is(entry[0], "**")) return `...${this.#expression(entry[1])}`;
      const [key, , value] = entry;
      if (value === undefined) throw new NoTranslation("a dictionary");
      const isPlain = key.name === "VariableName" || key.name === "String" || key.name === "Number";
      return `${isPlain ? this.#raw(key) : `[${this.#expression(key)}]`}: ${this.#expression(value)}`;
    });
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }

  #unary([operator, operand]: SyntaxNode[]): string {
    if (this.#raw(operator) !== "not") return `${this.#raw(operator)}${this.#expression(operand)}`;
    const [left, word, right] = children(operand);
    // The parser takes `not a or b` for `not (a or b)`.
    if (operand.name === "BinaryExpression" && /^(and|or)$/.test(word?.name ?? "")) {
      return `${this.#not(left)} ${operators[word.name]} ${this.#expression(right)}`;
    }
    return this.#not(operand);
  }

  #not(operand: SyntaxNode): string {
    const text = this.#expression(operand);
    return /Binary|Conditional/.test(operand.name) ? `!(${text})` : `!${text}`;
  }

  #binary(parts: SyntaxNode[]): string {
    const [left, ...rest] = parts;
    const right = rest.at(-1)!;
    const operator = rest
      .slice(0, -1)
      .map((part) => this.#raw(part))
      .join(" ");
    const [a, b] = [this.#expression(left), this.#expression(right)];
    if (operator === "%" && /^(String|FormatString)$/.test(left.name)) throw new NoTranslation("%");
    if (/^[<>=!]=?/.test(operator) && children(left).some(({ name }) => name === "CompareOp")) {
      const middle = this.#expression(children(left).at(-1)!);
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
        if (operator === "+" && (this.#isList(left) || this.#isList(right)))
          return `[...${simple(a)}, ...${simple(b)}]`;
        if (operator === "+") return `${a} + ${b}`;
        if (left.name === "ArrayExpression" && children(left).length === 3)
          return `Array(${b}).fill(${a.slice(1, -1)})`;
        if (left.name === "String") return `${a}.repeat(${b})`;
        if (this.#isList(left) || this.#isList(right) || right.name === "String")
          throw new NoTranslation("a list repeated");
        return `${a} ${operator} ${b}`;
      default:
        return `${a} ${operators[operator] ?? operator} ${b}`;
    }
  }

  /** Whether a value is a list for certain. */
  #isList(node: SyntaxNode): boolean {
    const parts = children(node);
    if (node.name === "CallExpression") return /^(list|sorted)$/.test(this.#raw(parts[0]));
    if (node.name === "BinaryExpression" || node.name === "ParenthesizedExpression")
      return parts.some((part) => this.#isList(part));
    return /^Array/.test(node.name);
  }

  /** `xs.filter(…).map(…)` for `value for x in xs if …`. */
  #comprehension(parts: SyntaxNode[]): string {
    const forAt = parts.findIndex((part) => this.#is(part, "for"));
    const value = parts.slice(0, forAt);
    return this.#mapped(parts.slice(forAt), () => this.#list(value));
  }

  #dictionaryComprehension(parts: SyntaxNode[]): string {
    const forAt = parts.findIndex((part) => this.#is(part, "for"));
    const [key, , value] = parts;
    return `Object.fromEntries(${this.#mapped(parts.slice(forAt), () => `[${this.#expression(key)}, ${this.#expression(value)}]`)})`;
  }

  #mapped(clauses: SyntaxNode[], value: () => string): string {
    const inAt = clauses.findIndex((part) => this.#is(part, "in"));
    const rest = clauses.slice(inAt + 2);
    const iterable = clauses[inAt + 1];
    const targets = clauses.slice(1, inAt);
    const name = this.#list(targets);
    const isCounted =
      targets.length === 3 &&
      iterable.name === "CallExpression" &&
      this.#is(iterable.firstChild!, "enumerate");
    const parameter = isCounted ? `(${this.#raw(targets[2])}, ${this.#raw(targets[0])})` : `(${name})`;
    const ifs: string[] = [];
    while (this.#is(rest[0], "if")) ifs.push(this.#expression(rest.splice(0, 2)[1]));
    const inner = rest.length === 0 ? value() : this.#mapped(rest, value);
    const range = this.#range(iterable);
    if (range !== undefined && ifs.length === 0 && range.start === "0" && range.step === "1") {
      const body = rest.length === 0 ? arrowBody(inner) : inner;
      return `Array.from({ length: ${range.stop} }, ${name === "_" ? "()" : `(_, ${name})`} => ${body})${rest.length === 0 ? "" : ".flat()"}`;
    }
    const filtered = ifs.length === 0 ? "" : `.filter(${parameter} => ${ifs.join(" && ")})`;
    const map = rest.length === 0 ? "map" : "flatMap";
    const list = isCounted
      ? this.#list(children(children(iterable)[1]).slice(1, -1))
      : this.#iterable(iterable);
    const mapped = inner === name && !isCounted ? "" : `.${map}(${parameter} => ${arrowBody(inner)})`;
    return `${list}${filtered}${mapped}`;
  }

  /** The arguments of `range`. */
  #range(node: SyntaxNode): { start: string; stop: string; step: string } | undefined {
    if (node.name !== "CallExpression" || !this.#is(node.firstChild!, "range")) return undefined;
    const values = this.#values(children(children(node)[1]).slice(1, -1));
    const [start, stop, step = "1"] = values.length === 1 ? ["0", ...values] : values;
    return { start, stop, step };
  }

  /** Something to loop over, as an array. */
  #iterable(node: SyntaxNode): string {
    const range = this.#range(node);
    if (range === undefined) return simple(this.#expression(node));
    const { start, stop, step } = range;
    const count = start === "0" ? stop : `${stop} - ${start}`;
    if (step === "1" && start === "0") return `[...Array(${count}).keys()]`;
    return `Array.from({ length: ${step === "1" ? count : `Math.ceil((${count}) / ${step})`} }, (_, i) => ${start === "0" ? "" : `${start} + `}i${step === "1" ? "" : ` * ${step}`})`;
  }

  #member(parts: SyntaxNode[]): string {
    const [object, bracket, ...rest] = parts;
    const text = simple(this.#expression(object));
    if (this.#is(bracket, ".")) {
      const name = this.#raw(rest[0]);
      return `${text}.${this.#around.member(text, name)}`;
    }
    const axes = splitAt(rest.slice(0, -1), (part) => this.#is(part, ","), true);
    if (axes.length > 2) throw new NoTranslation("three indices");
    const [first, second] = axes.map((axis) => this.#index(axis));
    if (second === undefined) return text + first;
    return first === ""
      ? `${text}.map((row) => row${second})`
      : isSlice(axes[0])
        ? `${text}${first}.map((row) => row${second})`
        : `${text}${first}${second}`;
  }

  /** `[1]`, `.at(-1)` or `.slice(0, 5)`; empty for `:`. */
  #index(axis: SyntaxNode[]): string {
    if (!isSlice(axis)) {
      if (axis.length !== 1) throw new NoTranslation("an index");
      const value = this.#expression(axis[0]);
      return /^-/.test(value) ? `.at(${value})` : `[${value}]`;
    }
    const [start, stop, stride] = splitAt(axis, (part) => part.name === ":", true).map((one) =>
      one.length === 0 ? "" : this.#expression(one[0]),
    );
    const slice =
      start === "" && stop === "" ? "" : `.slice(${[start || "0", stop].filter(Boolean).join(", ")})`;
    if (stride === undefined || stride === "" || stride === "1") return slice;
    if (stride === "-1" && slice === "") return ".toReversed()";
    if (stride.startsWith("-")) throw new NoTranslation("a slice backwards");
    return `${slice}.filter((_, i) => i % ${stride} === 0)`;
  }

  #call(parts: SyntaxNode[], node: SyntaxNode): string {
    const [callee, list] = parts;
    const inner = children(list).slice(1, -1);
    if (inner.some(({ name }) => name === "for"))
      return (
        this.#builtin(callee, [this.#comprehension(inner)], []) ??
        this.#applied(callee, [this.#comprehension(inner)], [], node)
      );
    const positional: string[] = [];
    const named: [name: string, value: string][] = [];
    for (const argument of splitAt(inner, (part) => this.#is(part, ","))) {
      if (argument[1]?.name === "AssignOp")
        named.push([this.#raw(argument[0]), this.#expression(argument[2])]);
      else positional.push(...this.#values(argument));
    }
    return this.#builtin(callee, positional, named) ?? this.#applied(callee, positional, named, node);
  }

  /** A call with Python's keyword arguments as parameters and options. */
  #applied(callee: SyntaxNode, positional: string[], named: [string, string][], node: SyntaxNode): string {
    const marked = this.#expression(callee);
    const text = marked.replace(newMark, "");
    const called = this.#around.called(text);
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
    if (!called?.isAsync || isAwaited) return result;
    return node.parent?.name === "MemberExpression" || node.parent?.name === "CallExpression"
      ? `(await ${result})`
      : `await ${result}`;
  }

  #builtin(callee: SyntaxNode, values: string[], named: [string, string][]): string | undefined {
    const [first, second] = values;
    if (callee.name === "MemberExpression") return this.#method(callee, values);
    const name = this.#raw(callee);
    if (callee.name !== "VariableName" || this.#isKnown(name)) return undefined;
    if (name === "print") return `console.log(${values.join(", ")})`;
    if (named.length > 0 && name !== "sorted") return undefined;
    switch (name) {
      case "len":
        return `${simple(first)}.length`;
      case "int":
        return /^["'`]/.test(first) ? `Number.parseInt(${first})` : `Math.trunc(${first})`;
      case "round":
        return second === undefined ? `Math.round(${first})` : `Number(${simple(first)}.toFixed(${second}))`;
      case "sum":
        return `${simple(first)}.reduce((sum, x) => sum + x, 0)`;
      case "min":
      case "max":
        return `Math.${name}(${values.length === 1 ? `...${first}` : values.join(", ")})`;
      case "sorted":
        return `${simple(first)}.toSorted((a, b) => a - b)`;
      case "reversed":
        return `${simple(first)}.toReversed()`;
      case "list":
      case "tuple":
        return first === undefined ? "[]" : `[...${first}]`;
      case "dict":
        return first === undefined ? "{}" : undefined;
      case "any":
        return `${simple(first)}.some(Boolean)`;
      case "all":
        return `${simple(first)}.every(Boolean)`;
      case "enumerate":
        return `${simple(first)}.entries()`;
      case "zip":
        return `${simple(first)}.map((a, i) => [a, ${second}[i]])`;
      case "map":
        return `${simple(second)}.map(${first})`;
      case "filter":
        return `${simple(second)}.filter(${first})`;
      case "range":
        return this.#iterable(callee.parent!);
      case "type":
        return `typeof ${first}`;
      case "isinstance":
        return Object.hasOwn(types, second)
          ? `typeof ${first} === "${types[second]}"`
          : `${first} instanceof ${second}`;
      default:
        return Object.hasOwn(functions, name) ? `${functions[name]}(${values.join(", ")})` : undefined;
    }
  }

  #method(callee: SyntaxNode, values: string[]): string | undefined {
    const [object, dot, property] = children(callee);
    if (!this.#is(dot, ".")) return undefined;
    const name = this.#raw(property);
    const text = simple(this.#expression(object));
    // A member that exists is not Python's.
    if (this.#around.called(`${text}.${name}`) !== undefined) return undefined;
    switch (name) {
      case "extend":
        return `${text}.push(...${values[0]})`;
      case "join":
        return `${simple(values[0])}.join(${text})`;
      case "items":
        return `Object.entries(${text})`;
      case "keys":
      case "values":
        return `Object.${name}(${text})`;
      case "copy":
        return `structuredClone(${text})`;
      case "count":
        return `${text}.filter((x) => x === ${values[0]}).length`;
      case "format":
        throw new NoTranslation("format");
      default:
        return Object.hasOwn(methods, name) ? `${text}.${methods[name]}(${values.join(", ")})` : undefined;
    }
  }
}

/** Splits a list at separators; `withEmpty` keeps empty parts. */
function splitAt(
  parts: SyntaxNode[],
  isSeparator: (part: SyntaxNode) => boolean,
  withEmpty = false,
): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (isSeparator(part)) groups.push([]);
    else groups.at(-1)!.push(part);
  }
  return withEmpty ? groups : groups.filter((group) => group.length > 0);
}

const isSlice = (axis: SyntaxNode[]) => axis.some(({ name }) => name === ":");

/** TypeScript in brackets, unless it may stand before a dot. */
function simple(text: string): string {
  const { parser } = require("@lezer/javascript") as typeof import("@lezer/javascript");
  const tree = parser.configure({ dialect: "ts" }).parse(text);
  const [expression] = children(tree.topNode).flatMap(children);
  const isWhole = expression !== undefined && expression.to === text.length && !hasErrors(tree);
  return isWhole && atomic.has(expression.name) ? text : `(${text})`;
}

/** The expressions, by their names in the syntax tree, that need no brackets before a dot. */
const atomic = new Set([
  "VariableName",
  "this",
  "String",
  "TemplateString",
  "ArrayExpression",
  "ParenthesizedExpression",
  "MemberExpression",
  "CallExpression",
]);

/** An object after an arrow needs brackets. */
const arrowBody = (text: string) => (text.startsWith("{") ? `(${text})` : text);

const step = (name: string, by: string) =>
  by === "1"
    ? `${name}++`
    : by === "-1"
      ? `${name}--`
      : by.startsWith("-")
        ? `${name} -= ${by.slice(1)}`
        : `${name} += ${by}`;

/** A value in a template literal, by Python's format. */
function formatted(value: string, spec: string): string {
  const [, digits, kind] = /^[,<>^]?\d*(?:\.(\d+))?([fe%gd]?)$/.exec(spec) ?? [];
  if (digits === undefined) return `\${${value}}`;
  if (kind === "%") return `\${(${value} * 100).toFixed(${digits})}%`;
  return `\${${simple(value)}.${kind === "e" ? "toExponential" : "toFixed"}(${digits})}`;
}
