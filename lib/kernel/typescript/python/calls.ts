import type { SyntaxNode } from "@lezer/common";
import { camelCase } from "../library.ts";
import { arrayMethod, isArray, isReduction, rowsOf } from "./arrays.ts";
import {
  comparison,
  isBuiltin,
  isDictionary,
  moduleFunction,
  translateFunction,
  translateMethod,
} from "./builtins.ts";
import { Expressions } from "./expressions.ts";
import {
  figureCall,
  figureMethod,
  histogram,
  isAboutFigure,
  isDrawing,
  onPyplot,
  points,
} from "./figures.ts";
import { optionHere, optionsInOrder, optionToday } from "./former-names.ts";
import { newMark } from "./half-typescript.ts";
import { minus, numpyFunction } from "./numpy.ts";
import { fileMethod, readOnce } from "./open-files.ts";
import { concatenated, frameMethod, isModule, moduleOf, withoutColumns } from "./packages.ts";
import { children, NoTranslation, splitAt } from "./syntax.ts";
import { isTensor, operationName, TENSOR } from "./tensors.ts";
import { filledIn, simple } from "./typescript-text.ts";

/** A keyword argument, or `**` with a dictionary of them, in an options object. */
function optionOf(name: string, value: string): string {
  if (name === "**") return `...${value}`;
  const camel = camelCase(name);
  return camel === value ? camel : `${camel}: ${value}`;
}

/** The function in TypeScript for a type of Python's that is applied to each element of a list. */
const conversion = (type: string, list: string): string | undefined =>
  type === "int" && list === "number[]"
    ? "Math.trunc"
    : { bool: "Boolean", float: "Number", int: "Number", str: "String" }[type];

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
    const [, rest = "", options = ""] = /\*(\w+), *\*\*(\w+)\)$/.exec(this.raw(list)) ?? [];
    const isForwarding = this.forwarded.get(options) === rest;
    for (const argument of splitAt(inner, (part) => this.is(part, ","))) {
      if (isForwarding && /^\*/.test(this.raw(argument[0]))) continue;
      if (argument[1]?.name === "AssignOp") named.push([this.raw(argument[0]), this.expression(argument[2])]);
      else if (this.is(argument[0], "**")) named.push(["**", this.expression(argument[1])]);
      else positional.push(...this.values(argument));
    }
    if (isForwarding) positional.push(`...${rest}`);
    const [, method] = /^super\(.*?\)\.(\w+)$/.exec(this.raw(callee)) ?? [];
    if (method !== undefined) {
      const options = named.map(([name, value]) => optionOf(name, value));
      const values = options.length === 0 ? positional : [...positional, `{ ${options.join(", ")} }`];
      return `super${method === "__init__" ? "" : `.${this.inherited(method)}`}(${values.join(", ")})`;
    }
    const isSpread = named.some(([name]) => name === "**");
    if (isSpread && isBuiltin(this.raw(callee))) throw new NoTranslation("a dictionary of arguments");
    const builtin = isSpread ? undefined : this.builtin(callee, positional, named);
    return builtin ?? this.applied(callee, positional, named, node);
  }

  /** A call with Python's keyword arguments as parameters and options. */
  private applied(
    callee: SyntaxNode,
    positional: string[],
    named: [string, string][],
    node: SyntaxNode,
    marked = this.expression(callee),
  ): string {
    const text = marked.replace(newMark, "");
    const called = this.around.called(text, marked !== text);
    // `compile("adam", loss="mse")`. A number may be meant for many options.
    const isPython = named.length > 0 || (called?.isClass && marked === text) || !this.isAlone;
    const most = isPython && called !== undefined ? called.most : positional.length;
    const extra = positional.slice(most);
    const places = optionsInOrder(text, called?.options ?? []);
    const isMoved = extra.length <= places.length && !extra.some((value) => /^(?:[-.\d]|\{ )/.test(value));
    const values = isMoved ? positional.slice(0, most) : [...positional];
    const options = isMoved ? extra.map((value, at) => optionOf(places[at], value)) : [];
    for (const [name, value] of named) {
      const camel = camelCase(name);
      const at = called?.parameters.indexOf(camel) ?? -1;
      const needsName = at > 0 && positional.length === 0 && named.length < at + 1;
      if (at >= 0 && values[at] === undefined && !(needsName && called?.byName.includes(camel)))
        values[at] = value;
      else options.push(...optionHere(optionOf(optionToday(name, called?.options ?? []) ?? name, value)));
    }
    const isMetric = /(Score|Report|Matrix)$/.test(text);
    for (let index = 0; index < values.length; index++) {
      values[index] ??= "undefined";
      if (isMetric && this.typeOf(values[index]) === "boolean[]")
        values[index] = `${simple(values[index])}.map(Number)`;
    }
    // An options object that is there already takes the others in.
    const last = values.at(-1);
    if (options.length > 0 && last?.startsWith("{ "))
      values[values.length - 1] = `${last.slice(0, -2)}, ${options.join(", ")} }`;
    else if (options.length > 0) values.push(`{ ${options.join(", ")} }`);
    // A layer is called by `apply`, an initializer by `call`.
    const isLayer = called === undefined && marked === text && this.around.type(text) !== "";
    const made = this.madeOf.get(text);
    const instance = isLayer ? text : made && `${made}.prototype`;
    const isMade = text.startsWith("new ") && callee.name !== "MemberExpression";
    const method = isMade
      ? "apply"
      : instance && ["apply", "call"].find((one) => this.around.called(`${instance}.${one}`));
    if (method !== undefined) {
      const result = `${text}.${method}(${values.join(", ")})`;
      return isTensor(this.typeOf(values[0] ?? "")) ? this.typed(result, TENSOR) : result;
    }
    const isClass = marked !== text || (called?.isClass ?? /(^|\.)[A-Z][a-z]\w*$/.test(text));
    const result = `${isClass ? "new " : ""}${text}(${values.join(", ")})`;
    if (called !== undefined) this.types.set(called.isAsync ? `await ${result}` : result, called.returns);
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
    const module = moduleOf(name, this.cellText);
    if (module !== undefined) return this.ofModule(module, name, values, named, callee);
    const [first, ...others] = values;
    const isMapped = /^(map|filter)$/.test(name) && !this.isKnown(first ?? "");
    const own = isMapped ? (conversion(first ?? "", this.typeOf(others[0] ?? "")) ?? first) : first;
    if (/^(map|filter)$/.test(name) && own === first && !this.isFunction(first))
      throw new NoTranslation("a function");
    return translateFunction(name, first === undefined ? [] : [own, ...others], named, this);
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
    const file = this.files.get(this.raw(object));
    if (file !== undefined) {
      readOnce(file, object.from);
      return fileMethod(file.path, name, values);
    }
    const [, a, b] = /^(?:np\.mean)?\((\w+) == (\w+)\)(?:\.mean\(\))?$/.exec(this.raw(callee.parent!)) ?? [];
    if (a !== undefined) return `accuracyScore(${b}, ${a})`;
    const operation = this.operation(this.raw(object), name, values, named);
    if (operation !== undefined)
      return this.typed(this.applied(callee, values, named, callee.parent!, operation), TENSOR);
    if (/^(tf\.)?(keras\.)?utils$/.test(this.raw(object)) && name === "plot_model")
      return translateFunction(name, values, named, this);
    if (this.is(callee, "tf.random.set_seed")) return `utils.setRandomSeed(${values.join(", ")})`;
    if (this.is(object, "Math") && isReduction(name)) return numpyFunction(name, values, named, this.typeOf);
    // Not the name at the beginning of `np.array(xs).mean()`.
    const [module] = /^\w+(?=[\w.]*$)/.exec(this.raw(object)) ?? [""];
    const ofFigure = this.isFigure(this.raw(object))
      ? figureMethod(this.raw(object), name, values, named)
      : undefined;
    if (ofFigure !== undefined) return ofFigure;
    const drawn = onPyplot(this.raw(callee), this.cellText);
    if (isDrawing(drawn.replace(/\.\w+$/, "")) && !this.isKnown(module))
      return figureCall(drawn, values, named);
    if (isModule(module) && !this.isKnown(module)) {
      const path = this.raw(callee).slice(module.length + 1);
      return this.ofModule(module, path, values, named, callee);
    }
    const text = simple(this.expression(object));
    const type = this.typeOf(text);
    const ofFrame = this.figureOf(text, name, named);
    if (ofFrame !== undefined) return ofFrame;
    const ofPandas = type === "DataFrame" ? frameMethod(text, name, values, named) : undefined;
    if (ofPandas !== undefined)
      return /^drop|^map|^rename/.test(name) ? this.typed(ofPandas, type) : ofPandas;
    if (text === "pd" && name === "concat" && values.length === 1) return concatenated(values[0], named);
    if (text === "pd" && name === "DataFrame" && this.typeOf(values[0] ?? "") === "NDArray")
      values[0] = rowsOf({ text: values[0], type: "NDArray" });
    if (name === "get_layer" && named.length === 0 && /^\d+$/.test(values.join()))
      return `${text}.layers[${values}]`;
    if (name === "pop" && values.join() === "0" && type !== "string") return `${text}.shift()`;
    if (name === "sort" && values.length === 0)
      return `${text}.sort(${comparison(text, Object.fromEntries(named), this)})`;
    const split =
      name === "split" && values.length === 0 ? translateMethod(text, name, values, named) : undefined;
    if (split !== undefined) return split;
    // A member that exists is not Python's.
    if (this.around.called(`${text}.${name}`) !== undefined) return undefined;
    if (name === "format" && object.name === "String" && named.length === 0)
      return filledIn(this.raw(object), "format", values, this.typeOf);
    if (name === "format" || (name === "join" && !/String$/.test(object.name))) throw new NoTranslation(name);
    const result = arrayMethod({ text, type }, name, values, named);
    return result ?? translateMethod(text, name, values, named);
  }

  /** A call of a function of one of Python's modules. */
  private ofModule(
    module: string,
    path: string,
    values: string[],
    named: [string, string][],
    callee: SyntaxNode,
  ): string {
    const result = /^n/.test(module)
      ? this.ofNumpy(path, values, named, callee)
      : moduleFunction(module, path, values, named);
    if (/^\(*await /.test(result)) this.waits++;
    return result;
  }

  /** A call of a function of NumPy's, by lists or, where they are not enough, by the function of `keras.ops`. */
  private ofNumpy(path: string, values: string[], named: [string, string][], callee: SyntaxNode): string {
    try {
      return numpyFunction(path, values, named, this.typeOf);
    } catch (error) {
      const operation = `ops.${camelCase(path.replace("linalg.", ""))}`;
      if (!(error instanceof NoTranslation) || this.around.called(operation) === undefined) throw error;
      return this.typed(this.applied(callee, values, named, callee.parent!, operation), TENSOR);
    }
  }

  /** The function of `keras.ops` that is called; `undefined` for others. */
  private operation(
    module: string,
    name: string,
    values: string[],
    named: [string, string][],
  ): string | undefined {
    if (/^(keras\.)?ops$/.test(module)) return `${module}.${camelCase(name)}`;
    if (!/^tf(\.linalg|\.math|\.nn)?$/.test(module)) return undefined;
    const isOfTensors = values.some((text) => isTensor(this.typeOf(text)));
    if (this.isKnown("tf") && !isOfTensors) return undefined;
    const path = `ops.${camelCase(operationName(name, named, values.length))}`;
    return isOfTensors || this.around.called(path) !== undefined ? path : undefined;
  }

  /** True for a documentation text, and for a call that is about a figure. */
  protected hasNoCounterpart(node: SyntaxNode): boolean {
    return (
      (node.name === "String" && this.raw(node).startsWith('"""')) ||
      isAboutFigure(onPyplot(this.raw(node), this.cellText))
    );
  }

  /** `del frame["a"]` */
  protected deleted(parts: SyntaxNode[]): string {
    const text = this.list(parts);
    const [, frame, column] = /^(\w+)\[(["'].*["'])\]$/.exec(text) ?? [];
    if (frame !== undefined && this.typeOf(frame) === "DataFrame")
      return `${withoutColumns(frame, column, ", inplace: true")};`;
    const [, list = "", key] = /^([\w.]+?)(?:\[|\.at\(|\.slice\()([-\w., ]+)[\])]$/.exec(text) ?? [];
    const type = this.typeOf(list);
    if (isArray(type) && type !== "NDArray") {
      const [start, stop] = key.split(", ");
      const isOne = !text.startsWith(`${list}.slice(`);
      const count = isOne ? ", 1" : stop === undefined ? "" : `, ${minus(stop, start)}`;
      return `${list}.splice(${start}${count});`;
    }
    // An element that is deleted from a list leaves a hole.
    if (!/["']\]$/.test(text) && !isDictionary(list, type)) throw new NoTranslation("del");
    return `delete ${text};`;
  }

  /** True if the statement is all of its cell, which may be TypeScript. */
  protected abstract readonly isAlone: boolean;

  /** True for the variable of a figure that matplotlib, seaborn or plotly makes. */
  private isFigure(name: string): boolean {
    return RegExp(`^${name} = (plt|sns|px|go)\\.`, "m").test(this.cellText);
  }

  /** A method of pandas that draws. */
  private figureOf(text: string, name: string, named: [string, string][]): string | undefined {
    const [, frame, column] = /^([\w$.]+?)(\[["'][^"']*["']\])?(?:\.plot)?$/.exec(text) ?? [];
    if (frame === undefined || this.typeOf(frame) !== "DataFrame") return undefined;
    const { x, y, kind, c = undefined, bins } = Object.fromEntries(named);
    if (column !== undefined && name === "hist") return histogram(frame + column, bins);
    if (column === undefined && (name === "scatter" || (name === "plot" && /^.scatter.$/.test(kind ?? ""))))
      return points(x, y, c, frame);
    return undefined;
  }

  /** Python's function `key`, as it was translated, applied to a value. */
  readonly apply = (key: string, value: string): string => {
    const [, parameter, body] = /^\((\w+)\) => (.*)$/s.exec(key) ?? [];
    if (parameter !== undefined)
      return body.replace(RegExp(`(?<![.\\w$"'\`])${parameter}(?![\\w$"'\`])`, "g"), value);
    if (/^str\.\w+$/.test(key)) return translateMethod(value, key.slice(4), [], []) ?? `${key}(${value})`;
    return this.isKnown(key)
      ? `${key}(${value})`
      : (translateFunction(key, [value], [], this) ?? `${key}(${value})`);
  };
}
