import type { SyntaxNode } from "@lezer/common";
import { arrayProperty, elementOperation, isArray, product, rowsOf, sizeOf } from "./arrays.ts";
import { elementOf, isBuiltin, isDictionary, isInstance, sizeIn } from "./builtins.ts";
import { Lists } from "./lists.ts";
import { constants as numbers } from "./numpy.ts";
import { linesOf, readOnce } from "./open-files.ts";
import { isGone, isModule, moduleOf } from "./packages.ts";
import { selection } from "./selection.ts";
import { children, isSlice, NoTranslation, splitAt } from "./syntax.ts";
import { isData, isTensor, TENSOR, tensorOperation, WEIGHT } from "./tensors.ts";
import { checkFree, filledIn, remainder, simple, slice } from "./typescript-text.ts";

const operators: Record<string, string> = { and: "&&", or: "||", "==": "===", "!=": "!==", "<>": "!==" };

const constants: Record<string, string> = { True: "true", False: "false", None: "null", self: "this" };

/** Translates expressions of Python to TypeScript. */
export abstract class Expressions extends Lists {
  protected abstract call(parts: SyntaxNode[], node: SyntaxNode): string;

  /** The cell, or the function that is translated. */
  protected abstract readonly cellText: string;

  protected expression(node: SyntaxNode): string {
    const parts = children(node);
    switch (node.name) {
      case "VariableName":
        return this.name(node);
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
      case "ParenthesizedExpression": {
        const inner = this.expression(parts[1]);
        const type = this.typeOf(inner);
        return (isArray(type) || isTensor(type)) && simple(inner) === inner
          ? inner
          : this.typed(`(${inner})`, type);
      }
      case "TupleExpression":
      case "ArrayExpression":
        return this.bracketed(parts.slice(1, -1));
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
          /^(if|else)$/.test(part.name) ? "" : part === parts[2] ? this.test(part) : this.expression(part),
        );
        return `${test} ? ${yes} : ${no}`;
      }
      case "LambdaExpression": {
        const list = parts.find(({ name }) => name === "ParamList");
        return this.withNames([], () => {
          const parameters = list === undefined ? "" : this.parameters(list);
          return `(${parameters}) => ${this.inArrow(() => this.expression(parts.at(-1)!))}`;
        });
      }
      case "NamedExpression": {
        const name = this.raw(parts[0]);
        if (!this.declared.has(name)) throw new NoTranslation(":=");
        const value = this.expression(parts.at(-1)!);
        return this.typed(`(${name} = ${value})`, this.typeOf(value));
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

  private name(node: SyntaxNode): string {
    const name = this.raw(node);
    if (isGone(name) && !this.isKnown(name)) throw new NoTranslation("a package");
    if (/^__\w+__$/.test(name)) throw new NoTranslation(name);
    // Both are only passed on.
    if ([...this.forwarded].flat().includes(name)) throw new NoTranslation("*args and **kwargs");
    const file = this.files.get(name);
    if (file !== undefined) {
      readOnce(file, node.from);
      return linesOf(file.path);
    }
    if (Object.hasOwn(constants, name)) return constants[name];
    if (this.isMessage(node)) return `${name}.message`;
    if (Object.hasOwn(numbers, name) && moduleOf(name, this.cellText) !== undefined) return numbers[name];
    return this.isKnown(name) ? name : this.around.member("", name);
  }

  /** `x += 1;` */
  protected update([target, operator, ...value]: SyntaxNode[]): string {
    const [left, right] = [this.expression(target), this.list(value)];
    const sides = [left, right].map((text) => ({ text, type: this.typeOf(text) }));
    const ofTensors = tensorOperation(this.raw(operator).slice(0, -1), sides);
    if (ofTensors !== undefined) {
      if (this.typeOf(left) === WEIGHT) return `${left}.assign(${ofTensors});`;
      return `${this.typed(left, TENSOR)} = ${ofTensors};`;
    }
    if (this.is(operator, "//=")) return `${left} = Math.floor(${left} / ${right});`;
    if (this.is(operator, "%=")) return `${left} = ${remainder(left, simple(right))};`;
    return `${left} ${this.raw(operator)} ${right};`;
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
    if (this.raw(operator) !== "not") {
      const text = this.expression(operand);
      const side = { text, type: this.typeOf(text) };
      if (this.is(operator, "-") && (isTensor(side.type) || isData(side)))
        return this.typed(`ops.negative(${text})`, TENSOR);
      const result =
        this.raw(operator) === "-"
          ? elementOperation("*", [side, { text: "-1", type: "number" }])
          : undefined;
      return result === undefined ? `${this.raw(operator)}${text}` : this.typed(result.text, result.type);
    }
    return this.notFirst(operand);
  }

  /** The parser reads `not a or b` as `not (a or b)`, and longer chains in the same way. */
  private notFirst(operand: SyntaxNode): string {
    if (!this.isLogical(operand)) return this.not(operand);
    const [left, word, right] = children(operand);
    return `${this.notFirst(left)} ${operators[word.name]} ${this.test(right)}`;
  }

  /** True for `and` and `or`. */
  private isLogical(node: SyntaxNode): boolean {
    return node.name === "BinaryExpression" && /^(and|or)$/.test(children(node)[1]?.name ?? "");
  }

  /** The test of an `if` or `while`, and an operand of `and`, `or` and `not` in it: to Python, an empty list is false. */
  protected test(node: SyntaxNode): string {
    const parts = children(node);
    if (this.isLogical(node))
      return `${this.test(parts[0])} ${operators[parts[1].name]} ${this.test(parts[2])}`;
    if (node.name === "ParenthesizedExpression" && this.isLogical(parts[1]))
      return `(${this.test(parts[1])})`;
    const text = this.expression(node);
    const size = sizeIn(text, this.typeOf(text));
    return size === undefined ? text : `${size} > 0`;
  }

  private not(operand: SyntaxNode): string {
    const text = operand.name === "ParenthesizedExpression" ? this.test(operand) : this.expression(operand);
    const size = sizeIn(text, this.typeOf(text));
    if (size !== undefined) return `${size} === 0`;
    return `!${/^!/.test(text) ? `(${text})` : simple(text)}`;
  }

  private binary(parts: SyntaxNode[]): string {
    const [left, ...rest] = parts;
    const right = rest.at(-1)!;
    const operator = rest
      .slice(0, -1)
      .map((part) => this.raw(part))
      .join(" ");
    if (operator === "%" && left.name === "String") {
      const values =
        right.name === "TupleExpression"
          ? this.values(children(right).slice(1, -1))
          : [this.expression(right)];
      return filledIn(this.raw(left), "%", values.map(unwrapped), this.typeOf);
    }
    const [called, list] = left.name === "CallExpression" ? children(left) : [];
    if (this.is(called, "type") && !this.isKnown("type") && /^(is|==)$/.test(operator))
      return isInstance(this.list(children(list).slice(1, -1)), this.raw(right));
    if (isBuiltin(this.raw(right)) && !this.isKnown(this.raw(right))) throw new NoTranslation("a type");
    const scaled = /^\((\w+) - \1\.mean\((?:axis=)?0\)\) \/ \(?\1\.std\((?:axis=)?0\)/.exec(
      this.raw(left.parent!),
    );
    if (scaled !== null) return `new StandardScaler().fitTransform(${scaled[1]})`;
    const [a, b] = [this.operand(left), this.operand(right)];
    // Its value is that of an operand, and an empty list is true in JavaScript.
    if (/^(and|or)$/.test(operator) && sizeIn(a, this.typeOf(a)) !== undefined)
      throw new NoTranslation("a list as a condition");
    const isLiteral = [left, right].some(({ name }) => /^(Array|Tuple|None)/.test(name));
    const sides = [a, b].map((text) => ({ text, type: this.typeOf(text) }));
    const ofTensors = tensorOperation(operators[operator] ?? operator, sides);
    if (ofTensors !== undefined) return this.typed(ofTensors, TENSOR);
    const result =
      operator === "@"
        ? product(sides[0], sides[1])
        : isLiteral
          ? undefined
          : elementOperation(operators[operator] ?? operator, sides, ![left, right].some(this.isOfNumpy));
    if (result !== undefined) return this.typed(result.text, result.type);
    if (/^[=!]=$/.test(operator) && [left, right].some(({ name }) => name === "TupleExpression"))
      return `JSON.stringify(${a}) ${operators[operator]} JSON.stringify(${b})`;
    if (/^[<>=!]=?/.test(operator) && children(left).some(({ name }) => name === "CompareOp")) {
      const middle = this.expression(children(left).at(-1)!);
      return `${a} && ${middle} ${operators[operator] ?? operator} ${b}`;
    }
    switch (operator) {
      case "//":
        return `Math.floor(${a} / ${b})`;
      case "%":
        return (this.isCount(left) && !/^\(?-/.test(b)) || this.isComparedWithZero(left.parent!)
          ? `${a} % ${b}`
          : remainder(a, b);
      case "in":
        return isDictionary(b, this.typeOf(b)) ? `${a} in ${b}` : `${simple(b)}.includes(${a})`;
      case "not in":
        return isDictionary(b, this.typeOf(b)) ? `!(${a} in ${b})` : `!${simple(b)}.includes(${a})`;
      case "is":
        return `${a} === ${b}`;
      case "is not":
        return `${a} !== ${b}`;
      case "+":
      case "*":
        // Lists are joined and repeated, strings repeated.
        if (operator === "+" && (this.isList(left) || this.isList(right)))
          return `[...${simple(a)}, ...${simple(b)}]`;
        if (operator === "+") return `${a} + ${b}`;
        if (left.name === "ArrayExpression" && children(left).length === 3)
          return `Array(${b}).fill(${a.slice(1, -1)})`;
        if (/^(["'])-?\d+(\.\d+)?\1$/.test(a)) return `Number(${a}) * ${b}`;
        if (left.name === "String") return `${a}.repeat(${b})`;
        if (this.isList(left) || this.isList(right) || right.name === "String")
          throw new NoTranslation("a list repeated");
        return `${a} ${operator} ${b}`;
      default:
        return `${a} ${operators[operator] ?? operator} ${b}`;
    }
  }

  /** True for a number that certainly is not negative. */
  private isCount(node: SyntaxNode): boolean {
    const parts = children(node);
    switch (node.name) {
      case "Number":
        return true;
      case "VariableName":
        return this.counts.has(this.raw(node));
      case "CallExpression":
        return this.is(parts[0], "len");
      case "ParenthesizedExpression":
        return this.isCount(parts[1]);
      case "BinaryExpression":
        return (
          /^([+*/%]|\/\/|\*\*)$/.test(this.raw(parts[1])) && this.isCount(parts[0]) && this.isCount(parts[2])
        );
      default:
        return false;
    }
  }

  /** True if all that matters about a number is whether it is zero. */
  private isComparedWithZero(node: SyntaxNode): boolean {
    const parent = node.parent!;
    if (parent.name === "ParenthesizedExpression") return this.isComparedWithZero(parent);
    if (/^(if|elif|while|not)$/.test(node.prevSibling?.name ?? "")) return true;
    const [, operator, right] = parent.name === "BinaryExpression" ? children(parent) : [];
    return operator !== undefined && /^[=!]=$/.test(this.raw(operator)) && this.is(right, "0");
  }

  /** True for an array that the cell makes with NumPy, which `+` adds to. */
  private readonly isOfNumpy = (node: SyntaxNode): boolean => {
    const text = this.raw(node);
    if (/^(np|numpy)\./.test(text)) return true;
    if (node.name === "VariableName")
      return RegExp(`^[ \\t]*${text} = (np|numpy)\\.`, "m").test(this.cellText);
    return /^(Binary|Parenthesized)Expression$/.test(node.name) && children(node).some(this.isOfNumpy);
  };

  /** An operand, in brackets if its translation is another operation. */
  private operand(node: SyntaxNode): string {
    const text = this.expression(node);
    return /^(Call|Member)Expression$/.test(node.name) && !/^(await|new) /.test(text) ? simple(text) : text;
  }

  /** True if a value is certainly a list. */
  private isList(node: SyntaxNode): boolean {
    const parts = children(node);
    if (node.name === "CallExpression") return /^(list|sorted)$/.test(this.raw(parts[0]));
    if (node.name === "BinaryExpression" || node.name === "ParenthesizedExpression")
      return parts.some((part) => this.isList(part));
    return /^Array/.test(node.name);
  }

  private member(parts: SyntaxNode[]): string {
    const [object, bracket, ...rest] = parts;
    if (this.is(bracket, ".") && isModule(this.raw(object)) && !this.isKnown(this.raw(object))) {
      const name = this.raw(rest[0]);
      if (!Object.hasOwn(numbers, name)) throw new NoTranslation("a member of a module");
      return numbers[name];
    }
    const text = simple(this.expression(object));
    const type = this.typeOf(text);
    if (this.is(bracket, ".")) {
      const name = this.raw(rest[0]);
      if (/^(tf|tensorflow)$/.test(text) && name === "keras" && !this.isKnown(text)) return name;
      if (name === "__version__" && /^(tf|keras)$/.test(text) && !this.isKnown("tf"))
        return "keras.version()";
      if (name === "__name__" && text.endsWith(".constructor.name")) return text;
      // danfojs types them as one of several kinds of lists.
      if (name === "values" && /^(DataFrame|Series)$/.test(type))
        return `(${text}.values as number[]${type === "Series" ? "" : "[]"})`;
      return arrayProperty({ text, type }, name) ?? `${text}.${this.around.member(text, name)}`;
    }
    const [, sized, axis] =
      /^(.*)\.shape \[(\d+)\]$/.exec(`${this.raw(object)} [${this.raw(rest[0])}]`) ?? [];
    if (sized !== undefined && text.startsWith("[") && rest.length === 2)
      return sizeOf(this.expression(object.firstChild!), Number(axis));
    const axes = splitAt(rest.slice(0, -1), (part) => this.is(part, ","), true);
    if (axes.length > 2) throw new NoTranslation("three indices");
    if (axes.some((axis) => axis.length === 0)) throw new NoTranslation("an index that ends with a comma");
    if (/\.i?loc$/.test(text)) {
      const selected = selection(
        text,
        axes,
        (node) => this.raw(node),
        (node) => this.expression(node),
      );
      return this.typed(selected, selected.includes(".column(") ? "Series" : "DataFrame");
    }
    if (type === "DataFrame" && (axes.length > 1 || axes[0][0].name === "ArrayExpression")) {
      const columns = axes.map(([column]) => this.expression(column)).join(", ");
      return this.typed(`${text}.loc({ columns: ${axes.length > 1 ? `[${columns}]` : columns} })`, type);
    }
    const rows = type === "NDArray" && axes.length === 1 ? this.index(axes[0]).slice(1, -1) : "";
    if (this.typeOf(rows) === "number[]") return this.typed(`${text}.take(${rows})`, type);
    if (axes.length > 1 || (type === "NDArray" && !isPart(axes[0])))
      return this.indexed(rowsOf({ text, type }), axes, "number[][]");
    return this.indexed(text, axes, type);
  }

  /** The parts of an array at one or two indices or slices. */
  private indexed(text: string, axes: SyntaxNode[][], type = ""): string {
    if (axes.length === 2 && this.expression(axes[1][0]) === "null" && this.index(axes[0]) === "")
      return `${text}.map((value) => [value])`;
    const [first, second] = axes.map((axis) => this.index(axis));
    const mask = first.slice(1, -1);
    if (second === undefined && this.typeOf(mask) === "boolean[]")
      return this.typed(
        mask.startsWith(`${text}.map((value) => `)
          ? mask.replace(".map", ".filter")
          : `${text}.filter((_, i) => ${simple(mask)}[i])`,
        type,
      );
    // NumPy's list of places.
    if (second === undefined && this.typeOf(mask) === "number[]") {
      checkFree("i", text);
      return this.typed(`${simple(mask)}.map((i) => ${text}[i])`, type);
    }
    if (second === "") return this.typed(text + first, isSlice(axes[0]) ? type : elementOf(type));
    // JavaScript's strings have few of the methods of lists.
    if (type === "string" && /\.(toReversed|filter)\(/.test(first)) return `[...${text}]${first}.join("")`;
    if (second === undefined) return this.typed(text + first, isSlice(axes[0]) ? type : elementOf(type));
    if (!isSlice(axes[0])) return `${text}${first}${second}`;
    checkFree("row", second);
    return this.typed(
      `${text}${first}.map((row) => row${second})`,
      isSlice(axes[1]) ? type : elementOf(type),
    );
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
    return slice(start, stop, stride);
  }

  /** @param untyped the type of parameters for which Python names none */
  protected parameters(list: SyntaxNode, untyped = ""): string {
    const inner = children(list).filter((part) => !/^[()]$/.test(this.raw(part)));
    const [, rest, options] = /\*(\w+), *\*\*(\w+)\)?$/.exec(this.raw(list)) ?? [];
    if (rest !== undefined) this.forwarded.set(options, rest);
    // TypeScript allows no parameter after `...rest`.
    else if (/\*\w+,/.test(this.raw(list))) throw new NoTranslation("a parameter after *");
    return (
      splitAt(inner, (part) => this.is(part, ","))
        // The options are the last of the arguments.
        .filter(([first]) => rest === undefined || !this.is(first, "**"))
        .map((parts) => this.parameter(parts, untyped))
        .join(", ")
    );
  }

  protected parameter(parts: SyntaxNode[], untyped: string): string {
    const one = parts.filter(({ name }) => name !== "TypeDef");
    const type = typeNames[this.raw(parts[1] ?? parts[0]).replace(/^:\s*/, "")];
    const named = one.find((part) => part.name === "VariableName");
    if (named !== undefined) this.own(this.raw(named));
    if (this.is(one[0], "*")) return `...${this.raw(one[1])}`;
    if (this.is(one[0], "**")) return `${this.raw(one[1])}: Record<string, any> = {}`;
    if (one.length === 3) {
      const value = this.expression(one[2]);
      return `${this.raw(one[0])}${value === "null" ? ": any" : ""} = ${value}`;
    }
    if (one.length !== 1) throw new NoTranslation("a parameter");
    return this.raw(one[0]) + (type === undefined || parts.length === 1 ? untyped : `: ${type}`);
  }
}

/** True for a slice without a step, which the slices of NDArrays do not have. */
const isPart = (axis: SyntaxNode[]) => axis.filter(({ name }) => name === ":").length === 1;

/** Python's names of types in annotations. */
const typeNames: Record<string, string> = { int: "number", float: "number", str: "string", bool: "boolean" };

/** Without the brackets around the whole of it. */
const unwrapped = (text: string) => text.replace(/^\(([^()]*)\)$/, "$1");
