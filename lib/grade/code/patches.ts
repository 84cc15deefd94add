import type { SyntaxNode } from "@lezer/common";
import type { Interpreter } from "./interpreter.ts";
import { kerasClass } from "./keras-calls.ts";

/** Methods whose own version in a class of the notebook makes it show something else than Keras does. */
const TELLING =
  /\b(?:fit|summary|evaluate|predict|get_config|getConfig|toString|__repr__|__str__|_repr_html_|inspect\.custom|nodejs\.util\.inspect)\b/;
/** Names through which cells print. */
const PRINTERS = /^(?:console|process|globalThis|sys|builtins|print|display)$/;

/** A name of Keras' or of what prints is defined anew; a class that takes Keras' place by another name counts too. */
export function definedPatch(
  interpreter: Interpreter,
  name: string,
  body?: SyntaxNode,
  value?: string,
): void {
  const text = body ? interpreter.text(body) : "";
  const own = body
    ? true
    : value !== undefined && /^(?:class|function|async|\(|lambda|new Proxy)/.test(value);
  const shadowsClass = kerasClass(name) === name && (own || (value === undefined && body === undefined));
  const shadowsPrinter =
    name === "print" &&
    (value !== undefined || body === undefined) &&
    !/^(?:functools|partial|rich)/.test(value ?? "");
  const heritage = text.split(/[{:]/)[0].replace(name, "");
  const extendsKeras =
    body !== undefined && /\b(?:Sequential|Dense|Model|Layer)\b/.test(heritage) && TELLING.test(text);
  if (shadowsClass) add(interpreter, `${name} is defined by the notebook itself`);
  else if (shadowsPrinter) add(interpreter, "print is replaced by the notebook's own");
  else if (extendsKeras) {
    const isLayer = !/\b(?:Sequential|Model)\b/.test(heritage);
    add(interpreter, `${name} replaces what Keras' own class shows`, isLayer ? name : undefined);
  }
}

/** A member of Keras' classes or of what prints is assigned to. */
export function assignedPatch(interpreter: Interpreter, target: SyntaxNode): void {
  const text = interpreter.text(target).replaceAll(/\s+/g, " ");
  const root = /^[\s(<]*(?:\w+>)?\s*\(?(\w+)/.exec(text)?.[1] ?? "";
  const is = interpreter.look(root)?.thing;
  if (is?.kind === "class" || is?.kind === "module" || kerasClass(root) === root)
    add(interpreter, `${short(text)} is replaced`);
  else if (PRINTERS.test(root) && !/env\b|argv\b|exitCode|displayhook/.test(text))
    add(interpreter, `${short(text)} is replaced`);
  else if (is?.kind === "model" || is?.kind === "layer") {
    if (TELLING.test(text) || /inspect/.test(text)) add(interpreter, `${short(text)} is replaced`);
  } else if (/\.prototype\b|__class__/.test(text)) add(interpreter, `${short(text)} is replaced`);
}

/** `Object.assign(Sequential.prototype, …)`, `setattr(Sequential, …)` and their like. */
export function calledPatch(interpreter: Interpreter, callee: string, list: SyntaxNode | null): void {
  if (callee === "Symbol.for" && list && /tslab\.kernel|util\.inspect/.test(interpreter.text(list))) {
    add(interpreter, `${callee}${short(interpreter.text(list))} reaches behind what cells print`);
  }
  if (
    !/^(?:Object\.(?:assign|defineProperty|defineProperties|setPrototypeOf)|Reflect\.\w+|setattr|(?:mock\.)?patch(?:\.object)?|monkeypatch\.\w+)$/.test(
      callee,
    )
  )
    return;
  const first = list ? interpreter.text(list).replace(/^\(\s*/, "") : "";
  const root = /^["']?(\w+)/.exec(first)?.[1] ?? "";
  const is = interpreter.look(root)?.thing;
  const keras = is?.kind === "class" || is?.kind === "module" || is?.kind === "model" || is?.kind === "layer";
  if (keras || kerasClass(root) === root || PRINTERS.test(root) || /\.prototype/.test(first)) {
    add(interpreter, `${callee}(${short(first)} replaces part of it`);
  }
}

function add({ facts, cellIndex }: Interpreter, what: string, layer?: string): void {
  if (!facts.patches.some((patch) => patch.cell === cellIndex && patch.what === what))
    facts.patches.push({ cell: cellIndex, what, layer });
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
