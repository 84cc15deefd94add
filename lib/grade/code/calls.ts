import type { SyntaxNode } from "@lezer/common";
import { fitsOf } from "./assignments.ts";
import { isNumber, LONGEST } from "./expressions.ts";
import { fitted, modelOf, swept } from "./fits.ts";
import { importedModule } from "./imports.ts";
import type { Interpreter } from "./interpreter.ts";
import { eachItem } from "./items.ts";
import { type Arguments, addLayer, isModelClass, kerasClass, makeLayer, named } from "./keras-calls.ts";
import { joinedText, knownCall } from "./known-calls.ts";
import { labelColumn, markedOrigins } from "./marks.ts";
import { modelMethod } from "./model-methods.ts";
import { children, expressions } from "./nodes.ts";
import { calledPatch, fullName, writes } from "./patches.ts";
import { propertyOf } from "./read-value.ts";
import { constant, type Model, origins, originsOf, thing, unknown, type Value } from "./value.ts";

/** Functions that print or display what they are given. */
const SHOWS =
  /^(?:print|pprint|pp|display|console\.\w+|(?:logging|logger|log)\.(?:debug|info|warning|error|critical)|(?:process|sys)\.stdout\.write|(?:\w+\.)?(?:pprint|display\.\w+|print))$/;
const SCALES = /scal|normali[sz]|standardi[sz]|z_?score|whiten/i;
const RUNS_TEXT =
  /^(?:globalThis\.)?(?:eval|exec|Function|(?:node:)?vm\.\w+|__builtins__.*|get_ipython\(\)\..*|process\.(?:binding|_linkedBinding|dlopen)|.*\.constructor)$/;
const IMPORTS = /^(?:require|createRequire\(.*\)|__import__|(?:\w+\.)?import_module)$/;
const READS =
  /(?:^|\.)(?:open|read_?csv|read_?table|loadtxt|genfromtxt|read_?json|read_?file(?:_?sync)?|load)$/i;
/** Wrappers that keep labels that are all the same as they are. */
const KEEPS =
  /^(?:array|asarray|from|of|reshape|astype|tensor\d?d?|constant|series|dataframe|tonumpy|values|flatten|float32array|int32array|ravel)$/i;
/** Calls of which labels come out as labels, or the places of some. */
const KEEPS_LABELS =
  /^(?:array|asarray|from|list|reshape|astype|tensor\d?d?|tonumpy|values|flatten|ravel|data|dataSync|arraySync|slice|map|where|nonzero|flatnonzero|argwhere)$/i;
/** Calls of which the answer to a comparison comes out as one. */
const KEEPS_COMPARISON =
  /^(?:array|asarray|from|list|int|reshape|astype|to_?numpy|flatten|ravel|where|values)$/i;
/** Methods whose results are the same items. */
const ORDERS = /^(?:filter|slice|sort|toSorted|reverse|toReversed)$/;
/** Methods that put something into a list. */
const CHANGES = /^(?:push|append|unshift|insert|splice|fill)$/;
const FILLS = /^(?:fill|full|ones|zeros|ones_?like|zeros_?like|full_?like|repeat)$/i;

/** The value of a call, and what it does to the facts. */
export function callValue(interpreter: Interpreter, node: SyntaxNode): Value {
  const list = node.getChild("ArgList");
  const [calleeNode] = children(node).filter((child) => child.name !== "new" && child.name !== "ArgList");
  if (!calleeNode) return unknown();
  const calleeText = interpreter
    .text(calleeNode)
    .replaceAll(/\s+/g, "")
    .replace(/^\(0,([\w.]+)\)$/, "$1")
    .replace(/\[(["'])(\w+)\1\]$/, ".$2");
  const args: Arguments = list
    ? readArguments(interpreter, list)
    : { positional: [], named: new Map(), open: false, rest: [] };
  const given = [...args.positional, ...args.named.values()];
  const [first] = args.positional;

  const full = fullName(interpreter, calleeText);
  calledPatch(interpreter, full, list);
  if (OVERWRITES.test(calleeText) && first)
    for (const fit of fitsOf(first)) fit.rewritten = `${calleeText}(…)`;
  const isTimer = /^set(?:Timeout|Interval|Immediate)$/.test(full) && typeof first?.constant === "string";
  if (RUNS_TEXT.test(full) || isTimer)
    interpreter.facts.opaque.push({ cell: interpreter.cellIndex, what: `${calleeText}(…)` });
  if (IMPORTS.test(calleeText)) interpreter.mayFail();
  writes(interpreter, calleeText, node);
  if (typeof first?.constant === "string") {
    if (IMPORTS.test(calleeText)) return importedModule(interpreter, first.constant);
    if (READS.test(calleeText))
      interpreter.facts.reads.push({ cell: interpreter.cellIndex, path: first.constant });
  }
  if (SHOWS.test(calleeText) || SHOWS.test(full)) {
    interpreter.shows(origins([...given, ...args.rest]));
    return unknown();
  }

  const method = calleeNode.name === "MemberExpression" ? calleeNode.getChild("PropertyName") : null;
  if (method) {
    const [object] = expressions(calleeNode); // none: `super`
    const receiver = object ? interpreter.value(object) : unknown();
    const name = interpreter.text(method);
    const own = methodOf(interpreter, receiver, name, args);
    if (own) return own;
    const callee = propertyOf(receiver, name);
    if (callee.thing?.kind === "class" || callee.thing?.kind === "function")
      return made(interpreter, callee, args);
    const result = anyCall(interpreter, name, receiver, args);
    // `self.scaler.transform(…)`: an object's parts are known by their names alone.
    if (!/transform$/i.test(name) || !SCALES.test(calleeText)) return result;
    return { ...result, from: new Set([...result.from, "scaled" as const]) };
  }
  return made(interpreter, interpreter.value(calleeNode), args, calleeText);
}

/** Puts other values into what has been computed, in one call. */
const OVERWRITES = /^(?:Object\.(?:assign|define\w+|setPrototypeOf)|Reflect\.(?:set|define\w+)|setattr)$/;

/** The result of calling a class or a function. */
function made(interpreter: Interpreter, callee: Value, args: Arguments, name = ""): Value {
  const { thing: is } = callee;
  const { facts, cellIndex } = interpreter;
  // It answers whatever it likes, whatever it was made of.
  if (name === "Proxy") {
    interpreter.hasOwnFit = true;
    return unknown();
  }
  if (is?.kind === "class" && isModelClass(is.name)) return newModel(interpreter, args);
  if (is?.kind === "class") {
    const layer = makeLayer(is.name, args, cellIndex);
    facts.layers.push(layer);
    return thing(layer);
  }
  if (is?.kind === "layer") {
    // The functional style: a layer called on what another gave.
    const before = args.positional[0]?.thing;
    if (/Normalization/.test(is.className) && !before)
      return unknown(new Set([...origins(args.positional), "scaled"]));
    const layers = before?.kind === "chain" ? before.layers : before?.kind === "layer" ? [before] : [];
    return thing({ kind: "chain", layers: [...layers, is] });
  }
  if (is?.kind === "function") return modelOf(interpreter.call(callee, args.positional, args.named));
  if (/^sweep$/.test(name)) return swept(interpreter, args);
  if (/^(?:globals|locals|vars)$/.test(name)) return { entries: interpreter.names(), from: new Set() };
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
    weightedMetric: false,
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
  if (is?.kind === "model") return modelMethod(interpreter, is, receiver, name, args);
  if (is?.kind === "layer") return unknown(new Set([...originsOf(receiver), ...origins(args.positional)]));
  // Of a model that is not known, as a method's argument: nothing else is fitted in epochs.
  const epochs = named(args, "epochs") ?? args.positional[3];
  if (method === "fit" && epochs && !is && !receiver.entries && !interpreter.hasOwnFit) {
    const isFirst = interpreter.facts.fits.length === 0;
    const value = fitted(interpreter, undefined, args);
    if (isFirst && originsOf(receiver).has("loaded"))
      interpreter.facts.fits[0].given = "a model is read from a file";
    return value;
  }
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

const sourceOf = ({ thing: is }: Value) =>
  is?.kind === "function" ? is.source.slice(is.node.from, is.node.to) : "";

/** A call that is not known: what comes out was computed from what went in. Functions among its arguments are called. */
function anyCall(interpreter: Interpreter, name: string, receiver: Value, args: Arguments): Value {
  const known = knownCall(interpreter, name, receiver, args.positional);
  if (known) return known;
  const given = [...args.positional, ...args.named.values()];
  const functions = given.filter((value) => value.thing?.kind === "function");
  const plain = given.filter((value) => value.thing?.kind !== "function");
  const others = [receiver, ...plain];
  // `X.map(…)`, or `Array.from(X, …)`.
  const over =
    originsOf(receiver).size > 0 || receiver.items || receiver.each ? receiver : (plain[0] ?? receiver);
  const goesThrough: Value =
    over.items || over.each ? over : { isLabels: over.isLabels, from: origins(others) };
  const short = name.split(".").at(-1) ?? "";
  const called = () =>
    functions.flatMap((callback) =>
      eachItem(goesThrough).map((item, index) => {
        const result = interpreter.call(callback, goesThrough.items ? [item, constant(index)] : [item]);
        // The function may have changed it.
        if (name === "forEach") over.from = origins([over, item]);
        return result;
      }),
    );
  const results = /^(?:then|catch)$/.test(short) ? interpreter.decided(called) : called();
  const leavesOut = short === "flatMap" && functions.some((callback) => /\[\s*\]/.test(sourceOf(callback)));
  const isMapped = short === "map" && functions.length === 1;
  const from =
    isMapped && receiver.each
      ? new Set(origins(results))
      : markedOrigins(leavesOut ? "filter" : name, receiver, plain, results);
  const isLabels =
    (KEEPS_LABELS.test(short) &&
      over.isLabels &&
      plain.every((value) => value === over || isNumber(value))) ||
    undefined;
  if (CHANGES.test(name) && plain.some(({ constant }) => typeof constant === "number"))
    for (const fit of fitsOf(receiver)) fit.rewritten = `${name}(…)`;
  if (SCALES.test(name)) from.add("scaled");
  const labelled = labelColumn(short, receiver, args);
  if (labelled !== undefined) from.add("labels");
  const filled = FILLS.test(name) && given.every((value) => value.thing === undefined);
  // A function of labels is tried with both.
  const tried =
    over.isLabels && functions.length === 1
      ? [0, 1].map((label) => interpreter.call(functions[0], [constant(label)]))
      : results;
  const mapped =
    /^(?:map|from)$/.test(short) &&
    results.length > 0 &&
    tried.every(({ constant }) => typeof constant === "number" && constant === tried[0].constant);
  const kept = KEEPS.test(name.split(".").at(-1) ?? "") && (receiver.uniform || given[0]?.uniform);
  const text =
    name === "repeat" && typeof receiver.constant === "string" ? receiver.constant.repeat(3) : undefined;
  if (text) interpreter.spells(text);
  const items = isMapped && receiver.items ? results : undefined;
  const kinds = isMapped && !receiver.items ? results[0] : ORDERS.test(short) ? receiver.each : undefined;
  const joined = short === "join" ? joinedText(receiver, plain[0]) : undefined;
  if (joined !== undefined) {
    interpreter.spells(joined);
    return { constant: joined, from };
  }
  const isCalledAccuracy =
    /acc/i.test(String(args.named.get("name")?.constant ?? "")) && !/accuracy$/i.test(short);
  if (isCalledAccuracy) from.add("called accuracy");
  const named = kerasClass(name);
  if (named === "Input" && from.size === 0) return thing(makeLayer(named, args, interpreter.cellIndex));
  const isComparison =
    (isMapped && results.some((result) => result.isComparison)) ||
    (KEEPS_COMPARISON.test(short) && [receiver, ...plain].some((value) => value.isComparison)) ||
    undefined;
  return {
    items,
    each: kinds,
    isLabels,
    isComparison,
    labelled,
    uniform: filled || mapped || kept || undefined,
    from,
  };
}

function readArguments(interpreter: Interpreter, list: SyntaxNode): Arguments {
  const args: Arguments = { positional: [], named: new Map(), open: false, rest: [] };
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
      else {
        args.open = true;
        args.rest.push(value);
      }
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
