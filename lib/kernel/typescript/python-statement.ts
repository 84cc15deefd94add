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
 * @param cell - the code around the statement, with it, which shows what names are assigned and used elsewhere
 * @returns `undefined` for other code, and for TypeScript that stays the same
 */
export function fromPython(
  source: string,
  surroundings: Surroundings,
  cell: string = source,
): string | undefined {
  const [text, declaration] = withoutTypeScript(source);
  const tree = parse(text);
  if (hasErrors(tree)) return undefined;
  try {
    const statements = children(tree.topNode);
    const translation = new Translation(text, surroundings, { text: cell, node: parse(cell).topNode });
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

/** How many arguments the translated functions take: [least, most]; one number if they are the same. */
const functionArguments: Record<string, [number, number] | number> = {
  print: [0, Infinity],
  input: [0, 1],
  int: 1,
  len: 1,
  round: [1, 2],
  sum: 1,
  min: [1, Infinity],
  max: [1, Infinity],
  sorted: 1,
  reversed: 1,
  list: [0, 1],
  tuple: [0, 1],
  dict: 0,
  set: [0, 1],
  any: 1,
  all: 1,
  enumerate: 1,
  zip: 2,
  map: 2,
  filter: 2,
  range: [1, 3],
  type: 1,
  isinstance: 2,
  str: 1,
  float: 1,
  bool: 1,
  abs: 1,
  pow: 2,
};

/** The same for methods. */
const methodArguments: Record<string, number> = {
  append: 1,
  copy: 0,
  count: 1,
  endswith: 1,
  extend: 1,
  index: 1,
  items: 0,
  join: 1,
  keys: 0,
  lower: 0,
  lstrip: 0,
  replace: 2,
  rstrip: 0,
  startswith: 1,
  strip: 0,
  upper: 0,
  values: 0,
};

/** Throws for arguments that a translation would lose. */
function checkArguments(name: string, values: string[], named: unknown[], count: [number, number] | number) {
  const [least, most] = typeof count === "number" ? [count, count] : count;
  const isSpread = most < Infinity && values.some((value) => value.startsWith("..."));
  if (named.length > 0 || isSpread || values.length < least || values.length > most)
    throw new NoTranslation(`the arguments of ${name}`);
}

/** Throws for code in which a name would be taken for the parameter of an arrow function. */
function checkFree(name: string, ...code: string[]): void {
  if (code.some((one) => RegExp(`(?<![.\\w$])${name}(?![\\w$])`).test(one)))
    throw new NoTranslation(`the name ${name}`);
}

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
};
const types: Record<string, string> = { int: "number", float: "number", str: "string", bool: "boolean" };
const constants: Record<string, string> = { True: "true", False: "false", None: "null", self: "this" };

/** Code in which names are variables of the same scope: a cell, or the body of a function. */
interface Scope {
  text: string;
  node: SyntaxNode;
}

/** The names that an assignment or loop assigns. */
function targetsOf({ text }: Scope, node: SyntaxNode): string[] {
  const parts = children(node);
  const end =
    node.name === "UpdateStatement"
      ? 1
      : parts.findLastIndex(({ name }) => name === "AssignOp" || name === "in");
  const names = (list: SyntaxNode[]): string[] =>
    list.flatMap((part) =>
      part.name === "VariableName"
        ? [text.slice(part.from, part.to)]
        : /^(Tuple|Array|Parenthesized)Expression$/.test(part.name)
          ? names(children(part))
          : [],
    );
  return names(parts.slice(0, end));
}

/** Every name that is assigned in a scope or a part of it, as often as it is, without the loops' own. */
function assigned(scope: Scope, node = scope.node): string[] {
  if (/^(FunctionDefinition|ClassDefinition)$/.test(node.name) && node !== scope.node) return [];
  const own = /^(Assign|Update)Statement$/.test(node.name) ? targetsOf(scope, node) : [];
  return [...own, ...children(node).flatMap((child) => assigned(scope, child))];
}

/** How often a name stands in a part of a scope, without the loops that assign it. */
function uses(name: string, scope: Scope, node = scope.node): number {
  if (node.name === "VariableName") return scope.text.slice(node.from, node.to) === name ? 1 : 0;
  const parts = children(node);
  if (node.name === "ForStatement" && loopNames(scope, node).includes(name)) return 0;
  if (/Comprehension|ArgList/.test(node.name)) {
    const [start, end] = ["for", "in"].map((word) => parts.findIndex((part) => part.name === word));
    const isOwn = (part: SyntaxNode) => scope.text.slice(part.from, part.to) === name;
    if (start >= 0 && parts.slice(start, end).some(isOwn)) return 0;
  }
  return parts.reduce((sum, part) => sum + uses(name, scope, part), 0);
}

function loopNames(scope: Scope, node: SyntaxNode): string[] {
  const parts = children(node);
  const end = parts.findIndex(({ name }) => name === "in");
  return parts
    .slice(1, Math.max(end, 1))
    .filter(({ name }) => name === "VariableName")
    .map(({ from, to }) => scope.text.slice(from, to));
}

class Translation {
  readonly #text: string;
  readonly #around: Surroundings;
  #scope: Scope;
  /** The names of functions around this scope. */
  #outer = new Set<string>();
  /** The names of this scope. */
  #declared = new Set<string>();

  /** How many times this function, or the cell, waits so far. */
  #waits = 0;

  constructor(text: string, around: Surroundings, scope: Scope) {
    this.#text = text;
    this.#around = around;
    this.#scope = scope;
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
        return this.#assignment(node, parts);
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
        return [parts.length === 1 ? "return;" : `return ${this.#list(parts.slice(1))};`];
      case "RaiseStatement":
        return [`throw ${this.#list(parts.slice(1))};`];
      case "PrintStatement":
        return [`console.log(${this.#values(parts.slice(1)).join(", ")});`];
      case "DeleteStatement":
        return [`delete ${this.#list(parts.slice(1))};`];
      case "IfStatement":
      case "WhileStatement":
        return [...this.#hoisted(node), ...this.#branches(parts)];
      case "ForStatement":
        return [...this.#hoisted(node), ...this.#loop(node, parts)];
      case "FunctionDefinition":
        return this.#function(parts);
      case "TryStatement":
        return [...this.#hoisted(node), ...this.#try(parts)];
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

  #assignment(node: SyntaxNode, parts: SyntaxNode[]): string[] {
    const sides = splitAt(
      parts.filter(({ name }) => name !== "TypeDef"),
      (part) => part.name === "AssignOp",
    );
    if (sides.length !== 2) throw new NoTranslation("an assignment to several names");
    const [targets, value] = sides;
    const names = targetsOf({ text: this.#text, node }, node);
    const right = this.#list(value);
    const fresh = names.filter((name) => this.#isNew(name));
    const isNew = names.length > 0 && fresh.length === names.length;
    // `const [a, xs[0]] = …` cannot be.
    if (isNew && targets.some(({ name }) => name === "MemberExpression")) throw new NoTranslation("targets");
    for (const name of names) this.#declared.add(name);
    // `xs[-1] = …`
    const left = this.#list(targets).replace(/^(.*)\.at\(-(.*)\)$/, "$1[$1.length - $2]");
    if (!isNew) return [...(fresh.length === 0 ? [] : [`let ${fresh.join(", ")};`]), `${left} = ${right};`];
    return [`${names.some((name) => this.#isChanged(name)) ? "let" : "const"} ${left} = ${right};`];
  }

  #isKnown(name: string): boolean {
    return this.#declared.has(name) || this.#outer.has(name) || this.#around.isKnown(name);
  }

  /** Whether an assignment makes the name a variable of this scope: in a function also one that is known outside. */
  #isNew(name: string): boolean {
    const isFunction = this.#scope.node.name === "Body";
    return !this.#declared.has(name) && (isFunction || !this.#around.isKnown(name));
  }

  /** Whether the name is assigned more than once. */
  #isChanged(name: string): boolean {
    return assigned(this.#scope).filter((one) => one === name).length > 1;
  }

  /** The declaration of the names that blocks assign and others use, which Python has no need for. */
  #hoisted(node: SyntaxNode): string[] {
    const own = { text: this.#text, node };
    const bodies = children(node).filter(({ name }) => name === "Body");
    const names = [...new Set(assigned(own))].filter(
      (name) =>
        this.#isNew(name) &&
        !(node.name === "ForStatement" && loopNames(own, node).includes(name)) &&
        !bodies.some((body) => uses(name, own, body) >= uses(name, this.#scope)),
    );
    for (const name of names) this.#declared.add(name);
    return names.length === 0 ? [] : [`let ${names.join(", ")};`];
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

  #loop(node: SyntaxNode, parts: SyntaxNode[]): string[] {
    const inAt = parts.findIndex((part) => this.#is(part, "in"));
    const bodyAt = parts.findIndex((part) => part.name === "Body");
    if (bodyAt !== parts.length - 1) throw new NoTranslation("for … else");
    const targets = parts.slice(1, inAt);
    const [iterable] = parts.slice(inAt + 1, bodyAt);
    const range = this.#range(iterable);
    const name = this.#raw(targets[0]);
    // After Python's loop its variable keeps the last value, and an assignment to it does not change the count.
    const own = { text: this.#text, node };
    const names = loopNames(own, node);
    if (
      names.some(
        (one) => this.#declared.has(one) || uses(one, this.#scope) > 0 || assigned(own).includes(one),
      )
    )
      throw new NoTranslation("a variable of a loop");
    const before = new Set(this.#declared);
    for (const one of names) this.#declared.add(one);
    const head =
      range === undefined
        ? `for (const ${this.#list(targets)} of ${this.#iterable(iterable)}) {`
        : `for (let ${name} = ${range.start}; ${name} ${range.step.startsWith("-") ? ">" : "<"} ${range.stop}; ${step(name, range.step)}) {`;
    const lines = [head, ...this.#block(parts[bodyAt]), "}"];
    this.#declared = before;
    return lines;
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
    const body = parts.at(-1)!;
    this.#declared.add(this.#raw(name));
    const [scope, outer, declared, waits] = [this.#scope, this.#outer, this.#declared, this.#waits];
    this.#scope = { text: this.#text, node: body };
    this.#outer = new Set([...outer, ...declared]);
    this.#declared = new Set();
    const head = `function ${this.#raw(name)}(${this.#parameters(parameters)}) {`;
    const defaults = this.#waits;
    const lines = this.#block(body);
    const isWaiting = isAsync || this.#waits > defaults;
    this.#waits = waits;
    [this.#scope, this.#outer, this.#declared] = [scope, outer, declared];
    return [`${isWaiting ? "async " : ""}${head}`, ...lines, "}"];
  }

  #parameters(list: SyntaxNode): string {
    const inner = children(list).filter((part) => !/^[()]$/.test(this.#raw(part)) && part.name !== "TypeDef");
    return splitAt(inner, (part) => this.#is(part, ","))
      .map((one) => {
        const named = one.find((part) => part.name === "VariableName");
        if (named !== undefined) this.#declared.add(this.#raw(named));
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
        return `(${parameters === undefined ? "" : this.#parameters(parameters)}) => ${this.#inArrow(() => this.#expression(parts.at(-1)!))}`;
      }
      case "AwaitExpression":
        this.#waits++;
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
    if (/r/i.test(prefix)) {
      if (/`|\$\{/.test(inner)) throw new NoTranslation("a raw string");
      return `String.raw\`${inner}\``;
    }
    checkEscapes(inner);
    return quote.length === 3 ? `\`${inTemplate(inner)}\`` : `${quote}${inner}${quote}`;
  }

  #formatString(node: SyntaxNode): string {
    const quote = /^\w+("""|'''|"|')/.exec(this.#raw(node))![0];
    let position = node.from + quote.length;
    let result = "";
    const isRaw = /^\w*r/i.test(quote);
    const plain = (to: number) => {
      const text = this.#text.slice(position, to).replace(/(\{|\})\1/g, "$1");
      if (!isRaw) checkEscapes(text);
      return inTemplate(isRaw ? text.replaceAll("\\", "\\\\") : text);
    };
    for (const part of children(node).filter(({ name }) => name === "FormatReplacement")) {
      result += plain(part.from);
      const value = children(part).find(({ name }) => !/^[{}=]$|^Format/.test(name));
      if (children(part).some((one) => one.name === "FormatConversion" || one.name === "FormatSelfDoc"))
        throw new NoTranslation("a conversion");
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

  /** Throws if an arrow function's value waits: its results would be promises. */
  #inArrow(translate: () => string): string {
    const before = this.#waits;
    const text = translate();
    if (this.#waits > before) throw new NoTranslation("await in an arrow function");
    return text;
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
    while (this.#is(rest[0], "if")) ifs.push(this.#inArrow(() => this.#expression(rest.splice(0, 2)[1])));
    const inner = this.#inArrow(() => (rest.length === 0 ? value() : this.#mapped(rest, value)));
    const range = this.#range(iterable);
    if (range !== undefined && ifs.length === 0 && range.start === "0" && range.step === "1") {
      const body = rest.length === 0 ? arrowBody(inner) : inner;
      return `Array.from({ length: ${range.stop} }, ${name === "_" ? "()" : `(_, ${name})`} => ${body})${rest.length === 0 ? "" : ".flat()"}`;
    }
    const filtered = ifs.length === 0 ? "" : `.filter(${parameter} => ${ifs.join(" && ")})`;
    const map = rest.length === 0 ? "map" : "flatMap";
    const list = isCounted ? simple(this.#counted(iterable)) : this.#iterable(iterable);
    const mapped = inner === name && !isCounted ? "" : `.${map}(${parameter} => ${arrowBody(inner)})`;
    return `${list}${filtered}${mapped}`;
  }

  /** The list in `enumerate(list)`. */
  #counted(call: SyntaxNode): string {
    const values = this.#values(children(children(call)[1]).slice(1, -1));
    checkArguments("enumerate", values, [], 1);
    return values[0];
  }

  /** The arguments of `range`. */
  #range(node: SyntaxNode): { start: string; stop: string; step: string } | undefined {
    if (node.name !== "CallExpression" || !this.#is(node.firstChild!, "range")) return undefined;
    const values = this.#values(children(children(node)[1]).slice(1, -1));
    if (values.length < 1 || values.length > 3 || values.some((value) => value.startsWith("...")))
      throw new NoTranslation("the arguments of range");
    const [start, stop, step = "1"] = values.length === 1 ? ["0", ...values] : values;
    return { start, stop, step };
  }

  /** Something to loop over, as an array. */
  #iterable(node: SyntaxNode): string {
    const range = this.#range(node);
    if (range === undefined) return simple(this.#expression(node));
    const { start, stop, step } = range;
    checkFree("i", start, step);
    if (start.startsWith("-") || !/^[\w$.]+$/.test(`${start}${step}`))
      throw new NoTranslation("the arguments of range");
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
    if (second !== undefined && isSlice(axes[0])) checkFree("row", second);
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
    checkFree("i", stride);
    return `${slice}.filter((_, i) => i % ${/^\d+$/.test(stride) ? stride : simple(stride)} === 0)`;
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
    this.#waits++;
    return node.parent?.name === "MemberExpression" || node.parent?.name === "CallExpression"
      ? `(await ${result})`
      : `await ${result}`;
  }

  #builtin(callee: SyntaxNode, values: string[], named: [string, string][]): string | undefined {
    const [first, second] = values;
    if (callee.name === "MemberExpression") return this.#method(callee, values, named);
    const name = this.#raw(callee);
    if (callee.name !== "VariableName" || this.#isKnown(name)) return undefined;
    if (!Object.hasOwn(functionArguments, name)) return undefined;
    checkArguments(name, values, named, functionArguments[name]);
    switch (name) {
      case "input":
        this.#waits++;
        return callee.parent?.parent?.name === "MemberExpression"
          ? `(await input(${values.join(", ")}))`
          : `await input(${values.join(", ")})`;
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
        return `Math.${name}(${values.length === 1 && !first.startsWith("...") ? `...${simple(first)}` : values.join(", ")})`;
      case "sorted":
        return `${simple(first)}.toSorted((a, b) => a - b)`;
      case "reversed":
        return `${simple(first)}.toReversed()`;
      case "list":
      case "tuple":
        return first === undefined ? "[]" : `[...${simple(first)}]`;
      case "dict":
        return "{}";
      case "any":
        return `${simple(first)}.some(Boolean)`;
      case "all":
        return `${simple(first)}.every(Boolean)`;
      case "enumerate":
        return `${simple(first)}.entries()`;
      case "zip":
        checkFree("a", second);
        checkFree("i", second);
        return `${simple(first)}.map((a, i) => [a, ${simple(second)}[i]])`;
      case "map":
      case "filter":
        if (first === "null" || (!this.#isKnown(first) && !first.includes("=>")))
          throw new NoTranslation("the name of a function");
        return name === "map" ? `${simple(second)}.map(${first})` : `${simple(second)}.filter(${first})`;
      case "range":
        return this.#iterable(callee.parent!);
      case "type":
        return `typeof ${simple(first)}`;
      case "isinstance":
        if (Object.hasOwn(types, second)) return `typeof ${simple(first)} === "${types[second]}"`;
        if (second === "list") return `Array.isArray(${first})`;
        if (!/^[A-Z][\w.]*$/.test(second)) throw new NoTranslation("isinstance");
        return `${simple(first)} instanceof ${second}`;
      case "float":
        if (/^["'`]/.test(first) && !/^.[\d.]+.$/.test(first)) throw new NoTranslation("a number");
        return `Number(${first})`;
      default:
        return Object.hasOwn(functions, name) ? `${functions[name]}(${values.join(", ")})` : undefined;
    }
  }

  #method(callee: SyntaxNode, values: string[], named: [string, string][]): string | undefined {
    const [object, dot, property] = children(callee);
    if (!this.#is(dot, ".")) return undefined;
    const name = this.#raw(property);
    const text = simple(this.#expression(object));
    // Python splits at spaces, JavaScript not at all.
    if (name === "split" && values.length === 0) throw new NoTranslation("split");
    // A member that exists is not Python's.
    if (this.#around.called(`${text}.${name}`) !== undefined) return undefined;
    if (Object.hasOwn(methodArguments, name)) checkArguments(name, values, named, methodArguments[name]);
    switch (name) {
      case "extend":
        return `${text}.push(...${simple(values[0])})`;
      case "join":
        if (!/String$/.test(object.name)) throw new NoTranslation("join");
        return `${simple(values[0])}.join(${text})`;
      case "items":
        return `Object.entries(${text})`;
      case "keys":
      case "values":
        return `Object.${name}(${text})`;
      case "copy":
        return `structuredClone(${text})`;
      case "count":
        checkFree("x", values[0]);
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

/** Throws for escapes in a string that JavaScript does not have, or not with Python's meaning. */
function checkEscapes(text: string): void {
  if (/^(?:[^\\]|\\(?:[ntrbfv"'\\\n]|x[\da-fA-F]{2}|u[\da-fA-F]{4}))*$/.test(text)) return;
  throw new NoTranslation("an escape");
}

/** Text in a template literal: its backticks and `${` escaped. */
const inTemplate = (text: string) => text.replace(/`|\$(?=\{)/g, "\\$&");

/** A value in a template literal, by Python's format. Formats that fill, sign or group have no short translation. */
function formatted(value: string, spec: string): string {
  if (spec === "" || spec === "d") return `\${${value}}`;
  const [, digits = "6", kind] = /^(?:\.(\d+))?([f%])$/.exec(spec) ?? [];
  if (kind === undefined) throw new NoTranslation("a format");
  if (kind === "%") return `\${(${simple(value)} * 100).toFixed(${digits})}%`;
  return `\${${simple(value)}.toFixed(${digits})}`;
}
