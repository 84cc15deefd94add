import type {
  Diagnostic,
  Expression,
  Identifier,
  SourceFile,
  TypeChecker,
  VariableDeclaration,
} from "typescript";
import { arrayCorrection, type Correction } from "./array-hints.ts";
import { ts } from "./compiler.ts";
import { shortText } from "./floating-promises.ts";
import type { Library } from "./library.ts";
import { withPrintCalls } from "./python/half-typescript.ts";
import { insteadOf, insteadOfImported } from "./python/packages.ts";
import { fromPython } from "./python/statements.ts";
import { pythonStatements } from "./python/syntax.ts";
import { remedy } from "./remedies.ts";
import type { Surroundings } from "./surroundings.ts";

/** TypeScript's view of a cell and of `lib`, which takes time to build. */
export interface Knowledge {
  surroundings: Surroundings;
  library: Library;
  cell: SourceFile;
  checker: TypeChecker;
}

/** Hints for cells in another language, by a pattern in the cell. */
const languageHints: [pattern: RegExp, hint: string][] = [
  [
    /^\s*%/,
    "Lines that begin with % are IPython magics, which this kernel does not have: cells are TypeScript.",
  ],
  [/^\s*#(?![\w!])/m, "Comments begin with // in TypeScript."],
  [
    /^\s*(def \w+\(.*:|class \w+.*:\s*$|for \w+ in .*:|(if|elif|while|else|try) ?.*:\s*$|import \w[\w.]* as \w+|from [\w.]+ import )/m,
    "This looks like Python, but cells are TypeScript.",
  ],
  [
    /^\s*with open\(.*:\s*$/m,
    'This looks like Python. Files are read with `import { readFileSync } from "node:fs";` and `readFileSync(path, "utf8")`, without `with`.',
  ],
  [
    /^\s*del [\w$]+\s*$/m,
    "A variable cannot be deleted: leave the line out. A cell that declares its name again gives it another value.",
  ],
  [/<([A-Za-z][\w.]*)?[^<>]*>[\s\S]*<\/\1>|<[A-Z]\w*[^<>]*\/>/, "Cells are TypeScript without JSX."],
];

/** A shell command, as in IPython or in a terminal. */
const shellCommand =
  /^[ \t]*(?:!\s*(?<marked>[a-z.~/].*)|(?<plain>(?:npm|npx|pnpm|yarn|pip3?|conda|git|curl|ls|cd|mkdir) +[\w./~-].*|ls|pwd))$/m;

/** How to run the shell command that a cell consists of. */
function shellHint(source: string): string | undefined {
  const { marked, plain } = shellCommand.exec(source)?.groups ?? {};
  const command = (marked ?? plain)?.trim();
  if (command === undefined) return undefined;
  const python = /^(pip3?|conda) /.test(command)
    ? " But it installs packages of Python, which cells in TypeScript cannot use."
    : "";
  return `This is a shell command. In TypeScript: import { execSync } from "node:child_process"; console.log(String(execSync(${JSON.stringify(command)})));${python}`;
}

/** Python's built-in names, and what to write in TypeScript. */
const pythonNames: Record<string, string> = {
  True: "`true`",
  False: "`false`",
  None: "`null` or `undefined`",
  print: "`console.log`",
  len: "`.length`",
  range: "`for (let i = 0; i < n; i++)`",
  str: "`String`",
  int: "`Math.trunc`",
  self: "`this`",
  help: "`Dense?`, the name with a question mark behind it",
  dir: "Tab after `name.`, or `Object.keys`",
  open: '`readFileSync(path, "utf8")`, from `import { readFileSync } from "node:fs";`',
  assert: "`if (!test) throw new Error(…)`",
};

/** A hint beyond TypeScript's own message; `undefined` if there is none. */
export function hint(
  source: string,
  diagnostics: readonly Diagnostic[],
  knowledge: () => Knowledge,
): string[] {
  const waiting = diagnostics.map(awaitHint).find((found) => found !== undefined);
  if (waiting !== undefined) return [waiting.text];
  const twice = diagnostics.map(declaredTwice).find((text) => text !== undefined);
  if (twice !== undefined) return [twice];
  const correction = corrected(diagnostics, knowledge);
  if (correction !== undefined) return [correction.reason, `    ${correction.code}`];
  const translation = translated(source, diagnostics, knowledge);
  const code = translation.map((line) => `    ${line}`);
  const found = [...sentences(source, diagnostics), ...imports(diagnostics, translation, knowledge)];
  if (code.length === 0 && found.length === 0) return remedies(diagnostics, knowledge);
  found.push(
    ...remedies(
      diagnostics.filter((diagnostic) => diagnostic.code === constant),
      knowledge,
    ),
  );
  if (code.length === 0) return found;
  return [...(found.length === 0 ? ["In TypeScript:"] : found), ...code];
}

/** "Cannot assign to 'a' because it is a constant", also when the statement is Python's. */
const constant = 2588;

/** What to do about errors that are not Python's syntax: for each of them, and else for a name that nothing declares. */
function remedies(diagnostics: readonly Diagnostic[], knowledge: () => Knowledge): string[] {
  const found = new Set<string>();
  for (const diagnostic of diagnostics) {
    const { code, file } = diagnostic;
    if (file === undefined || code < 2000) continue;
    const { cell, checker } = knowledge();
    const text = remedy(diagnostic, cell, checker);
    if (text !== undefined) found.add(text);
  }
  const [unknown] = diagnostics;
  if (diagnostics.length > 0 && diagnostics.every(({ code }) => code === 2304)) {
    const name = nameIn(unknown.messageText);
    found.add(
      `No cell that has run declares \`${name}\`: run the one that does, or look for a slip in the spelling.`,
    );
  }
  return [...found].slice(0, 3);
}

/** Which of two declarations of a name in a cell to delete: one that an exercise's copy has prepared is a leftover. */
function declaredTwice({ code, file, start }: Diagnostic): string | undefined {
  if (code !== 2451 || file === undefined || start === undefined) return undefined;
  const { text: name } = ts.getTouchingPropertyName(file, start) as Identifier;
  const found: VariableDeclaration[] = [];
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    found.push(...statement.declarationList.declarations.filter((one) => one.name.getText(file) === name));
  }
  if (found.length < 2) return undefined;
  // tslab adds a line above the cell.
  const lines = found.map((one) => file.getLineAndCharacterOfPosition(one.getStart(file)).line);
  const leftover = found.findIndex(({ initializer }) => initializer?.getText(file) === "undefined");
  const places = new Set(lines).size === 1 ? `twice in line ${lines[0]}` : `in lines ${lines.join(" and ")}`;
  const remedy =
    leftover < 0
      ? "delete one, give it another name, or assign without `const` or `let`"
      : `delete \`${found[leftover].parent.parent.getText(file)}\` in line ${lines[leftover]}`;
  return `\`${name}\` is declared ${places} of this cell: ${remedy}.`;
}

/** The correction of an NDArray's use; only these diagnostics can be about one. */
function corrected(diagnostics: readonly Diagnostic[], knowledge: () => Knowledge): Correction | undefined {
  for (const diagnostic of diagnostics) {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    if (diagnostic.file === undefined || !/'NDArray'|arithmetic operation/.test(message)) continue;
    const { cell, checker } = knowledge();
    const correction = arrayCorrection(diagnostic, cell, checker);
    if (correction !== undefined) return correction;
  }
  return undefined;
}

/** The hint for `await f().x`, which lacks brackets, and for `f().x`, which lacks the `await` too. */
export function awaitHint({
  code,
  file,
  start,
  messageText,
}: Diagnostic): { text: string; isAwaited: boolean } | undefined {
  if (file === undefined || start === undefined || (code !== 2339 && code !== 2551)) return undefined;
  if (!/ 'Promise<[^']*'/.test(ts.flattenDiagnosticMessageText(messageText, "\n"))) return undefined;
  const { parent } = ts.getTouchingPropertyName(file, start);
  if (
    parent === undefined ||
    !ts.isPropertyAccessExpression(parent) ||
    !ts.isCallExpression(parent.expression)
  )
    return undefined;
  let whole: Expression = parent;
  while (isContinued(whole)) whole = whole.parent as Expression;
  const rest = file.text.slice(parent.expression.end, whole.end);
  const right = `(await ${shortText(parent.expression)})${rest}`;
  if (ts.isAwaitExpression(whole.parent)) {
    const text = `The brackets are missing: \`${right}\` first waits, and then takes \`${rest}\`.`;
    return { text, isAwaited: true };
  }
  return { text: `Wait for it first: \`${right}\`.`, isAwaited: false };
}

/** True if the expression is the beginning of `expression.name`, `expression[…]` or `expression(…)`. */
function isContinued(expression: Expression): boolean {
  const { parent } = expression;
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent)) &&
    parent.expression === expression
  );
}

/** Sentences on what the cell seems to be, and on names that are Python's. */
function sentences(source: string, diagnostics: readonly Diagnostic[]): string[] {
  const isSyntax = diagnostics.some(({ code }) => code < 2000);
  const shell = isSyntax || /^\s*(!|ls\b|pwd\b)/.test(source) ? shellHint(source) : undefined;
  if (shell !== undefined) return [shell];
  if (isSyntax) {
    const [, found] = languageHints.find(([pattern]) => pattern.test(source)) ?? [];
    const told = [found, insteadOfImported(source)].filter((sentence) => sentence !== undefined);
    if (told.length > 0) return told;
  }
  for (const { code, messageText } of diagnostics) {
    const name = nameIn(messageText);
    if (code === 2304 && Object.hasOwn(pythonNames, name))
      return [`\`${name}\` is Python. In TypeScript use ${pythonNames[name]}.`];
    const instead = unknownName.has(code) ? insteadOf(name) : undefined;
    if (instead !== undefined) return [instead];
    if (code === 2307 && /^(https?|npm|jsr):/.test(name))
      return ["Node imports packages by their plain names, once they are installed."];
    if (code === 2307 && /^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name) && !isOurs(name))
      return [`If it is an npm package, install it in the notebook's project: \`npm install ${name}\`.`];
  }
  return [];
}

const nameIn = (messageText: Diagnostic["messageText"]) =>
  /'([^']*)'/.exec(ts.flattenDiagnosticMessageText(messageText, "\n"))?.[1] ?? "";

/** Packages of these names on npm are others. */
const isOurs = (specifier: string) => /^(keras|tensorflow|sklearn|scikit-learn)([./].*)?$/.test(specifier);

/** The import lines of names that `lib` exports, and of its modules under their names in Python. */
function imports(
  diagnostics: readonly Diagnostic[],
  translation: string[],
  knowledge: () => Knowledge,
): string[] {
  const lines = new Set<string>();
  for (const { code, messageText, file, start = 0 } of diagnostics) {
    const name = nameIn(messageText);
    if (unknownName.has(code)) {
      const { library } = knowledge();
      const isAll = name === "keras";
      for (const found of library.find(isAll ? "Sequential" : name)) {
        if (!isUsed(isAll ? name : found.name, translation)) continue;
        lines.add(`import ${isAll ? "* as keras" : `{ ${found.name} }`} from "${found.specifier}";`);
      }
    } else if (code === 2307 && /^[./]*lib\/|^\.+\/\w/.test(name)) {
      // `lib/keras`, from wherever it may be.
      const tail = name.replace(/^[./]*(?:lib\/)?/, "").replace(/(\/index)?(\.[jt]s)?$/, "");
      const paths = knowledge().library.specifiers();
      const meant = paths.find((one) => one.endsWith(`/lib/${tail}`)) ?? similar(name, paths);
      if (meant !== undefined) lines.add(`Its path, from this notebook, is "${meant}".`);
    } else if (code === 2307 && isOurs(name) && file !== undefined) {
      // The last clause before the module's name.
      const [clause = ""] =
        /(?<=import\s+(?:type\s+)?)[^"';]*?(?=\s*from\s*$)/.exec(file.text.slice(0, start)) ?? [];
      const names = [...clause.replace(/^[^{]*\{|\}.*$/g, "").matchAll(/([\w$]+)(?:\s+as\s+([\w$]+))?/g)];
      const wanted: [string, string][] = clause.includes("{")
        ? names.map(([, one, as = one]): [string, string] => [one, as])
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
    for (const found of library.find(name)) lines.add(`import { ${found.name} } from "${found.specifier}";`);
  }
  const missing = [...lines].filter((line) => !translation.includes(line));
  return missing.map((line) => (line.startsWith("import") ? `Import it: \`${line}\`` : line));
}

/** The path that a wrong one is most like, if they differ by little. */
const similar = (name: string, paths: string[]) =>
  (ts as unknown as { getSpellingSuggestion: Similar }).getSpellingSuggestion(name, paths, (path) => path);

type Similar = (name: string, candidates: string[], text: (one: string) => string) => string | undefined;

/** The names that are called in a translation, and that it does not import. */
function calledNames(translation: string[]): string[] {
  const code = translation.join("\n");
  const names = [...code.matchAll(/(?<![.\w$"'`])(?:new )?([A-Za-z_$][\w$]*)\(/g)].map(([, name]) => name);
  return [...new Set(names)].filter(
    (name) => !RegExp(`import .*\\b${name.replaceAll("$", "\\$")}\\b`).test(code),
  );
}

/** True if a name of the cell is one in its translation too, and not that of an option or a new variable. */
function isUsed(name: string, translation: string[]): boolean {
  const escaped = name.replaceAll("$", "\\$");
  return (
    translation.length === 0 ||
    RegExp(`(?<![.\\w$"'])${escaped}(?![\\w$"']|:| = )`).test(translation.join("\n"))
  );
}

/** "Cannot find name", with and without a suggestion, and of a namespace or shorthand. */
const unknownName = new Set([2304, 2552, 2503, 18004]);

function modulesOf(library: Library, name: string): string {
  const part = /^(sklearn|scikit)/.test(name) ? "/sklearn/" : "/keras";
  const paths = library.specifiers().filter((specifier) => specifier.includes(part));
  return `It is in this project: \`import { … } from "${paths.join('"`, `"')}"\`.`;
}

/** The statements with errors as TypeScript would have them, if they are Python, or half Python. */
function translated(
  source: string,
  diagnostics: readonly Diagnostic[],
  knowledge: () => Knowledge,
): string[] {
  const statements = pythonStatements(withPrintCalls(source)) ?? statementsWith(source, diagnostics);
  const declared = new Set<string>();
  const waiting = new Set<string>();
  const lines: string[] = [];
  for (const statement of statements) {
    const around = (): Surroundings => {
      const { surroundings } = knowledge();
      return {
        ...surroundings,
        isKnown: (name) => declared.has(name) || surroundings.isKnown(name),
        called: (text) =>
          waiting.has(text)
            ? { parameters: [], options: [], isClass: false, isAsync: true }
            : surroundings.called(text),
      };
    };
    const translation = fromStatement(statement, around, source) ?? waitingCall(statement, waiting);
    if (translation === undefined) continue;
    for (const [, names] of translation.matchAll(/^(?:const|let) ([^=;]+)/gm))
      for (const [name] of names.matchAll(/[\w$]+/g)) declared.add(name);
    for (const [, name] of translation.matchAll(/^async function ([\w$]+)/gm)) waiting.add(name);
    lines.push(...translation.split("\n"));
  }
  return lines.length > mostLines ? [...lines.slice(0, mostLines), "…"] : lines;
}

const mostLines = 20;

/** A call of a function that its translation has made async, which is TypeScript but for the `await`. */
function waitingCall(statement: string, waiting: ReadonlySet<string>): string | undefined {
  const [, name] = /^([\w$]+)\(.*\);?$/s.exec(statement) ?? [];
  return waiting.has(name) ? `await ${statement.replace(/;$/, "")};` : undefined;
}

function fromStatement(statement: string, around: () => Surroundings, cell: string): string | undefined {
  // A test in TypeScript's brackets may be Python's.
  const [head] = /^\}?\s*(?:else\s+)?(?:if|while)\s*\(/.exec(statement) ?? [""];
  const end = head === "" ? statement.length : closingBracket(statement, head.length);
  const code = statement.slice(head.length, end);
  const translation = fromPython(code, around(), cell);
  if (translation === undefined) return undefined;
  if (head !== "") return head + translation.replace(/;$/, "") + statement.slice(end);
  const { parseDiagnostics } = ts.createSourceFile(
    "cell.ts",
    translation,
    ts.ScriptTarget.Latest,
  ) as unknown as {
    parseDiagnostics: Diagnostic[];
  };
  return parseDiagnostics.length > 0 ? undefined : translation;
}

/** The position of the bracket that closes the one before `start`. */
function closingBracket(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
  return text.length;
}

/** The statements in which there are errors: lines, together with those that their brackets reach to. */
function statementsWith(source: string, diagnostics: readonly Diagnostic[]): string[] {
  const wrong = new Set(
    diagnostics.flatMap(({ file, start = 0 }) =>
      // tslab adds a line above the cell.
      file === undefined ? [] : [file.getLineAndCharacterOfPosition(start).line - 1],
    ),
  );
  const statements: string[] = [];
  let lines: string[] = [];
  let depth = 0;
  let isWrong = false;
  for (const [index, line] of source.split("\n").entries()) {
    lines.push(line);
    isWrong ||= wrong.has(index);
    for (const [bracket] of line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "").matchAll(/[()[\]{}]/g)) {
      const isBlock = depth === 0 && /[{}]/.test(bracket);
      if (!isBlock) depth += /[([{]/.test(bracket) ? 1 : -1;
    }
    if (depth > 0) continue;
    if (isWrong) statements.push(lines.join("\n").trim());
    [lines, depth, isWrong] = [[], 0, false];
  }
  return isWrong ? [...statements, lines.join("\n").trim()] : statements;
}
