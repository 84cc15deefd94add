import type { CompletionEntry, Node } from "typescript";
import { ts } from "./compiler.ts";
import type { CellView } from "./compiler-replacements.ts";
import type { Completion, Completions } from "./language.ts";
import type { Library } from "./library.ts";

/**
 * Completes the name or string around `position`.
 *
 * @param library asked for names that the cell does not know; loading it takes time
 */
export function completions(
  { service, file, offset }: CellView,
  source: string,
  position: number,
  library: () => Library,
): Completions {
  const info = service.getCompletionsAtPosition(file, offset + position, undefined);
  // Deprecated options still work, but are not offered.
  const entries = (info?.entries ?? []).filter(
    ({ kind, kindModifiers = "" }) => kind !== "property" || !kindModifiers.includes("deprecated"),
  );
  const literal = stringAround(source, position);
  if (literal !== undefined) return stringCompletions(entries, source, position, literal);
  const [, untyped, begun] = entries.length > 0 ? [] : (member.exec(source.slice(0, position)) ?? []);
  if (untyped !== undefined) return { start: position - begun.length, end: position, matches: [], untyped };
  const span = info?.optionalReplacementSpan ?? { start: offset + position, length: 0 };
  const start = span.start - offset;
  const end = start + span.length;
  const typed = source.slice(start, end);
  // `undefined` is among the entries of an expression, and not of a member or a declaration.
  const isExpression = typed.length > 1 && entries.some(({ name }) => name === "undefined");
  const isNew = isExpression && !entries.some(({ name }) => name.startsWith(typed));
  const found = isNew ? library().startingWith(typed) : [];
  const matches = ranked(entries, typed).map(toCompletion);
  if (found.length === 0) return { start, end, matches };
  const [first] = found;
  if (found.length > 1 && first.name !== typed) {
    return { start, end, matches: [...found.map(({ name, kind }) => ({ text: name, kind })), ...matches] };
  }
  // The import goes to the top, so the match replaces everything up to the cursor.
  const text = `import { ${first.name} } from "${first.specifier}";\n${source.slice(0, start)}${first.name}`;
  return { start: 0, end, matches: [{ text, kind: first.kind }] };
}

/** Names with dots, without a call: to look at them changes nothing. */
const member = /(?<![\w$.)\]])([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\.([\w$]*)$/;

/** The entries that contain what was typed; first those that begin with it. */
function ranked(entries: CompletionEntry[], typed: string): CompletionEntry[] {
  const lower = typed.toLowerCase();
  const rank = (entry: CompletionEntry) => {
    const at = entry.name.toLowerCase().indexOf(lower);
    const place = entry.name.startsWith(typed) ? 0 : at === 0 ? 1 : 2;
    return at < 0 ? undefined : { entry, key: `${place}${entry.sortText}` };
  };
  return entries
    .flatMap((entry) => rank(entry) ?? [])
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ entry }) => entry);
}

/**
 * Completes string literals, such as `"re` in `activation: "relu"` or the path of an import. TypeScript's entries are whole
 * strings or last segments of paths, which replace what was typed.
 */
function stringCompletions(
  entries: CompletionEntry[],
  source: string,
  position: number,
  { start: first, end, isModule, object }: TextRange,
): Completions {
  const named = new Map(entries.map((entry) => [entry.name, entry]));
  const sorted = [...named.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const startingFrom = (start: number): Completions => {
    const typed = source.slice(start, position).toLowerCase();
    const matches = sorted.filter(({ name }) => name.toLowerCase().startsWith(typed)).map(toCompletion);
    return { start, end, matches };
  };
  const whole = startingFrom(first);
  const slash = source.slice(first, position).lastIndexOf("/");
  const found = whole.matches.length > 0 || slash < 0 ? whole : startingFrom(first + slash + 1);
  if (found.matches.length > 0 || isModule) return found;
  if (object === undefined) return { ...found, textStart: first };
  return member.test(`${object}.`) ? { ...whole, untyped: object } : whole;
}

interface TextRange {
  start: number;
  end: number;
  /** It names a module. */
  isModule: boolean;
  /** It names a member of this object. */
  object: string | undefined;
}

/** The contents of the string literal around `position`. An unterminated one ends at `position`. */
function stringAround(source: string, position: number): TextRange | undefined {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  let found: TextRange | undefined;
  const visit = (node: Node): void => {
    if (position < node.pos || position > node.end) return;
    if (ts.isStringLiteralLike(node)) {
      const start = node.getStart(file) + 1;
      const isEnded = node.end > start && source[node.end - 1] === source[start - 1];
      if (position >= start && !(isEnded && position === node.end)) {
        const { parent } = node;
        const isModule =
          ts.isImportDeclaration(parent) ||
          ts.isExternalModuleReference(parent) ||
          (ts.isCallExpression(parent) && /^(import|require)$/.test(parent.expression.getText(file)));
        const object = ts.isElementAccessExpression(parent) ? parent.expression.getText(file) : undefined;
        found = { start, end: isEnded ? node.end - 1 : position, isModule, object };
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The kinds that Jupyter's clients know, by TypeScript's where those differ. */
const kinds: Record<string, string> = {
  const: "instance",
  let: "instance",
  var: "instance",
  "local var": "instance",
  alias: "instance",
  parameter: "param",
  "local function": "function",
  method: "function",
  getter: "property",
  setter: "property",
  "local class": "class",
  script: "path",
  directory: "path",
  "external module name": "module",
  "primitive type": "keyword",
};

function toCompletion({ name, kind }: CompletionEntry): Completion {
  return { text: name, kind: kinds[kind] ?? kind };
}
