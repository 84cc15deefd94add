import type { Diagnostic, SourceFile } from "typescript";
import { isOurs } from "../own-packages.ts";
import { ts } from "./compiler.ts";
import type { Knowledge } from "./knowledge.ts";
import { type Library, onePerModule } from "./library.ts";
import { list } from "./node-hint.ts";
import { counterpart, insteadOf } from "./python/packages.ts";
import { isComment } from "./translated.ts";

/** The name that a message is about. */
export const nameIn = (messageText: Diagnostic["messageText"]) =>
  /'([^']*)'/.exec(ts.flattenDiagnosticMessageText(messageText, "\n"))?.[1] ?? "";

/** The import lines of names that `lib` exports, and of its modules under their names in Python. */
export function importHints(
  diagnostics: readonly Diagnostic[],
  shown: string[],
  knowledge: () => Knowledge,
): string[] {
  const translation = shown.filter((line) => !isComment(line));
  const lines = new Set<string>();
  const addImportsOf = (name: string): void => {
    for (const [local, line] of importsOf(name, knowledge().library)) {
      if (!isUsed(local, translation)) continue;
      lines.add(line);
      if (local.includes(".") && translation.length === 0) lines.add(`Write \`${local}\`.`);
    }
  };
  for (const { code, messageText, file, start = 0 } of diagnostics) {
    const name = nameIn(messageText);
    const other = unknownName.has(code) ? counterpart(name) : undefined;
    if (other !== undefined && isUsed(name, translation)) lines.add(`import * as ${name} from "${other}";`);
    else if (unknownName.has(code)) {
      const members = (file?.text ?? "").match(RegExp(`\\b${name}\\.\\w+`, "g")) ?? [];
      // A name of Python's may be one of ours, too: `random.normal`.
      if (insteadOf(name) === undefined || members.some((one) => knowledge().surroundings.called(one)))
        addImportsOf(name);
      if (lines.size === 0 && insteadOf(name) === undefined && isUsed(name, translation))
        for (const line of fromNode(name, knowledge())) lines.add(line);
    } else if ((code === 1192 || code === 2613) && file !== undefined) {
      const [, local, module] =
        /import\s+([\w$]+)[^"';]*from\s*["']([^"']+)/.exec(
          file.text.slice(file.text.lastIndexOf("import", start)),
        ) ?? [];
      const clause = code === 2613 ? `{ ${local} }` : `* as ${local}`;
      if (local !== undefined) lines.add(`import ${clause} from "${module}";`);
    } else if (missingExport.has(code)) {
      const text = ts.flattenDiagnosticMessageText(messageText, "\n");
      const [, member = ""] = /exported member (?:named )?'([^']+)'/.exec(text) ?? [];
      addImportsOf(member);
      const similar =
        lines.size === 0 && code === 2305 && spellingSuggestion(member, knowledge().library.names());
      if (similar) addImportsOf(similar);
      const names = lines.size === 0 && code === 2305 && file ? valuesFrom(file, start, knowledge()) : [];
      if (names.length > 0 && names.length <= mostNames) lines.add(`It has ${list(names)}.`);
    } else if (code === 2307 && /^[./]*lib\/|^\.+\/\w/.test(name)) {
      // `lib/keras`, from wherever it may be.
      const tail = name.replace(/^[./]*(?:lib\/)?/, "").replace(/(\/index)?(\.[jt]s)?$/, "");
      const paths = knowledge().library.specifiers();
      const imported = file === undefined ? [] : namesBetweenBraces(clauseBefore(file, start));
      const exact = paths.find((one) => one.endsWith(`/lib/${tail}`));
      const similar = spellingSuggestion(name, paths);
      const isElsewhere = imported.some(([one]) => {
        const found = knowledge().library.find(one);
        return found.length > 0 && found.every(({ specifier }) => specifier !== similar);
      });
      const meant = exact ?? (isElsewhere ? undefined : similar);
      if (meant === undefined) for (const [one] of imported) addImportsOf(one);
      if (meant !== undefined) lines.add(`Its path, from this notebook, is "${meant}".`);
      else if (lines.size === 0) lines.add("Paths are relative to the notebook's folder.");
    } else if (code === 2307 && isOurs(name) && file !== undefined) {
      const clause = clauseBefore(file, start);
      const wanted: [string, string][] = clause.includes("{")
        ? namesBetweenBraces(clause)
        : [["*", /\* as ([\w$]+)/.exec(clause)?.[1] ?? "keras"]];
      const found = knowledge().surroundings.importLine(
        name.replace("scikit-learn", "sklearn").replaceAll("/", "."),
        wanted,
      );
      lines.add(found ?? modulesOf(knowledge().library, name));
    }
  }
  for (const name of calledNames(translation)) {
    const { library, cell, checker } = knowledge();
    // Also what the kernel defines for all cells, such as `input`.
    if (checker.resolveName(name, cell, ts.SymbolFlags.Value, false) !== undefined) continue;
    if (Object.hasOwn(ofNode, name)) lines.add(`import { ${name} } from "${ofNode[name]}";`);
    const other = counterpart(name);
    if (other !== undefined) lines.add(`import * as ${name} from "${other}";`);
    for (const [, line] of importsOf(name, library)) lines.add(line);
  }
  const missing = [...lines].filter((line) => !translation.includes(line));
  return onePerModule(missing).map((line) => (line.startsWith("import") ? `Import it: \`${line}\`` : line));
}

/** The clause of the `import` whose module's name stands at this place. */
const clauseBefore = (file: SourceFile, start: number) =>
  /(?<=import\s+(?:type\s+)?)[^"';]*?(?=\s*from\s*$)/.exec(file.text.slice(0, start))?.[0] ?? "";

/** The names that a clause imports from the module, each with its name here. */
const namesBetweenBraces = (clause: string): [name: string, local: string][] =>
  clause.includes("{")
    ? [...clause.replace(/^[^{]*\{|\}.*$/g, "").matchAll(/([\w$]+)(?:\s+as\s+([\w$]+))?/g)].map(
        ([, one, as = one]) => [one, as],
      )
    : [];

/** The names of the values that the module of the `import` at this place exports. */
function valuesFrom(file: SourceFile, start: number, { checker }: Knowledge): string[] {
  const statement = ts.findAncestor(ts.getTouchingPropertyName(file, start), ts.isImportDeclaration);
  const module = statement && checker.getSymbolAtLocation(statement.moduleSpecifier);
  return (module ? checker.getExportsOfModule(module) : [])
    .filter((one) => ts.skipAlias(one, checker).flags & ts.SymbolFlags.Value)
    .map(({ name }) => name);
}

/** The names under which `lib` exports a name, and the lines that import them. `keras` is the whole of its module. */
function importsOf(name: string, library: Library): [local: string, line: string][] {
  if (name === "keras") {
    const line = library.importAll(name);
    return line === undefined ? [] : [[name, line]];
  }
  return library
    .find(name)
    .map((found) => [found.name, `import { ${found.name.split(".")[0]} } from "${found.specifier}";`]);
}

/** The import of one of Node's modules whose members are used, or of a class or function that one exports. */
function fromNode(name: string, { cell, checker }: Knowledge): string[] {
  const isFollowedBy = (sign: string) =>
    RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}\\${sign}`).test(cell.text);
  if (nodeModules.includes(name)) return isFollowedBy(".") ? [`import ${name} from "node:${name}";`] : [];
  // A function with a name of one word, such as `join`, is rather one of the learner's own that is missing.
  if (!/[A-Z]/.test(name) || !isFollowedBy("(")) return [];
  const ambient = checker.getAmbientModules();
  const module = nodeModules.find((one) => {
    const symbol = ambient.find((other) => other.name === `"node:${one}"`);
    return symbol !== undefined && checker.tryGetMemberInModuleExports(name, symbol) !== undefined;
  });
  return module === undefined ? [] : [`import { ${name} } from "node:${module}";`];
}

/** Modules of Node's that programs use most. */
const nodeModules = [
  ...["fs", "path", "os", "child_process", "worker_threads", "events", "util", "url", "crypto", "http"],
  ...["stream", "readline", "zlib", "assert", "perf_hooks"],
];

/** Functions of Node's that translations call, and their modules. */
const ofNode: Record<string, string> = {
  appendFileSync: "node:fs",
  existsSync: "node:fs",
  inspect: "node:util",
  readFileSync: "node:fs",
  readdirSync: "node:fs",
  rmSync: "node:fs",
  writeFileSync: "node:fs",
};

/** For names that nothing declares. */
export function undeclared(names: string[]): string {
  const others = names.map((name) => `\`${name}\``);
  const last = others.pop();
  return others.length === 0
    ? `No cell that has run declares ${last}: run the one that does, or check its spelling.`
    : `No cell that has run declares ${others.join(", ")} or ${last}: run those that do, or check their spelling.`;
}

/** The name that a wrong one is most like, if they differ by little. */
export const spellingSuggestion = (name: string, names: string[]) =>
  ts.getSpellingSuggestion(name, names, (one) => one);

/** A module with more names is not listed. */
const mostNames = 12;

/** The names that are called in a translation, and that it neither imports nor declares as functions or methods. */
function calledNames(translation: string[]): string[] {
  const code = translation.join("\n");
  const names = [
    ...code.matchAll(/(?<![.\w$"'`])(?:new )?([A-Za-z_$][\w$]*)(?:[.(]|(?<=\b(?:extends|instanceof) \w+))/g),
  ].map(([, name]) => name);
  return [...new Set(names)].filter((name) => {
    const escaped = name.replaceAll("$", "\\$");
    return !RegExp(
      `import .*\\b${escaped}\\b|^ *(async |static |override |function )*${escaped}\\(.*\\{$|\\b(const|let) [\\w[\\]{}, ]*\\b${escaped}\\b[\\w[\\]{}, :]*(=| of )|function.*\\b${escaped}([:,)]| = )`,
      "m",
    ).test(code);
  });
}

/** True if a name of the cell is one in its translation too, and not that of an option or a new variable. */
function isUsed(name: string, translation: string[]): boolean {
  const escaped = name.replaceAll("$", "\\$");
  if (translation.some((line) => RegExp(`^(const|let) ${escaped}(: .*)? = `).test(line))) return false;
  return (
    translation.length === 0 ||
    RegExp(`(?<![.\\w$"'])${escaped}(?![\\w$"']|:| = )`).test(translation.join("\n"))
  );
}

/** "Module '"../lib/keras"' has no exported member 'Dropout'", with and without a suggestion. */
const missingExport = new Set([2305, 2614, 2724]);

/** "Cannot find name", with and without a suggestion, and of a namespace or shorthand. */
export const unknownName = new Set([2304, 2552, 2503, 18004]);

function modulesOf(library: Library, name: string): string {
  const part = /^(sklearn|scikit)/.test(name) ? "/sklearn/" : "/keras";
  const paths = library.specifiers().filter((specifier) => specifier.includes(part));
  return `It is in this project: \`import { … } from "${paths.join('"`, `"')}"\`.`;
}
