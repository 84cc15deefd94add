import type { SyntaxNode } from "@lezer/common";
import { fitsOf } from "./assignments.ts";
import { LONGEST } from "./expressions.ts";
import { importedModule } from "./imports.ts";
import type { Interpreter } from "./interpreter.ts";
import { eachItem } from "./items.ts";
import {
  type Arguments,
  addLayer,
  features,
  isModelClass,
  kerasClass,
  makeLayer,
  named,
  numberArgument,
} from "./keras-calls.ts";
import { markedOrigins } from "./marks.ts";
import { children, expressions } from "./nodes.ts";
import { calledPatch } from "./patches.ts";
import { propertyOf } from "./read-value.ts";
import {
  type Fit,
  type Model,
  type Origin,
  origins,
  originsOf,
  thing,
  unknown,
  type Value,
} from "./value.ts";

/** Functions that print or display what they are given. */
const SHOWS =
  /^(?:print|pprint|pp|display|console\.\w+|(?:logging|logger|log)\.(?:debug|info|warning|error|critical)|(?:process|sys)\.stdout\.write|(?:\w+\.)?(?:pprint|display\.\w+|print))$/;
const SCALES = /scal|normali[sz]|standardi[sz]|z_?score|whiten/i;
const RUNS_TEXT = /^(?:eval|exec|Function|vm\.\w+|__builtins__.*|get_ipython\(\)\..*)$/;
const IMPORTS = /^(?:require|__import__|(?:\w+\.)?import_module)$/;
const READS =
  /(?:^|\.)(?:open|read_?csv|read_?table|loadtxt|genfromtxt|read_?json|read_?file(?:_?sync)?|load)$/i;
/** Wrappers that keep labels that are all the same as they are. */
const KEEPS =
  /^(?:array|asarray|from|of|reshape|astype|tensor\d?d?|constant|series|dataframe|tonumpy|values|flatten|float32array|int32array|ravel)$/i;
/** Methods that put something into a list. */
const CHANGES = /^(?:push|append|unshift|insert|splice|fill)$/;
const FILLS = /^(?:fill|full|ones|zeros|ones_?like|zeros_?like|full_?like|repeat)$/i;

/** The value of a call, and what it does to the facts. */
export function callValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const list = node.getChild("ArgList");
  const [calleeNode] = children(node).filter((child) => child.name !== "new" && child.name !== "ArgList");
  if (!calleeNode) return unknown();
  const calleeText = interpreter.text(calleeNode).replaceAll(/\s+/g, "");
  const args = list ? readArguments(interpreter, list) : { positional: [], named: new Map(), open: false };
  const given = [...args.positional, ...args.named.values()];
  const [first] = args.positional;

  calledPatch(interpreter, calleeText, list);
  if (RUNS_TEXT.test(calleeText))
    interpreter.facts.opaque.push({ cell: interpreter.cellIndex, what: `${calleeText}(…)` });
  if (typeof first?.constant === "string") {
    if (IMPORTS.test(calleeText)) return importedModule(interpreter, first.constant);
    if (READS.test(calleeText))
      interpreter.facts.reads.push({ cell: interpreter.cellIndex, path: first.constant });
  }
  if (SHOWS.test(calleeText)) {
    interpreter.shows(origins(given));
    return unknown();
  }

  const method = calleeNode.name === "MemberExpression" ? calleeNode.getChild("PropertyName") : null;
  if (method) {
    const receiver = interpreter.value(expressions(calleeNode)[0]);
    const name = interpreter.text(method);
    const own = methodOf(interpreter, receiver, name, args);
    if (own) return own;
    const callee = propertyOf(receiver, name);
    if (callee.thing?.kind === "class" || callee.thing?.kind === "function")
      return made(interpreter, callee, args);
    return anyCall(interpreter, name, receiver, args);
  }
  return made(interpreter, interpreter.value(calleeNode), args, calleeText);
}

/** What a class or a function makes. */
function made(interpreter: Interpreter, callee: Value, args: Arguments, name = ""): Value {
  const { thing: is } = callee;
  const { facts, cellIndex } = interpreter;
  if (is?.kind === "class" && isModelClass(is.name)) return newModel(interpreter, args);
  if (is?.kind === "class") {
    const layer = makeLayer(is.name, args, cellIndex);
    facts.layers.push(layer);
    return thing(layer);
  }
  if (is?.kind === "layer") {
    // The functional style: a layer called on what another gave.
    const before = args.positional[0]?.thing;
    const layers = before?.kind === "chain" ? before.layers : before?.kind === "layer" ? [before] : [];
    return thing({ kind: "chain", layers: [...layers, is] });
  }
  if (is?.kind === "function") return interpreter.call(callee, args.positional);
  return anyCall(interpreter, name, callee, args);
}

function newModel({ facts, cellIndex }: Interpreter, args: Arguments): Value {
  const model: Model = {
    kind: "model",
    layers: [],
    complete: !args.open,
    input: null,
    fits: [],
    ownMetric: false,
    cell: cellIndex,
  };
  const given = named(args, "layers") ?? args.positional[0];
  const chain = [...args.positional, ...args.named.values()]
    .map((value) => value.thing)
    .filter((is) => is?.kind === "chain")
    .at(-1);
  if (chain?.kind === "chain") for (const layer of chain.layers) addLayer(model, thing(layer));
  else for (const item of given?.items ?? []) addLayer(model, item);
  if (given && !given.items && !chain && given.constant === undefined && !given.entries)
    model.complete = false;
  facts.models.push(model);
  return thing(model);
}

/** Keras' methods of models and layers, and lists'. */
function methodOf(
  interpreter: Interpreter,
  receiver: Value,
  name: string,
  args: Arguments,
): Value | undefined {
  const { thing: is } = receiver;
  const method = name.replaceAll("_", "").toLowerCase();
  const all = () => unknown(new Set([...originsOf(receiver), ...origins(args.positional)]));
  if (is?.kind === "model") {
    if (method === "add") {
      addLayer(is, args.positional[0] ?? unknown());
      return unknown();
    }
    if (method === "build") {
      is.input ??= features(named(args, "inputShape") ?? args.positional[0]);
      return unknown();
    }
    if (method === "pop") {
      is.layers.pop();
      return unknown();
    }
    if (method === "compile") {
      const metrics = named(args, "metrics")?.items ?? [];
      is.ownMetric =
        metrics.some(({ thing }) => thing?.kind === "function") &&
        !metrics.some(({ constant }) => /acc/i.test(String(constant)));
      return unknown();
    }
    if (method === "fit") return fitted(interpreter, is, args);
    if (method === "evaluate" && args.positional[0] && originsOf(args.positional[0]).has("few"))
      return unknown(new Set<Origin>([...all().from, "of few"]));
    if (method === "summary") {
      interpreter.shows(new Set(originsOf(receiver)));
      return unknown();
    }
    return all();
  }
  if (is?.kind === "layer") return all();
  if (receiver.items && /^(?:push|append)$/.test(name)) {
    if (receiver.items.length < LONGEST) receiver.items.push(...args.positional.slice(0, LONGEST));
    return unknown();
  }
  if (is?.kind === "class" && method === "fromconfig") {
    const from = [...origins(args.positional)].find(
      (origin) => typeof origin === "object" && origin.kind === "model",
    );
    return from ? thing(from as Model) : unknown();
  }
  return undefined;
}

function fitted(interpreter: Interpreter, model: Model, args: Arguments): Value {
  const { facts, cellIndex } = interpreter;
  const x = named(args, "x") ?? args.positional[0];
  const y = named(args, "y") ?? args.positional[1];
  const verbose = numberArgument(args, "verbose", 4, 1);
  const fit: Fit = {
    kind: "fit",
    cell: cellIndex,
    epochs: numberArgument(args, "epochs", 3, 1),
    verbose: named(args, "verbose")?.constant === false ? 0 : verbose,
    scaled:
      (x ? [...originsOf(x)].includes("scaled") : false) ||
      model.layers.some(({ className }) => /Normalization/.test(className)),
    uniformLabels: y?.uniform === true,
    data: x ? originsOf(x) : new Set(),
    ownMetric: model.ownMetric,
    repeated: interpreter.repeating,
  };
  facts.fits.push(fit);
  model.fits.push(fit);
  const from = new Set<Origin>([fit, model]);
  if (fit.verbose !== 0) facts.shown.push({ cell: cellIndex, from });
  return unknown(from);
}

/** A call that is not known: what comes out was computed from what went in. Functions among its arguments are called. */
function anyCall(interpreter: Interpreter, name: string, receiver: Value, args: Arguments): Value {
  const given = [...args.positional, ...args.named.values()];
  const functions = given.filter((value) => value.thing?.kind === "function");
  const plain = given.filter((value) => value.thing?.kind !== "function");
  const others = [receiver, ...plain];
  const results = functions.flatMap((callback) =>
    eachItem(receiver.items ? receiver : unknown(origins(others))).map((item) =>
      interpreter.call(callback, [item]),
    ),
  );
  const from = markedOrigins(name, receiver, plain, results);
  if (CHANGES.test(name) && plain.some(({ constant }) => typeof constant === "number"))
    for (const fit of fitsOf(receiver)) fit.rewritten = `${name}(…)`;
  if (SCALES.test(name)) from.add("scaled");
  const filled = FILLS.test(name) && given.every((value) => value.thing === undefined);
  const mapped =
    /^(?:map|from)$/.test(name) &&
    results.length > 0 &&
    results.every(({ constant }) => typeof constant === "number" && constant === results[0].constant);
  const kept = KEEPS.test(name.split(".").at(-1) ?? "") && (receiver.uniform || given[0]?.uniform);
  const text =
    name === "repeat" && typeof receiver.constant === "string" ? receiver.constant.repeat(3) : undefined;
  if (text) interpreter.spells(text);
  const items = name === "map" && receiver.items && functions.length === 1 ? results : undefined;
  const named = kerasClass(name);
  if (named === "Input" && from.size === 0) return thing(makeLayer(named, args, interpreter.cellIndex));
  return { items, uniform: filled || mapped || kept || undefined, from };
}

function readArguments(interpreter: Interpreter, list: SyntaxNode): Arguments {
  const args: Arguments = { positional: [], named: new Map(), open: false };
  const parts = children(list);
  for (let at = 0; at < parts.length; at++) {
    const node = parts[at];
    if (parts[at + 1]?.name === "AssignOp") {
      args.named.set(interpreter.text(node), interpreter.value(parts[at + 2]));
      at += 2;
    } else if (node.name === "*" || node.name === "**" || node.name === "Spread") {
      const value = parts[at + 1] ? interpreter.value(parts[++at]) : unknown();
      if (value.entries) for (const [key, item] of value.entries) args.named.set(key, item);
      else if (value.items) args.positional.push(...value.items);
      else args.open = true;
    } else if (/^[A-Z]/.test(node.name) && !/Comment/.test(node.name)) {
      const value = interpreter.value(node);
      // An options object.
      if (value.entries && node.name === "ObjectExpression") {
        for (const [key, item] of value.entries) args.named.set(key, item);
        if (/\.\.\./.test(interpreter.text(node))) args.open = true;
      } else args.positional.push(value);
    }
  }
  return args;
}
