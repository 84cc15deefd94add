import type { SyntaxNode } from "@lezer/common";
import type { Surroundings } from "../surroundings.ts";
import { isArray } from "./arrays.ts";
import { Calls } from "./calls.ts";
import { isAboutFigure } from "./figures.ts";
import { same, withoutReserved, withoutTypeScript } from "./half-typescript.ts";
import { caught, type Handler, pythonErrors, raised, withElse, withNumbersChecked } from "./handlers.ts";
import { emptiedFirst } from "./open-files.ts";
import { importsIn, partsOfDataset, withColumn } from "./packages.ts";
import { assigned, isReadFirst, loopNames, type Scope, targetsOf, uses } from "./scope.ts";
import { children, hasErrors, NoTranslation, parse, splitAt, yields } from "./syntax.ts";
import { isTensor, TENSOR, WEIGHT } from "./tensors.ts";
import { step, withOptions } from "./typescript-text.ts";

/**
 * Translates Python statements to TypeScript. They may be half TypeScript already: `const model = Dense(8, activation="relu");`.
 *
 * @param cell - the code around the statement, with it, which shows what names are assigned and used elsewhere
 * @returns the translation, and whether it differs from `source` by no more than an `await`; `undefined` for other code
 */
export function fromPython(
  source: string,
  surroundings: Surroundings,
  cell: string = source,
): { code: string; isSame: boolean } | undefined {
  const [text, declaration] = withoutTypeScript(withoutReserved(source, cell));
  const tree = parse(text);
  if (hasErrors(tree)) return undefined;
  const all = withoutReserved(cell, cell);
  const around = { text: all, node: parse(all).topNode };
  try {
    const statements = children(tree.topNode);
    const translation = new Statements(text, surroundings, around);
    const lines = statements.flatMap((statement) => translation.statement(statement));
    if (declaration !== "" && lines.length !== 1) return undefined;
    const result = declaration + lines.join("\n");
    return { code: result, isSame: same(result, source) && !result.startsWith("({") };
  } catch (error) {
    if (error instanceof NoTranslation || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Translates statements too. */
class Statements extends Calls {
  constructor(
    text: string,
    around: Surroundings,
    private scope: Scope,
  ) {
    super(text, around);
  }

  protected override get isAlone(): boolean {
    return !/[\n;]\s*\S/.test(this.scope.text.trim());
  }

  /** The lines of a statement. */
  statement(node: SyntaxNode): string[] {
    const parts = children(node);
    switch (node.name) {
      case "ExpressionStatement":
        return this.hasNoCounterpart(parts[0])
          ? []
          : [...this.hoisted(node), `${this.list(parts).replace(/^\{.*\}$/s, "($&)")};`];
      case "AssignStatement":
        return isAboutFigure(this.raw(node)) ? [] : this.assignment(node, parts);
      case "UpdateStatement":
        return [this.update(parts)];
      case "ImportStatement":
        return this.imports(node);
      case "PassStatement":
        return [];
      case "ScopeStatement":
        for (const name of parts.slice(1)) this.declared.add(this.raw(name));
        return [];
      case "StatementGroup":
        return parts.filter((part) => !this.is(part, ";")).flatMap((part) => this.statement(part));
      case "BreakStatement":
      case "ContinueStatement":
        return [`${this.raw(node)};`];
      case "YieldStatement": {
        const isAll = this.is(parts[1], "from");
        return [`${`yield${isAll ? "*" : ""} ${this.list(parts.slice(isAll ? 2 : 1))}`.trimEnd()};`];
      }
      case "ReturnStatement":
        return [parts.length === 1 ? "return;" : `return ${this.list(parts.slice(1))};`];
      case "RaiseStatement":
        return [`throw ${raised(this.list(parts.slice(1)))};`];
      case "AssertStatement": {
        const [, test, , message = '"assertion failed"'] = parts.map((part) =>
          /^(assert|,)$/.test(this.raw(part)) ? "" : this.expression(part),
        );
        return [`if (!(${test})) throw new Error(${message});`];
      }
      case "DeleteStatement":
        if (parts.some(({ name }) => name === "VariableName")) throw new NoTranslation("del of a variable");
        return [this.deleted(parts.slice(1))];
      case "IfStatement":
      case "WhileStatement":
        // A cell is the program that runs.
        if (/^__name__ == ["']__main__["']$/.test(this.raw(parts[1])) && parts.length === 3)
          return this.statements(parts[2]);
        return [...this.hoisted(node), ...this.branches(parts)];
      case "ForStatement":
        return [...this.hoisted(node), ...this.loop(node, parts)];
      case "FunctionDefinition":
        return this.function(parts);
      case "DecoratedStatement":
        if (parts.length !== 2) throw new NoTranslation("several decorators");
        return this.decorated(parts[0], parts[1]);
      case "ClassDefinition":
        return this.class(node, parts);
      case "WithStatement":
        return this.withFile(parts);
      case "TryStatement":
        return [...this.hoisted(node), ...this.try(parts)];
      default:
        throw new NoTranslation(node.name);
    }
  }

  private assignment(node: SyntaxNode, all: SyntaxNode[]): string[] {
    const sides = splitAt(
      all.filter(({ name }) => name !== "TypeDef"),
      (part) => part.name === "AssignOp",
    );
    if (sides.length > 2) {
      const names = sides.slice(0, -1).map(([target, ...more]) => {
        if (target.name !== "VariableName" || more.length > 0) throw new NoTranslation("targets");
        return this.raw(target);
      });
      if (!names.every((name) => this.isNew(name, () => false)) || new Set(names).size < names.length)
        throw new NoTranslation("an assignment to several names");
      for (const name of names) this.declared.add(name);
      const [last, ...others] = [this.list(sides.at(-1)!), ...names.toReversed()];
      return others.map((name, index) => `let ${name} = ${index === 0 ? last : others[index - 1]};`);
    }
    const [targets, value] = sides;
    if (value === undefined) throw new NoTranslation("an annotation");
    const names = targetsOf({ text: this.text, node }, node);
    const right = this.list(value);
    if (targets.length === 1) this.typed(this.raw(targets[0]), this.typeOf(right));
    const isUsed = (name: string) => value.some((part) => uses(name, { text: this.text, node }, part) > 0);
    const fresh = names.filter((name) => this.isNew(name, isUsed));
    const isNew = names.length > 0 && fresh.length === names.length;
    // `const [a, xs[0]] = …` cannot be.
    if (isNew && targets.some(({ name }) => name === "MemberExpression")) throw new NoTranslation("targets");
    for (const name of names) this.declared.add(name);
    // `xs[-1] = …`
    const left = this.list(targets).replace(/^(.*)\.at\(-(.*)\)$/, "$1[$1.length - $2]");
    const [, frame, column] = /^(\w+)\[(["'].*["'])\]$/.exec(left) ?? [];
    if (frame !== undefined && this.typeOf(frame) === "DataFrame" && isArray(this.typeOf(right)))
      return [`${withColumn(frame, column, { text: right, type: this.typeOf(right) })};`];
    if (right.startsWith("this.addWeight(")) this.typed(left, WEIGHT);
    const parts = isNew ? partsOfDataset(names, right) : undefined;
    if (parts !== undefined) return [parts];
    const [, made] = /^new ([\w.]+)\(/.exec(right) ?? [];
    if (made !== undefined) this.madeOf.set(left, made);
    if (!isNew) return [...(fresh.length === 0 ? [] : [`let ${fresh.join(", ")};`]), `${left} = ${right};`];
    const type = names.length === 1 && this.isFilled(names[0], right) ? ": Record<string, any>" : "";
    return [`${names.some((name) => this.isChanged(name)) ? "let" : "const"} ${left}${type} = ${right};`];
  }

  /** True if an assignment makes the name a variable of this scope: in a function also one that is known outside. */
  private isNew(name: string, isUsed = (_: string) => true): boolean {
    if (this.declared.has(name)) return false;
    const isFunction = this.scope.node.name === "Body";
    // A constant of an earlier cell is declared again, unless its value is used.
    return isFunction || !this.around.isKnown(name) || (this.around.isConstant(name) && !isUsed(name));
  }

  /** True for a dictionary that is empty, or of which other keys than those in its braces may be asked for, or all are given as options. */
  private isFilled(name: string, right: string): boolean {
    const { text, node } = this.scope;
    const all = text.slice(node.from, node.to);
    return (
      right === "{}" ||
      (right.startsWith("{") && RegExp(`\\b${name}(\\[|\\.get\\()|\\*\\*${name}\\b`).test(all))
    );
  }

  /** True if the name is assigned more than once, or counted by an operator of TypeScript's. */
  private isChanged(name: string): boolean {
    const { text, node } = this.scope;
    if (RegExp(`\\b${name}(\\+\\+|--)|(\\+\\+|--)${name}\\b`).test(text.slice(node.from, node.to)))
      return true;
    if (RegExp(`^[ \\t]*(?:global|nonlocal)\\b.*\\b${name}\\b`, "m").test(text)) return true;
    return assigned(this.scope).filter((one) => one === name).length > 1;
  }

  protected override get cellText(): string {
    return this.scope.text;
  }

  /** The declaration of the names that blocks assign and others use, which Python has no need for. */
  private hoisted(node: SyntaxNode): string[] {
    const own = { text: this.text, node };
    const bodies = children(node).filter(({ name }) => name === "Body");
    const names = [...new Set(assigned(own))].filter(
      (name) =>
        this.isNew(name, (one) => isReadFirst(one, this.raw(node))) &&
        !(node.name === "ForStatement" && loopNames(own, node).includes(name)) &&
        !bodies.some((body) => uses(name, own, body) >= uses(name, this.scope)),
    );
    for (const name of names) this.declared.add(name);
    return names.length === 0 ? [] : [`let ${names.join(", ")};`];
  }

  private imports(node: SyntaxNode): string[] {
    const { lines, names } = importsIn(this.raw(node), this.around.importLine);
    for (const name of names) this.declared.add(name);
    return lines;
  }

  private statements(body: SyntaxNode): string[] {
    return children(body)
      .slice(1)
      .flatMap((statement) => this.statement(statement));
  }

  private block(body: SyntaxNode): string[] {
    return this.statements(body).map((line) => `  ${line}`);
  }

  private branches(parts: SyntaxNode[]): string[] {
    const lines: string[] = [];
    for (let index = 0; index < parts.length; ) {
      const word = this.raw(parts[index]).replace("elif", "else if");
      const hasTest = word !== "else";
      const head = hasTest ? `${word} (${this.test(parts[index + 1])}) {` : "else {";
      const body = parts[index + (hasTest ? 2 : 1)];
      if (lines.length > 0) lines[lines.length - 1] = `} ${head}`;
      else lines.push(head);
      lines.push(...this.block(body), "}");
      index += hasTest ? 3 : 2;
    }
    return lines;
  }

  private loop(node: SyntaxNode, parts: SyntaxNode[]): string[] {
    const inAt = parts.findIndex((part) => this.is(part, "in"));
    const bodyAt = parts.findIndex((part) => part.name === "Body");
    if (bodyAt !== parts.length - 1) throw new NoTranslation("for … else");
    const targets = parts.slice(1, inAt);
    const [iterable] = parts.slice(inAt + 1, bodyAt);
    const range = this.range(iterable);
    const name = this.raw(targets[0]);
    // After Python's loop its variable keeps the last value, and an assignment to it does not change the count.
    const own = { text: this.text, node };
    const names = loopNames(own, node);
    if (
      names.some((one) => this.declared.has(one) || uses(one, this.scope) > 0 || assigned(own).includes(one))
    )
      throw new NoTranslation("a variable of a loop");
    // Python evaluates the end once.
    const ends = range?.stop.match(/[A-Za-z_]\w*/g) ?? [];
    const body = this.raw(parts[bodyAt]);
    const changes = (one: string) =>
      assigned(own).includes(one) ||
      RegExp(`\\b${one}\\.(append|clear|extend|insert|pop|remove)\\(|\\bdel ${one}\\b`).test(body);
    if (ends.some(changes)) throw new NoTranslation("a range whose end changes");
    return this.withNames(names, () => {
      if (this.around.knowsLoops) for (const one of names) this.parameterNames.delete(one);
      this.noteCount(targets[0], iterable);
      const head =
        range === undefined
          ? `for (const ${this.list(targets)} of ${this.iterable(iterable)}) {`
          : `for (let ${name} = ${range.start}; ${name} ${range.step.startsWith("-") ? ">" : "<"} ${range.stop}; ${step(name, range.step)}) {`;
      return [head, ...this.block(parts[bodyAt]), "}"];
    });
  }

  /** `with open(path, mode) as file:` */
  private withFile([, opened, as, name, body]: SyntaxNode[]): string[] {
    const [callee, list] = children(opened);
    if (this.is(callee, "tf.device") && as.name === "Body") return this.statements(as);
    if (!this.is(callee, "open") || this.isKnown("open") || body?.name !== "Body")
      throw new NoTranslation("with");
    const values = splitAt(children(list).slice(1, -1), (part) => this.is(part, ","));
    const [[path], [mode] = [undefined], ...others] = values.filter(
      (parts) => !/^(encoding=["']utf-?8["']|newline=.*)$/i.test(parts.map((one) => this.raw(one)).join("")),
    );
    const [, kind] = /^["']([rwa])t?["']$/.exec(mode === undefined ? '"r"' : this.raw(mode)) ?? [];
    if (kind === undefined || others.length > 0) throw new NoTranslation("a mode of a file");
    const file = this.expression(path);
    // It would be evaluated at each use of the file.
    if (/^[\w.]+\(|\bawait\b/.test(file)) throw new NoTranslation("a call as the path of a file");
    this.files.set(this.raw(name), { path: file, isRead: kind === "r" });
    const lines = this.statements(body);
    this.files.delete(this.raw(name));
    return kind === "w" ? emptiedFirst(file, lines) : lines;
  }

  private try(parts: SyntaxNode[]): string[] {
    const lines = this.block(parts[1]);
    const handlers: Handler[] = [];
    let [last, otherwise]: string[][] = [[], []];
    for (let index = 2; index < parts.length; ) {
      const end = parts.findIndex((part, at) => at >= index && part.name === "Body");
      const word = this.raw(parts[index]);
      if (word === "except") handlers.push(this.handler(parts.slice(index + 1, end), parts[end]));
      else if (word === "finally") last = ["} finally {", ...this.block(parts[end])];
      else otherwise = this.block(parts[end]);
      index = end + 1;
    }
    if (handlers.length === 0) return ["try {", ...lines, ...last, "}"];
    const all = ["try {", ...withNumbersChecked(lines, handlers, this.typeOf), ...caught(handlers)];
    return otherwise.length === 0 ? [...all, ...last, "}"] : withElse(all, otherwise, last, this.scope.text);
  }

  private handler(parts: SyntaxNode[], body: SyntaxNode): Handler {
    const as = parts.findIndex((part) => this.is(part, "as"));
    const [type] = as < 0 ? parts : parts.slice(0, as);
    const name = as < 0 ? undefined : this.raw(parts[as + 1]);
    const types =
      type?.name === "TupleExpression"
        ? children(type).filter(({ name }) => name === "VariableName" || name === "MemberExpression")
        : [type];
    const isAll = type === undefined || types.some((one) => /^(Base)?Exception$/.test(this.raw(one)));
    if (types.some((one) => type !== undefined && /^(Index|Key|ZeroDivision)Error$/.test(this.raw(one))))
      throw new NoTranslation("an error that JavaScript does not throw");
    const classes = isAll ? [] : types.map((one) => pythonErrors[this.raw(one)] ?? this.raw(one));
    if (name === undefined) return { name, classes, lines: this.block(body) };
    this.caught.add(name);
    const lines = this.withNames([name], () => this.block(body));
    this.caught.delete(name);
    return { name, classes, lines };
  }

  private function(parts: SyntaxNode[]): string[] {
    const isAsync = this.is(parts[0], "async");
    const [name, parameters] = parts.slice(isAsync ? 2 : 1);
    this.declared.add(this.raw(name));
    const { head, lines, isWaiting } = this.body(parameters, parts.at(-1)!);
    if (isAsync || isWaiting) this.waiting.add(this.raw(name));
    const word = `${isAsync || isWaiting ? "async " : ""}function${yields(parts.at(-1)!) ? "*" : ""}`;
    return [`${word} ${this.raw(name)}${head}`, ...lines, "}"];
  }

  /** A function with a decorator that is a known function, or a class of data. */
  private decorated(decorator: SyntaxNode, definition: SyntaxNode): string[] {
    const name = this.raw(decorator).trim().slice(1);
    if (/^(dataclasses\.)?dataclass\b/.test(name) && definition.name === "ClassDefinition")
      return this.class(definition, children(definition), true);
    const lines = this.statement(definition);
    // TensorFlow's compiles a function, which changes nothing in what it computes.
    if (/^tf\.function\b/.test(name)) return lines;
    const [, own] = /^function (\w+)/.exec(lines[0]) ?? [];
    if (own === undefined || !this.isKnown(name)) throw new NoTranslation("a decorator");
    return [`const ${own} = ${name}(${lines[0]}`, ...lines.slice(1, -1), "});"];
  }

  /** The parameters and statements of a function, which is a scope of its own. */
  private body(list: SyntaxNode, body: SyntaxNode, method?: string) {
    const [scope, outer, waits, forwarded] = [this.scope, this.outer, this.waits, this.forwarded];
    const tensors = [...this.types].filter(([, type]) => isTensor(type));
    this.forwarded = new Map(forwarded);
    this.scope = { text: this.text, node: body };
    this.outer = new Set([...outer, ...this.declared]);
    const result = this.withNames([], () => {
      this.declared = new Set();
      const isOverriding =
        this.base !== undefined && this.around.called(`${this.base}.prototype.${method}`) !== undefined;
      const own = this.parameters(list);
      const isCall = method === "call" && isOverriding;
      const parameters = isCall ? withOptions(own) : own;
      const isLoss = !/\b(for|len|zip)\b/.test(this.raw(body));
      for (const [name] of parameters.matchAll(/(?<=^|, )\w+(?=,|$|: any)/g))
        if (isCall || (isLoss && /^y_(true|pred)$/.test(name))) this.typed(name, TENSOR);
      const head = `(${method === undefined ? parameters : parameters.replace(/^self(, )?/, "")}) {`;
      const defaults = this.waits;
      const lines = this.block(body);
      for (const [name, type] of this.types)
        if (isTensor(type) && !name.includes(".")) this.types.delete(name);
      for (const [name, type] of tensors) this.types.set(name, type);
      return { head, lines, isWaiting: this.waits > defaults };
    });
    [this.scope, this.outer, this.waits, this.forwarded] = [scope, outer, waits, forwarded];
    return result;
  }

  /** A class, with the fields that its methods assign. */
  private class(node: SyntaxNode, parts: SyntaxNode[], isData = false): string[] {
    const [, name, list] = parts;
    const bases = list.name === "ArgList" ? this.values(children(list).slice(1, -1)) : [];
    if (bases.length > 1) throw new NoTranslation("several bases");
    const [base] = bases.filter((one) => one !== "object");
    this.declared.add(this.raw(name));
    const outerBase = this.base;
    this.base = base;
    const fields = new Set(
      [...this.raw(node).matchAll(/\bself\.(\w+)(?:\s*:\s*\w+)?\s*=(?!=)/g)].map(([, field]) => `${field};`),
    );
    const members: string[][] = [];
    const data: string[] = [];
    for (const member of children(parts.at(-1)!).slice(1)) {
      const [decorator, definition] =
        member.name === "DecoratedStatement" ? children(member) : [undefined, member];
      if (definition.name === "FunctionDefinition")
        members.push(this.classMethod(definition, decorator === undefined ? "" : this.raw(decorator).trim()));
      else if (definition.name === "AssignStatement" && isData) {
        // An annotation reads as a parameter does.
        if (/=\s*(dataclasses\.)?field\(/.test(this.raw(definition))) throw new NoTranslation("a field");
        data.push(`public ${this.parameter(children(definition), ": any")}`);
        fields.delete(`${this.raw(definition.firstChild!)};`);
      } else if (definition.name === "AssignStatement") {
        // Python finds the same in the class and in its objects.
        const isOwn =
          this.raw(node).includes(`self.${this.raw(definition.firstChild!)}`) ||
          RegExp(`\\b${this.raw(name)}\\(`).test(this.scope.text.slice(node.to));
        const word = isOwn ? "" : "static ";
        members.push(this.statement(definition).map((line) => line.replace(/^(const|let) /, word)));
      } else if (definition.name !== "PassStatement" && !/^["']/.test(this.raw(definition)))
        throw new NoTranslation("a statement in a class");
    }
    if (data.length > 0) members.unshift([`constructor(${data.join(", ")}) {}`]);
    this.base = outerBase;
    for (const known of [this.types, this.madeOf])
      for (const field of known.keys()) if (field.startsWith("this.")) known.delete(field);
    const lines = [...(fields.size > 0 ? [[...fields]] : []), ...members].flat().map((line) => `  ${line}`);
    return [`class ${this.raw(name)}${base === undefined ? "" : ` extends ${base}`} {`, ...lines, "}"];
  }

  private classMethod(node: SyntaxNode, decorator: string): string[] {
    const parts = children(node);
    const [, name, parameters] = parts;
    const python = this.raw(name);
    const prefix = { "": "", "@staticmethod": "static ", "@property": "get " }[decorator];
    const special: Record<string, string> = {
      __init__: "constructor",
      __str__: "toString",
      __repr__: "toString",
    };
    const known = special[python] ?? this.inherited(python);
    if (prefix === undefined || known.startsWith("__")) throw new NoTranslation("a method");
    const { head, lines, isWaiting } = this.body(parameters, parts.at(-1)!, known);
    // The arguments that are passed on are those of the class that this one extends.
    const typed =
      python === "__init__" && this.base !== undefined
        ? head.replace(/\.\.\.(\w+)\)/, `...$1: ConstructorParameters<typeof ${this.base}>)`)
        : head;
    if (isWaiting && python === "__init__") throw new NoTranslation("a constructor that waits");
    return [
      `${prefix}${isWaiting ? "async " : ""}${yields(parts.at(-1)!) ? "*" : ""}${known}${typed}`,
      ...lines,
      "}",
    ];
  }
}
