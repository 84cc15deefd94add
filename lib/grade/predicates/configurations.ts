import type { CellPassage } from "../outputs/passages.ts";
import { entryOf, findLiterals, type PythonLiteral, readLiteral } from "../python-literal.ts";
import { readTables } from "./tables.ts";

/** Keys by which a layer's configuration is known. */
const KEYS = "batch_input_shape|batch_shape|units|activation|dtype";
const PAIR = new RegExp(
  String.raw`(?<![\w.])['"]?(${KEYS})['"]?(?:\s*(?:[-=]>|[:=|→])\s*|[^\S\n]+)(\([^)\n]{0,200}\)|\{[^\n]{0,300}\}|\[[^\]\n]{0,200}\]|'[^'\n]{0,200}'|"[^"\n]{0,200}"|[\w.]+)`,
  "g",
);

/**
 * The dictionaries and lists that a text shows, in whatever form: as Python or JSON, over one line or
 * several; a JavaScript object as Node prints it; a table with one row per layer; keys and values beside each other.
 *
 * @param deep also those within a layer's wrapping (`{'class_name': …, 'config': {…}}`)
 */
export function readConfigurations({ text, source, index }: CellPassage, deep: boolean): PythonLiteral[] {
  const cell = source.cells[index];
  const cache = deep ? deepRecords : flatRecords;
  const records = cache.get(cell) ?? recordsOf(text, deep);
  cache.set(cell, records);
  return records;
}

/** Caches by cell: several questions read the same output. */
const [deepRecords, flatRecords] = [new WeakMap<object, PythonLiteral[]>(), new WeakMap()];

/** Those of a text. */
export function recordsOf(text: string, deep: boolean): PythonLiteral[] {
  const python = asPython(text);
  const whole = [...findLiterals(python)];
  const literals = deep ? whole : withoutWrapped(whole);
  const records = readTables(text).flatMap((row) => dictionary(row) ?? []);
  const found = [...literals.filter(({ type }) => type !== "scalar"), ...records];
  const known = [...whole, ...records].some(
    (literal) => literal.type === "dict" && literal.entries.has("units"),
  );
  const lines = layerLines(text);
  // A model's layers, of which the first is its input, are not layers by themselves.
  const isModel = lines.some(({ text }) => text.includes("InputLayer"));
  const all = known || (isModel && !deep) ? found : [...found, ...pairs(text)];
  // Entries printed one by one are the list that they come from.
  const wrappers: PythonLiteral[] = [];
  for (const literal of whole) {
    if (literal.type !== "dict" || !literal.entries.has("class_name") || !literal.entries.has("config"))
      continue;
    // An initializer is wrapped like a layer, and lies within one.
    if (!wrappers.at(-1)?.text.includes(literal.text)) wrappers.push(literal);
  }
  const isList = whole.some((literal) => literal.type === "list" && literal.items.includes(wrappers[0]));
  if (deep && wrappers.length > 1 && !isList) all.push(...listOf(wrappers));
  if (deep) all.push(...lines);
  // A loop over the layers prints their configurations one by one.
  const isWrapped = wrappers.some((wrapper) => entryOf(entryOf(wrapper, "config"), "units"));
  if (deep && !isWrapped && lines.length === 0)
    all.push(...listOf(whole.filter((literal) => entryOf(literal, "units"))));
  return all;
}

/** An input shape as the argument of a layer spells it, with or without the batch. */
const INPUT_SHAPE =
  /(?<![\w.])input_?shape['"]?\s*[:=]\s*[[(]\s*(?:(?:None|null)\s*,\s*)?(\d+)\s*,?\s*[\])]/gi;

/** A layer's class at the beginning of a line, and perhaps of its configuration. */
const LAYER = /^.*?\b(InputLayer|Dense)\b.*$/gm;
const IS_BEFORE_CONFIG = /^[^{}[\]'"]{0,60}\b(?:InputLayer|Dense)\b[^{}[\]'"]{0,20}(?=\{)/;
/** Layers that are looked at, and characters of one. */
const MOST_LAYERS = 100;
const LONGEST = 20_000;

/** A line, a row or a configuration behind the class for each layer: the list of what they say. */
function layerLines(text: string): PythonLiteral[] {
  const items = [...text.matchAll(LAYER)].slice(0, MOST_LAYERS).flatMap(({ 0: line, 1: name, index }) => {
    const before = IS_BEFORE_CONFIG.exec(line)?.[0].length;
    if (before === undefined && /[{[]/.test(line)) return [];
    const [config, ...others] =
      before === undefined
        ? pairs(line)
        : [...findLiterals(asPython(text.slice(index + before, index + before + LONGEST)))].slice(0, 1);
    if (config?.type !== "dict" || others.length > 0) return [];
    // As in the list of a model's layers.
    const className: PythonLiteral = { type: "scalar", value: name, text: `'${name}'` };
    const entries = new Map<string, PythonLiteral>([
      ["class_name", className],
      ["config", config],
    ]);
    return [{ type: "dict" as const, entries, text: `${name} ${config.text}` }];
  });
  return listOf(items);
}

const listOf = (items: PythonLiteral[]): PythonLiteral[] =>
  items.length > 1 ? [{ type: "list", items, text: items.map((item) => item.text).join("\n") }] : [];

/** JSON's and JavaScript's spelling as Python's: words, keys, and shapes, which JSON can only write as lists. */
function asPython(text: string): string {
  return text
    .replaceAll(/\b(?:null|undefined)\b/g, "None")
    .replaceAll(/(?<![\w'"])true\b/g, "True")
    .replaceAll(/(?<![\w'"])false\b/g, "False")
    .replaceAll(/([{,]\s*)([A-Za-z_]\w*)(?=\s*:)/g, "$1'$2'")
    .replaceAll(
      /(['"])(batchInputShape|className|batchShape)\1/g,
      (_, quote: string, key: string) => `${quote}${snake(key)}${quote}`,
    )
    .replaceAll(/\b\w+ (?=\{)/g, "")
    .replaceAll(/(shape['"]?\s*:\s*)\[([^[\]]*)\]/g, "$1($2)");
}

/** Those that stand for themselves: not what lies in a layer's `config`. */
function withoutWrapped(literals: readonly PythonLiteral[]): PythonLiteral[] {
  const wrapped = new Set<PythonLiteral>();
  for (const literal of literals) {
    if (literal.type !== "dict" || !literal.entries.has("class_name")) continue;
    const config = literal.entries.get("config");
    if (config) wrapped.add(config);
  }
  return literals.filter((literal) => !wrapped.has(literal));
}

/** `units: 8`, `activation = sigmoid`, one after the other; a key that comes again begins another layer. */
function pairs(text: string): PythonLiteral[] {
  const records: Record<string, string>[] = [{}];
  const named = text
    .replaceAll(/batch(Input)?Shape/g, (key) => snake(key))
    .replaceAll(INPUT_SHAPE, "batch_input_shape: (None, $1)");
  for (const [, key, value] of named.matchAll(PAIR)) {
    if (key === "units" && !/^\d+$/.test(value)) continue;
    if (key in records.at(-1)!) records.push({});
    records.at(-1)![key] = value;
  }
  return records.flatMap((record) => dictionary(record) ?? []);
}

function dictionary(record: Record<string, string>): PythonLiteral | undefined {
  const entries = new Map<string, PythonLiteral>();
  for (const [key, value] of Object.entries(record)) {
    if (/^(?:|nan|none|null|undefined|-)$/i.test(value.trim())) continue;
    entries.set(key, literal(key, value.trim()));
  }
  if (entries.size === 0) return undefined;
  const text = `{${[...entries].map(([key, value]) => `'${key}': ${value.text}`).join(", ")}}`;
  return { type: "dict", entries, text };
}

function literal(key: string, value: string): PythonLiteral {
  const bare = value.replace(/^(['"])(.*)\1$/, "$2");
  const shape = /shape/.test(key) ? bare.replace(/^\[(.*)\]$/, "($1)").replaceAll("null", "None") : bare;
  try {
    return readLiteral(shape);
  } catch {
    return { type: "scalar", value: bare, text: `'${bare}'` };
  }
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
