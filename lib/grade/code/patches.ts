import type { SyntaxNode } from "@lezer/common";
import type { Patch } from "./facts.ts";
import type { Interpreter } from "./interpreter.ts";
import { kerasClass } from "./keras-calls.ts";
import { expressions } from "./nodes.ts";
import { originsOf, type Value } from "./value.ts";

/** Methods whose own version in a class of the notebook makes it show something else than Keras does. */
const TELLING =
  /\b(?:fit|summary|evaluate|predict|get_config|getConfig|toString|__repr__|__str__|_repr_html_|inspect\.custom|nodejs\.util\.inspect)\b/;
/** Names through which cells print. */
const PRINTERS = /^(?:console|process|globalThis|sys|builtins|print|display)$/;
/** Objects of the language itself. */
const BUILTINS = /^(?:JSON|Math|Object|Array|Number|String|Date|Promise|Reflect)$/;
/** Calls that decide which code an import loads. */
const IMPORTERS =
  /^(?:node:)?(?:module|Module)\.(?:registerHooks|register|_\w+)$|^sys\.(?:modules|meta_path|path_hooks)\.(?:update|setdefault|__setitem__|append|insert|extend)$/;
/** Calls that write into a namespace. */
const NAMESPACES =
  /^(?:(?:globals|vars)\(.*\)|__builtins__|.*\.__dict__)\.(?:update|setdefault|__setitem__)$/;
const WRITES =
  /(?:^|\.)(?:(?:write|append)_?file(?:sync)?|create_?write_?stream|(?:copy|rename|link|symlink|cp|mv|move|truncate)_?(?:file)?(?:sync)?|copy\w*|open(?:sync)?|to_csv|write_(?:text|bytes)|savetxt)$/i;
/** The folders of the day lie beside the notebooks' own. */
const OF_THE_DAY = /["'`/](?:\.\.\/)+((?:lib|datasets)\/[^"'`]*)/;

/** Characters of a call in which a path is looked for. */
const LONGEST_CALL = 500;

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
  const shadowsBuiltin = value !== undefined && /^(?:console|JSON|Math|Array|Number|globalThis)$/.test(name);
  const heritage = text.split(/[{:]/)[0].replace(name, "");
  const extendsKeras =
    body !== undefined && /\b(?:Sequential|Dense|Model|Layer)\b/.test(heritage) && TELLING.test(text);
  if (shadowsClass) add(interpreter, `${name} is defined by the notebook itself`);
  else if (shadowsBuiltin) add(interpreter, `${name} is the notebook's own`, { ofPrinting: true });
  else if (shadowsPrinter) add(interpreter, "print is replaced by the notebook's own", { ofPrinting: true });
  else if (extendsKeras) {
    const isLayer = !/\b(?:Sequential|Model)\b/.test(heritage);
    add(interpreter, `${name} replaces what Keras' own class shows`, isLayer ? { layer: name } : {});
  }
}

/** A member of Keras' classes or of what prints is assigned to. */
export function assignedPatch(interpreter: Interpreter, target: SyntaxNode, value: Value): void {
  const text = interpreter.text(target).replaceAll(/\s+/g, " ");
  const root = /^[\s(<]*(?:\w+>)?\s*\(?(\w+)/.exec(text)?.[1] ?? "";
  const is = interpreter.look(root)?.thing;
  if (is?.kind === "module" && isSetting(text, value)) return;
  const [object, index] = expressions(target);
  const key = index ? interpreter.value(index).constant : undefined;
  const property = target.getChild("PropertyName");
  const name = property ? interpreter.text(property) : String(key ?? "");
  if (/^(?:__builtins__|get_ipython\(|globals\(|vars\()/.test(text)) {
    // A name of one's own may be put there as well.
    if (
      !/^globals/.test(text) ||
      key === undefined ||
      /^print$|^display$/.test(name) ||
      kerasClass(name) === name
    )
      add(interpreter, `${short(text)} is replaced`, { ofPrinting: /print|display/.test(text) });
    return;
  }
  if (/^(?:type\(|object\b)|\.(?:constructor|__class__|__proto__)\b/.test(text) && object) {
    const of = [...originsOf(interpreter.value(object))];
    if (/^(?:__\w+__)$/.test(name) || of.some((origin) => typeof origin === "object"))
      add(interpreter, `${short(text)} is replaced`);
    return;
  }
  if (is?.kind === "class" || is?.kind === "module" || kerasClass(root) === root)
    add(interpreter, `${short(text)} is replaced`);
  else if (BUILTINS.test(root) && !/^Math\.random$|^Date\.now$/.test(text))
    add(interpreter, `${short(text)} is replaced`, { ofPrinting: true });
  else if (PRINTERS.test(root) && !/env\b|argv\b|exitCode|displayhook/.test(text))
    add(interpreter, `${short(text)} is replaced`, { ofPrinting: !/^\W*sys\.modules\b/.test(text) });
  else if (is?.kind === "model" || is?.kind === "layer") {
    if (TELLING.test(`${text} ${name}`) || /inspect/.test(text))
      add(interpreter, `${short(text)} is replaced`);
  } else if (/\.prototype\b|__class__/.test(text)) add(interpreter, `${short(text)} is replaced`);
}

/** `os.environ["…"] = …`, `plt.rcParams["…"] = 8`, `pd.options.display.width = 100`: data in a module, and no code. */
function isSetting(text: string, { constant, items, thing }: Value): boolean {
  if (/^(?:sys|builtins)\b|__|version/i.test(text)) return false;
  return (
    (thing === undefined && /\.(?:environ|rcParams|options)\b/.test(text)) ||
    constant !== undefined ||
    (items?.every((item) => item.constant !== undefined) ?? false)
  );
}

/** A file of the day's is written to: `writeFileSync("../lib/…", …)`. */
export function writes(interpreter: Interpreter, callee: string, call: SyntaxNode): void {
  if (!WRITES.test(callee)) return;
  const whole = interpreter.text(call).slice(0, LONGEST_CALL);
  // The source of a copy is only read.
  const text = /copy|rename|link|cp|move|mv/i.test(callee) ? whole.slice(whole.indexOf(",")) : whole;
  const path = OF_THE_DAY.exec(text)?.[1];
  if (path === undefined || (/open\w*$/i.test(callee) && !/,[^)]*["'`][rb]*[wax+]/.test(text))) return;
  interpreter.facts.writes.push({
    cell: interpreter.cellIndex,
    what: `${short(callee)}(…) writes to ${short(path)}`,
  });
}

/** A callee by the name that it was imported or made under: `patch` is `unittest.mock.patch`, `set` may be `Object.assign`. */
export function fullName(interpreter: Interpreter, callee: string): string {
  const [, root, rest] = /^\(*(\w+?)(?:as(?:any|unknown))*\)*((?:\.\w+)*)$/.exec(callee) ?? [];
  const is = root === undefined ? undefined : interpreter.look(root)?.thing;
  return is?.kind === "module" ? `${is.path}${rest}` : callee;
}

/** `Object.assign(Sequential.prototype, …)`, `setattr(Sequential, …)` and their like. */
export function calledPatch(interpreter: Interpreter, callee: string, list: SyntaxNode | null): void {
  if (IMPORTERS.test(callee)) add(interpreter, `${short(callee)}(…) changes what an import brings`);
  if (NAMESPACES.test(callee)) add(interpreter, `${short(callee)}(…) puts other things under their names`);
  if (callee === "Symbol.for" && list && /tslab\.kernel|util\.inspect/.test(interpreter.text(list))) {
    const what = `${callee}${short(interpreter.text(list))} reaches behind what cells print`;
    add(interpreter, what, { ofPrinting: true });
  }
  if (
    !/^(?:Object\.(?:assign|defineProperty|defineProperties|setPrototypeOf)|Reflect\.\w+|(?:(?:object|type)\.__)?setattr(?:__)?|(?:[\w.]*\bmock\.)?patch(?:\.\w+)?|monkeypatch\.\w+)$/.test(
      callee,
    )
  )
    return;
  const first = list ? interpreter.text(list).replace(/^\(\s*/, "") : "";
  const root = /^["']?(\w+)/.exec(first)?.[1] ?? "";
  const is = interpreter.look(root)?.thing;
  const keras = is?.kind === "class" || is?.kind === "module" || is?.kind === "model" || is?.kind === "layer";
  // A mock names in a text what it stands for.
  const named = /\bpatch/.test(callee) && /^["']\w/.test(first);
  if (keras || named || kerasClass(root) === root || PRINTERS.test(root) || /\.prototype/.test(first)) {
    const ofPrinting = PRINTERS.test(root) || BUILTINS.test(root);
    add(interpreter, `${callee}(${short(first)} replaces part of it`, { ofPrinting });
  }
}

/** Nothing of the day needs a class' prototype; where more is known of what is done to it, that is said. */
export function reachedFor({ facts, cellIndex }: Interpreter, text: string): void {
  if (!facts.patches.some(({ cell }) => cell === cellIndex))
    facts.patches.push({ cell: cellIndex, what: `${short(text)} is reached for`, isVague: true });
}

function add({ facts, cellIndex }: Interpreter, what: string, more: Omit<Patch, "cell" | "what"> = {}): void {
  facts.patches = facts.patches.filter(({ cell, isVague }) => cell !== cellIndex || !isVague);
  if (!facts.patches.some((patch) => patch.cell === cellIndex && patch.what === what))
    facts.patches.push({ cell: cellIndex, what, ...more });
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
