import type { SyntaxNode } from "@lezer/common";
import { type Import, replacedMembers, type Target, targetsIn } from "../doubts/replaced-members.ts";
import { replacements } from "../doubts/replacements.ts";
import { filesOfImport, isLibrary, moduleText, type OwnFiles, SEARCH_PATH, WRITES } from "./own-modules.ts";
import { type Code, type Language, parse, parseBudget, withoutComments } from "./parse.ts";

/** All that a run does not show: the words and figures that the code spells, and what it brings along or replaces. Cells are indices. */
export interface CodeFacts {
  /** Every text, joined where the code joins them; `sure` where nothing decides whether it comes to it. */
  texts: { cell: number; text: string; sure: boolean }[];
  /** Every number that is no whole one; `isSetting` if it is compared with, or the value of a named argument. */
  numbers: { cell: number; value: number; isSetting: boolean }[];
  imports: Import[];
  /** The code of each cell without its comments. */
  withoutComments: string[];
  /** The code of each cell without its comments and the contents of its strings. */
  withoutStrings: string[];
  /** The numbers of epochs that the code of each cell spells. */
  epochs: number[][];
  /** Places that replace parts of a library or of the language, or run text as code. */
  replaced: { cell: number; what: string; everywhere: boolean }[];
  /** The person's own modules that were read as a part of the cell that imports them, with their code. */
  modules: { cell: number; path: string; code: string }[];
}

/** Own modules of a notebook that are read. */
const MOST_MODULES = 20;

/**
 * Reads the code cells of one notebook, and the modules beside it that they import. Runs nothing.
 *
 * @param path the notebook's, among the person's files
 */
export function readCode(
  cells: readonly { source: string }[],
  language: Language,
  path = "",
  files: OwnFiles = { paths: [], read: () => undefined },
): CodeFacts {
  const reading: CodeFacts = {
    texts: [],
    numbers: [],
    imports: [],
    withoutComments: [],
    withoutStrings: [],
    epochs: [],
    replaced: [],
    modules: [],
  };
  const left = parseBudget();
  const targets: (Target & { cell: number })[] = [];
  const read = (cell: number, source: string, importer: string | undefined) => {
    const code = parse(source, language, left);
    if (!code.isWhole)
      reading.replaced.push({ cell, what: "there is more code than is read", everywhere: true });
    readLiterals(reading, cell, code.source, code.tree.topNode);
    const { plain, bare } = withoutComments(code);
    const epochs = [...plain.matchAll(EPOCHS)].map(([, epochs]) => Number(epochs));
    for (const one of importsIn(code, plain)) reading.imports.push({ cell, ...one, importer });
    // By a name that may come from anywhere in the cell.
    if (BY_NAME[language].test(plain))
      for (const { text } of reading.texts.filter((text) => text.cell === cell))
        if (/^[@\w./-]{1,100}$/.test(text)) reading.imports.push({ cell, module: text, at: 0, importer });
    for (const one of replacements(plain, language)) reading.replaced.push({ cell, ...one });
    if (language === "python") targets.push(...targetsIn(code).map((target) => ({ cell, ...target })));
    return { plain, bare, epochs };
  };
  for (const [cell, { source }] of cells.entries()) {
    const { plain, bare, epochs } = read(cell, source, undefined);
    reading.withoutComments.push(plain);
    reading.withoutStrings.push(bare);
    reading.epochs.push(epochs);
  }
  // The list grows by the imports of the modules.
  for (const { cell, module, importer = path } of reading.imports) {
    const brought = filesOfImport(module, importer, path, language, files.paths);
    for (const file of isLibrary(module) ? [] : (brought ?? [])) {
      const { modules } = reading;
      if (modules.length >= MOST_MODULES || modules.some((one) => one.path === file)) continue;
      const text = moduleText(files, file, language);
      if (text === undefined) continue;
      const { plain, bare, epochs } = read(cell, text, file);
      modules.push({ cell, path: file, code: plain });
      reading.withoutStrings[cell] += `\n${bare}`;
      reading.epochs[cell].push(...epochs);
    }
  }
  const code = [...reading.withoutComments, ...reading.modules.map(({ code }) => code)].join("\n");
  const isAnywhere = SEARCH_PATH.test(code);
  const isRead = (file: string) =>
    !isAnywhere && !WRITES.test(code) && reading.modules.some((one) => one.path === file);
  for (const one of reading.imports) {
    const { module, importer = path } = one;
    const brought = filesOfImport(module, importer, path, language, files.paths, isAnywhere);
    one.unread = brought?.length === 0 ? [module] : brought?.filter((file) => !isRead(file));
  }
  reading.replaced.push(...replacedMembers(targets, reading.imports));
  // The record's module by its name, or that in pieces.
  for (const { cell, text } of language === "python" ? reading.texts : [])
    if (text === "keras_record") reading.replaced.push({ cell, what: `${text} is used`, everywhere: true });
  return reading;
}

const EPOCHS = /\bepochs\s*[:=]\s*(\d{1,6})(?![\w.])/g;
const DECIDES =
  /^(?:IfStatement|ConditionalExpression|TryStatement|SwitchStatement|MatchStatement|BooleanExpression)$/;
/** An error that is caught and forgotten. */
const SWALLOWED = /\bcatch\s*(?:\([^)\n]{0,40}\))?\s*\{\s*\}|\bexcept\b[^\n:]{0,80}:\s*pass\b/;
/** Code that may end a cell above a text. */
const MAY_END = /\bimport\s*\(|\brequire\s*\(|\bimport\s+\w|\bthrow\b|\braise\b|\bassert\b|\bexit\b/;

function readLiterals(reading: CodeFacts, cell: number, source: string, top: SyntaxNode): void {
  const text = (node: SyntaxNode) => source.slice(node.from, node.to);
  const mayEnd = SWALLOWED.test(source) ? source.length : (MAY_END.exec(source)?.index ?? source.length);
  let decided = 0;
  let joinedTo = -1;
  top.cursor().iterate(
    (ref) => {
      if (DECIDES.test(ref.name)) decided++;
      if (ref.name === "Number") {
        const value = Number(text(ref.node).replaceAll("_", ""));
        if (!Number.isInteger(value) && Number.isFinite(value))
          reading.numbers.push({ cell, value, isSetting: isSetting(ref.node) });
      }
      const joined = ref.from >= joinedTo ? literal(ref.node) : undefined;
      if (joined === undefined) return;
      joinedTo = ref.to;
      if (joined.length > 2)
        reading.texts.push({ cell, text: joined, sure: decided === 0 && ref.from < mayEnd });
    },
    (ref) => {
      if (DECIDES.test(ref.name)) decided--;
    },
  );

  /** True for the number of `accuracy > 0.97`, `Adam(beta_1=0.97)` and `{ momentum: 0.97 }`. */
  function isSetting(node: SyntaxNode): boolean {
    const [before, after] = [source.slice(0, node.from).trimEnd(), source.slice(node.to).trimStart()];
    return (
      /[<>]=?$|[=!]==?$/.test(before) ||
      /^(?:[<>]|[=!]==?)/.test(after) ||
      (/^(?:ArgList|Property)$/.test(node.parent?.name ?? "") && /[=:]$/.test(before))
    );
  }

  /** The text that a literal, or several that are joined, come to. */
  function literal(node: SyntaxNode): string | undefined {
    switch (node.name) {
      case "String":
      case "FormatString":
      case "TemplateString":
        return unquoted(text(node));
      case "ParenthesizedExpression":
      case "ContinuedString":
      case "BinaryExpression": {
        if (!/^\(?\s*[a-z]{0,2}["'`]/i.test(source.slice(node.from, node.from + 20))) return undefined;
        const parts: string[] = [];
        for (let child = node.firstChild; child; child = child.nextSibling) {
          if (/^(?:\(|\))$/.test(child.name) || /Op$/.test(child.name)) {
            if (/Op$/.test(child.name) && text(child) !== "+") return undefined;
            continue;
          }
          const part = literal(child);
          if (part === undefined) return undefined;
          parts.push(part);
        }
        return parts.length > 0 ? parts.join("") : undefined;
      }
      default:
        return undefined;
    }
  }
}

function unquoted(text: string): string {
  const inner = /^[a-zA-Z]*("""|'''|"|'|`)([\s\S]*?)\1?$/.exec(text)?.[2] ?? text;
  return inner.replace(/\\([nt'"`\\])/g, (_, escaped: string) => ({ n: "\n", t: "\t" })[escaped] ?? escaped);
}

/** A call with something else than a literal; in TypeScript, one whose failure ends the cell. */
const BY_NAME = {
  python: /\b(?:import_module|__import__)\s*\(\s*(?:name\s*=\s*)?(?!name\s*=|[a-z]{1,2}["'])[a-z_]/i,
  typescript: /^(?![\s\S]*\b(?:try|catch)\b)[\s\S]*\bawait import\(\s*[a-z_]\w*\s*\)(?!\s*\.)/i,
};

const JAVASCRIPT_IMPORT =
  /(?<![\w.])(?:import\s+(?:[^"'`;()]{1,2000}?\sfrom\s*)?|export\s+[^"'`;()]{1,2000}?\sfrom\s*)["']([^"'\n]{1,300})["']|\b(?:import|require)\s*\(\s*["'`]([^"'`\n]{1,300})["'`]/g;
const PYTHON_IMPORT = /^(?:from\s*(\S+)\s+)?import\b([\s\S]+)$/;
const PYTHON_CALL = /\b(?:import_module|__import__)\s*\(\s*(?:name\s*=\s*)?["']([^"'\n]{1,200})["']\s*[,)]/g;
const PYTHON_EXTENSION =
  /^[^\S\n]*%(?:re)?load_ext\s+([\w.]{1,200})|\brun_line_magic\(\s*["'](?:re)?load_ext["']\s*,\s*["']([\w.]{1,200})/gm;

function importsIn({ language, source, tree }: Code, plain: string): Omit<Import, "cell">[] {
  if (language === "typescript")
    return [...plain.matchAll(JAVASCRIPT_IMPORT)].map(({ 1: module, 2: called, index }) => ({
      module: module ?? called,
      at: index,
    }));
  const found: Omit<Import, "cell">[] = [];
  tree.cursor().iterate(({ name, from, to }) => {
    if (name !== "ImportStatement") return;
    const statement = source
      .slice(from, to)
      .replaceAll(/#.*|[()\\]/g, " ")
      .replaceAll(/(?<=\w)(?<!\bfrom)\s*\.\s*(?=\w)/g, ".");
    const [, module, list = ""] = PYTHON_IMPORT.exec(statement) ?? [];
    for (const { name, local } of names(list)) {
      const path = module === undefined ? name : `${module}${/\.$/.test(module) ? "" : "."}${name}`;
      if (module !== undefined)
        found.push({ module, local, path, at: from }, { module: path, local, at: from });
      else found.push({ module: name, local: local.split(".")[0], path, at: from });
    }
  });
  for (const { 1: module, index } of plain.matchAll(PYTHON_CALL)) found.push({ module, at: index });
  for (const [, written, called] of plain.matchAll(PYTHON_EXTENSION))
    found.push({ module: written ?? called, local: "*", at: 0 });
  return found;
}

const names = (list: string) =>
  list
    .split(",")
    .map((part) => part.trim().split(/\s+as\s+/))
    .filter(([name]) => name !== "")
    .map(([name, local]) => ({ name, local: local ?? name }));
