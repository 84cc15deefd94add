import type { Diagnostic, Expression } from "typescript";
import { missingPackage } from "../missing-package.ts";
import { isOurs } from "../own-packages.ts";
import { arrayCorrection, type Correction } from "./array-hints.ts";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";
import { declaredTwice } from "./declared-twice.ts";
import { importHints, nameIn, undeclared, unknownName } from "./import-hints.ts";
import type { Knowledge } from "./knowledge.ts";
import { importedNames } from "./library.ts";
import { withSign } from "./missing-sign.ts";
import { accessAt, shortText } from "./node-hint.ts";
import { noOverload } from "./overloads.ts";
import { isBuiltin } from "./python/builtins.ts";
import { hasCounterpart, insteadOf, insteadOfImported } from "./python/packages.ts";
import { pythonStatements } from "./python/syntax.ts";
import { memberRemedy, remedy } from "./remedies.ts";
import { isComment, linesOf } from "./translated.ts";
import { checkedTranslation, isAccepted, withParameterTypes } from "./translation-check.ts";
import { changedLines, withAsciiSigns, withDoubleQuotes } from "./typographic-signs.ts";

/** `loss:.3f` between the arguments of a call. */
const numberFormat = /[\w)\]]\s*:\s*\.\d+[efg]\s*[,)]/;

/** Hints for cells in another language, by a pattern in the cell. */
const languageHints: [pattern: RegExp, hint: string][] = [
  [/^\s*%matplotlib\b/m, "Figures appear by themselves: leave the line `%matplotlib` out."],
  [
    /^\s*%%?time/m,
    "The time that code takes: `console.time();` before it, and `console.timeEnd();` behind it.",
  ],
  [
    /^\s*%/m,
    "Lines that begin with % are IPython magics, which this kernel does not have: cells are TypeScript.",
  ],
  [
    /^\s*with open\(.*["'][wax][bt+]*["'].*:\s*$/m,
    'This looks like Python. Files are written with `import { writeFileSync } from "node:fs";` and `writeFileSync(path, text)`, without `with`.',
  ],
  [
    /^\s*with open\(.*:\s*$/m,
    'This looks like Python. Files are read with `import { readFileSync } from "node:fs";` and `readFileSync(path, "utf8")`, without `with`.',
  ],
  [
    /^\s*del [\w$]+\s*$/m,
    "A variable cannot be deleted: leave the line out. A cell that declares its name again gives it another value.",
  ],
  [
    /^[ \t]*except\b.*\b(Index|Key|ZeroDivision)Error\b/m,
    "JavaScript has no such errors: an element that is missing is `undefined`, and `1 / 0` is `Infinity`.",
  ],
  [/^[ \t]*(global|nonlocal)\b/m, "A function uses the variables around it as they are: leave the line out."],
  [
    /=>\s*\{\s*\w+\s*:[^;{}]*,\s*\w+\s*:/,
    "Braces behind `=>` begin a block: an object stands in parentheses, `(x) => ({ a: x, b: 1 })`.",
  ],
  [/^match ([^(\n:]+):$/m, 'A choice among values: `switch (name) { case "a": …; break; default: … }`.'],
  [/^return\b/m, "A cell has no `return`: the value of its last expression is shown."],
  [
    /^\s*(?:\} *else *)?(?:if|while|switch) +[^(\n][^:\n]*\{.*$/m,
    "The test of an `if`, `while` or `switch` stands in parentheses: `if (loss > 0.5) { … }`.",
  ],
  [/^\s*for \w+ in [^{:]*[\w)\]] *\{/m, "A loop over the values of a list: `for (const x of xs) { … }`."],
  [
    /\bfor *\((?:let|const|var) \w+ *= *[^;()]+,[^;()]+,[^;()]+\)/,
    "The three parts of a `for` are separated by semicolons: `for (let i = 0; i < n; i++)`.",
  ],
  [
    /^\s*(?:(?:const|let|var) *\(\w+(?:, *\w+)+\)|const \w+(?:, *\w+)+) *=(?![=>])/m,
    "Names for the parts of a list stand in brackets: `const [a, b] = …`.",
  ],
  [
    /^\s*for *\((?:const|let|var) \w+, *\w+ +(?:of|in)\b/m,
    "Names for the parts of an entry stand in brackets: `for (const [k, v] of Object.entries(record)) { … }`.",
  ],
  [/\$\{[^{}]*:\.\d+[efg]\}/, `Decimals in a text: \`\${loss.toFixed(3)}\`.`],
  [numberFormat, "Decimals of a number: `loss.toFixed(3)`."],
  [/\bf(["']).*\{.*\1/, `Text with values is written in backticks: \`loss \${loss.toFixed(3)}\`.`],
  [
    /^\s*(def \w+\(.*:|class \w+.*:\s*$|@\w[\w.]*|for \w+ in .*:|(if|elif|while|else|try|with) ?.*:\s*$|import \w[\w.]* as \w+|from [\w.]+ import )/m,
    "This looks like Python, but cells are TypeScript.",
  ],
  [
    // Not in a comment or string, and not the arguments of a call.
    /^(?![ \t]*\*)(?:"[^"\n]*"|'[^'\n]*'|(?!\/[/*])[^"'`#\n])*(?<![\w$\])])\(-?[\w.]+, *\)(?! *=>)/m,
    "There are no tuples: write a list, such as `[5]` for `(5,)`.",
  ],
  [/^\s*#(?![\w!])/m, "Comments begin with // in TypeScript."],
  [/<([A-Za-z][\w.]*)?[^<>]*>[\s\S]*<\/\1>|<[A-Z]\w*[^<>]*\/>/, "Cells are TypeScript without JSX."],
];

/** Hints for parts of TensorFlow that have another counterpart than their name. */
const alienHints: [pattern: RegExp, hint: string][] = [
  [
    /\btf\.data\b/,
    "In place of tf.data `fit` takes arrays, which it shuffles: `await model.fit(X, y, { batchSize: 32 })`.",
  ],
  [
    /\bGradientTape\b/,
    "In place of GradientTape there is `optimizer.minimize(() => loss, model.trainableVariables)`, which also applies the gradients.",
  ],
];

/** Python's conversion of a text that is no whole number, or no number. */
const noNumber =
  /\bint\((["'])(?!\s*[-+]?\d+\s*\1)[^"']*\1\)|\bfloat\((["'])(?!\s*[-+]?([\d.]+(e[-+]?\d+)?|inf|nan)\s*\2)[^"']*\2\)/i;

/** Hints for errors of syntax in TypeScript, by their code. */
const syntaxHints: Record<number, string> = {
  1163: "`yield` is for generators: `function* batches() { yield 3; }`. A cell shows the value of its last expression.",
  1351: "A method of a number stands behind parentheses, `(3).toFixed(2)`, and a product has its sign: `2 * x`.",
};

/** A shell command, as in IPython or in a terminal. */
const shellCommand =
  /^[ \t]*(?:(?:!\s*|%(?=(?:pip3?|conda|ls|pwd|cd)\b))(?<marked>[a-z.~/].*)|(?<plain>(?:npm|npx|pnpm|yarn|pip3?|conda|git|curl|ls|cd|mkdir) +[\w./~-].*|ls|pwd))$/m;

/** How to run the shell command that a cell consists of. */
function shellHint(source: string): string | undefined {
  const { marked, plain } = shellCommand.exec(source)?.groups ?? {};
  const command = (marked ?? plain)?.trim();
  if (command === undefined) return undefined;
  // A shell of its own would take the new folder along when it ends.
  const [, folder] = /^cd\s+["']?([^"';&|]+?)["']?$/.exec(command) ?? [];
  if (folder !== undefined)
    return `This is a shell command. In TypeScript: process.chdir(${JSON.stringify(folder)});`;
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
  pass: "`{}`, a block without statements, or leave it out",
  sleep: "`await new Promise((resolve) => setTimeout(resolve, 1000))`, in milliseconds",
  dir: "Tab after `name.`, or `Object.keys`",
  open: '`readFileSync(path, "utf8")`, from `import { readFileSync } from "node:fs";`',
  assert: "`if (!test) throw new Error(…)`",
};

/** Python's types. */
const pythonTypes: Record<string, string> = {
  int: "`number`",
  float: "`number`",
  str: "`string`",
  bool: "`boolean`",
  list: "`number[]`, a list of numbers",
  dict: "`Record<string, number>`, numbers by names",
  tuple: "`[number, number]`, two numbers",
  None: "`void` for a function that returns nothing, else `null`",
};

/** The lines below the errors of a cell. */
export interface Hint {
  lines: string[];
  /** True for an error that the lines explain better than TypeScript does. */
  explains(diagnostic: Diagnostic): boolean;
}

/** A hint beyond TypeScript's own messages; without lines if there is none. */
export function hint(source: string, diagnostics: readonly Diagnostic[], knowledge: () => Knowledge): Hint {
  const isAsync = diagnostics.map(asyncHint).find((found) => found !== undefined);
  if (isAsync !== undefined) return alone(isAsync);
  const plain = withAsciiSigns(source, diagnostics);
  const typed = plain ?? withDoubleQuotes(source);
  if (typed !== undefined) {
    const { statements } = checkedTranslation(typed, [], knowledge, () => []);
    const code = statements.length > 0 ? linesOf(statements) : changedLines(source, typed);
    const reason =
      plain === undefined
        ? "A text with an apostrophe stands in double quotes:"
        : "Code has the signs of a keyboard: straight quotes, and no wide letters.";
    return {
      lines: [reason, ...code.map((line) => `    ${line}`)],
      explains: ({ code }) => code < 2000,
    };
  }
  const braced = withBraces(source, diagnostics);
  if (braced.length > 0 && pythonStatements(source) === undefined)
    return {
      lines: ["Options stand in braces:", ...braced.map(({ text }) => `    ${text}`)],
      explains: ({ code, start = 0 }) => code < 2000 && braced.some((call) => isWithin(call, start)),
    };
  const twice = diagnostics.map(declaredTwice).find((text) => text !== undefined);
  if (twice !== undefined) return alone(twice);
  const correction = waited(diagnostics, knowledge) ?? corrected(diagnostics, knowledge);
  let imports: string[] = [];
  const {
    statements,
    explains,
    undeclared: names = [],
  } = checkedTranslation(source, diagnostics, knowledge, (translation) => {
    imports = importHints(diagnostics, linesOf(translation.statements), knowledge);
    return importsIn(imports);
  });
  if (statements.length === 0) imports = importHints(diagnostics, [], knowledge);
  const code = linesOf(statements).map((line) => `    ${line}`);
  if (correction !== undefined) {
    const isRight = correction.code !== undefined && isAccepted(correction.code, knowledge);
    const fixed = code.length > 0 ? code : isRight ? [`    ${correction.code}`] : [];
    return { lines: [correction.reason, ...(code.length > 0 ? imports : []), ...fixed], explains };
  }
  if (code.length === 0) {
    const lines = withParameterTypes(source, diagnostics, knowledge);
    if (lines.length > 0) return { lines, explains: () => true };
  }
  const isSyntax = diagnostics.some(({ code }) => code < 2000);
  const isPartial = statements.some((one) => isComment(one.code));
  const [, alien] = alienHints.find(([pattern]) => pattern.test(source)) ?? [];
  if (code.length === 0 && alien !== undefined)
    return { lines: [alien], explains: ({ code }) => code < 2000 };
  // A name of Python's that is one of Keras' here, such as `random`, has its import.
  const imported = importsIn(imports).flatMap(importedNames);
  const unknown = diagnostics.filter(({ messageText }) => !imported.includes(nameIn(messageText)));
  const found = [...sentences(source, unknown, code.length > 0), ...imports];
  if (isPartial && alien !== undefined) found.unshift(alien);
  if (code.length > 0 && noNumber.test(source))
    found.push(
      "Python raises a ValueError for such a text; here a text that is no number gives NaN, and `parseInt` reads the digits at its beginning.",
    );
  if (code.length === 0 && found.length === 0 && isSyntax) {
    const [missing, ...lines] = withSign(source, diagnostics) ?? [];
    if (pythonStatements(source) !== undefined)
      found.push("This looks like Python, but cells are TypeScript.");
    else if (missing !== undefined) found.push(missing, ...lines.map((line) => `    ${line}`));
  }
  if (code.length === 0 && found.length === 0) {
    const lines = remedies(diagnostics, knowledge);
    // All overloads are listed, and all lists of arguments that a function takes.
    const isLong = ({ code, messageText }: Diagnostic) =>
      code === noOverload ||
      (code === 2345 &&
        /^Argument of type '(\[|Promise<)/.test(ts.flattenDiagnosticMessageText(messageText, "\n")));
    return { lines, explains: (one) => isLong(one) && remedies([one], knowledge).length > 0 };
  }
  const isAssigned = ({ messageText }: Diagnostic) =>
    code.length === 0 ||
    code.some((line) => RegExp(`^ *\\[?([\\w$.]+, )*${nameIn(messageText)}\\b[^=(:]* [-+*/]?= `).test(line));
  const constants = diagnostics.filter((one) => one.code === constant && isAssigned(one));
  found.push(...remedies(constants, knowledge));
  // Python is a syntax error in many places, none of which helps.
  const isForeign = ({ code, messageText }: Diagnostic) =>
    isSyntax && code < 2000 && !found[0]?.startsWith(`\`${nameIn(messageText)}\` is missing`);
  if (code.length === 0) return { lines: found, explains: isForeign };
  if (isPartial) found.push("The lines behind // have no short translation.");
  // The rest of the cell may declare the others, and so may a line without a translation.
  const isWhole = isSyntax && !isPartial && pythonStatements(source) !== undefined;
  const missing = diagnostics.flatMap((one) => (unknownName.has(one.code) ? nameIn(one.messageText) : []));
  const lost = names.filter((name) => (isWhole || missing.includes(name)) && !isPythons(name));
  return {
    lines: [
      ...(found.length === 0 ? ["In TypeScript:"] : found),
      ...code,
      ...(lost.length === 0 ? [] : [undeclared(lost)]),
    ],
    explains: (diagnostic) => isForeign(diagnostic) || explains(diagnostic),
  };
}

/** True for a name that no cell is going to declare. */
const isPythons = (name: string) =>
  Object.hasOwn(pythonNames, name) || isBuiltin(name) || insteadOf(name) !== undefined;

const alone = (...lines: string[]): Hint => ({ lines, explains: () => false });

/** The statements in hints to import names. */
const importsIn = (hints: readonly string[]) =>
  hints.flatMap((line) => /^Import it: `(.*)`$/.exec(line)?.[1] ?? []);

/** "Cannot assign to 'a' because it is a constant", also when the statement is Python's. */
const constant = 2588;

/** Remedies for errors that are not Python's syntax: for each of them, and else for a name that nothing declares. */
function remedies(diagnostics: readonly Diagnostic[], knowledge: () => Knowledge): string[] {
  const found = new Set<string>();
  for (const diagnostic of diagnostics) {
    const { code, file } = diagnostic;
    // The remedies look at the cell: an imported file has diagnostics, too.
    if (code < 2000 || file?.fileName !== knowledge().cell.fileName) continue;
    const text = remedy(diagnostic, knowledge());
    if (text !== undefined) found.add(text);
  }
  if (found.size === 0 && diagnostics.length > 0 && diagnostics.every(({ code }) => code === 2304)) {
    found.add(undeclared(diagnostics.map(({ messageText }) => nameIn(messageText))));
  }
  return [...found].slice(0, 3);
}

/** The line of `new Dense(3, activation: "relu")` with the braces around its options, and where these stand in the cell. */
interface Braced {
  text: string;
  from: number;
  to: number;
}

const isWithin = ({ from, to }: Braced, position: number) => from <= position && position <= to;

/** The calls whose options lack braces, up to the first other mistake. */
function withBraces(source: string, diagnostics: readonly Diagnostic[]): Braced[] {
  const found: Braced[] = [];
  for (const { messageText, file, start = 0 } of diagnostics) {
    if (found.some((call) => isWithin(call, start))) continue;
    if (messageText !== "',' expected." || file === undefined) break;
    const { line, column } = cellPosition(file, start);
    const text = source.split("\n")[line - 1] ?? "";
    const [, before, name] = /^(.*\((?:[^()]*, *)?)([A-Za-z]\w*) *$/.exec(text.slice(0, column - 1)) ?? [];
    const [, options, after] =
      /^(:(?:[^()[\]]|\([^()]*\)|\[[^[\]]*\])*)(\).*)$/.exec(text.slice(column - 1)) ?? [];
    if (name === undefined || options === undefined || numberFormat.test(name + options + after)) break;
    if (/,\s*\{/.test(options.replace(/\([^()]*\)|\[[^[\]]*\]/g, ""))) break;
    // The types of parameters.
    if (/^:\s*[\w.[\]<>]+\s*=>/.test(options) || /^\)\s*(:[^={]*)?(\{|=>)/.test(after)) break;
    found.push({
      text: `${before}{ ${name}${options} }${after}`.trim(),
      from: start,
      to: start + options.length,
    });
  }
  return found;
}

/** `model.predict(X)[0]`: a part of a Promise where one of its value is meant. */
function waited(diagnostics: readonly Diagnostic[], knowledge: () => Knowledge): Correction | undefined {
  const waiting = diagnostics.find((one) => awaitHint(one) !== undefined);
  if (waiting?.start === undefined) return undefined;
  const { cell } = knowledge();
  const isHere = waiting.file?.fileName === cell.fileName;
  const member = isHere ? ts.getTouchingPropertyName(cell, waiting.start) : undefined;
  return { reason: (member && memberRemedy(member, knowledge(), true)) ?? awaitHint(waiting)!.text };
}

/** The correction of the use of an NDArray or a tensor; only these diagnostics can be about one. */
function corrected(diagnostics: readonly Diagnostic[], knowledge: () => Knowledge): Correction | undefined {
  const about = diagnostics.filter(({ messageText, file }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    return file !== undefined && /'(NDArray|Tensor(\dD|<.*>)?)'|arithmetic operation/.test(message);
  });
  if (about.length === 0) return undefined;
  const { cell, checker } = knowledge();
  return arrayCorrection(about, cell, checker);
}

/** The hint for `await f().x` and `await f()[0]`, which lack parentheses, and for those that lack the `await` too. */
export function awaitHint({
  code,
  file,
  start,
  messageText,
}: Diagnostic): { text: string; isAwaited: boolean } | undefined {
  if (file === undefined || start === undefined || !missingMember.has(code)) return undefined;
  if (!/ 'Promise<[^']*'/.test(ts.flattenDiagnosticMessageText(messageText, "\n"))) return undefined;
  const parent = accessAt(ts.getTouchingPropertyName(file, start));
  if (parent === undefined || !ts.isCallExpression(parent.expression)) return undefined;
  let whole: Expression = parent;
  while (isContinued(whole)) whole = whole.parent as Expression;
  const rest = file.text.slice(parent.expression.end, whole.end);
  const right = `(await ${shortText(parent.expression)})${rest}`;
  if (ts.isAwaitExpression(whole.parent)) {
    const text = `The parentheses are missing: \`${right}\` first waits, and then takes \`${rest}\`.`;
    return { text, isAwaited: true };
  }
  return { text: `Wait for it first: \`${right}\`.`, isAwaited: false };
}

/** "Property does not exist", with and without a suggestion, and of an element. */
const missingMember = new Set([2339, 2551, 7053]);

/** The hint for an `await` in a function that is not async. */
function asyncHint({ code, file, start }: Diagnostic): string | undefined {
  if (code !== 1308 || file === undefined || start === undefined) return undefined;
  const around = ts.findAncestor(ts.getTouchingPropertyName(file, start), ts.isFunctionLike);
  if (around === undefined) return undefined;
  const end = "body" in around && around.body !== undefined ? around.body.getStart(file) : around.end;
  const head = file.text.slice(around.getStart(file), end).replace(/\s+/g, " ").trim();
  return `A function that waits is async: \`async ${head.replace(/^(override|public|private|protected|static) /, "")}${head.endsWith("=>") ? " …" : " { … }"}\`.`;
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

/** Sentences on what the cell seems to be, and on names that are Python's, unless there is a translation. */
function sentences(source: string, diagnostics: readonly Diagnostic[], isTranslated: boolean): string[] {
  const isSyntax = diagnostics.some(({ code }) => code < 2000);
  const shell = isSyntax || /^\s*(!|ls\b|pwd\b)/.test(source) ? shellHint(source) : undefined;
  if (shell !== undefined) return [shell];
  if (isSyntax) {
    const [, found] = languageHints.find(([pattern]) => pattern.test(source)) ?? [];
    const told = [...(found === undefined ? [] : [found]), ...insteadOfImported(source)];
    if (told.length > 0) return told;
    const [known] = diagnostics.flatMap(({ code }) => syntaxHints[code] ?? []);
    if (known !== undefined && !isTranslated) return [known];
  }
  for (const { code, messageText, file, start = 0 } of diagnostics) {
    const name = nameIn(messageText);
    const isType =
      code === 2304 && file && ts.isTypeReferenceNode(ts.getTouchingPropertyName(file, start).parent);
    if (isType && !isTranslated && Object.hasOwn(pythonTypes, name))
      return [`\`${name}\` is a type of Python's. In TypeScript it is ${pythonTypes[name]}.`];
    if (code === 2304 && !isTranslated && Object.hasOwn(pythonNames, name)) {
      const names = new Set(diagnostics.map(({ messageText }) => nameIn(messageText)));
      const known = [...names].filter((one) => Object.hasOwn(pythonNames, one));
      return known.map((one) => `\`${one}\` is Python. In TypeScript use ${pythonNames[one]}.`);
    }
    if (code === 2304 && !isTranslated && isBuiltin(name))
      return [`\`${name}\` is a function of Python's, which TypeScript does not have.`];
    if (hasCounterpart(name)) continue;
    const instead = unknownName.has(code) || code === 2307 ? insteadOf(name) : undefined;
    if (instead !== undefined) return [instead];
    if (code === 2307 && /^(https?|npm|jsr):/.test(name))
      return ["Node imports packages by their plain names, once they are installed."];
    if (code === 2307 && /^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name) && !isOurs(name))
      return [missingPackage(name)];
  }
  return [];
}
