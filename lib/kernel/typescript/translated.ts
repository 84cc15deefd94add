import type { Diagnostic } from "typescript";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";
import type { Knowledge } from "./knowledge.ts";
import { isWhole } from "./missing-sign.ts";
import { withPrintCalls } from "./python/half-typescript.ts";
import { fromPython } from "./python/statements.ts";
import { pythonStatements } from "./python/syntax.ts";
import type { Surroundings } from "./surroundings.ts";

/** A statement of a cell as TypeScript. */
export interface TranslatedStatement {
  python: string;
  /** `python` as a comment, if there is no short translation. */
  code: string;
}

/** The statements of a cell that is Python, or half Python, as TypeScript would have them. */
export interface Translation {
  statements: TranslatedStatement[];
  /** True if an error is in one of them. */
  explains(diagnostic: Diagnostic): boolean;
  /** Names in them that nothing declares. */
  undeclared?: readonly string[];
}

/**
 * All statements of a cell that is Python; of another one those with errors, as far as they are Python.
 *
 * @param earlierRound knows more of types, from an earlier translation
 */
export function translated(
  source: string,
  diagnostics: readonly Diagnostic[],
  knowledge: () => Knowledge,
  earlierRound?: Surroundings,
): Translation {
  const printing = withPrintCalls(source);
  const whole = pythonStatements(printing.replace(magic, ""));
  const statements =
    whole ??
    statementsOf(
      printing,
      diagnostics.filter((one) => !maybeMissing.has(one.code) && !isInField(one)),
    ).filter(({ isWrong }) => isWrong);
  const declared = new Set<string>();
  const waiting = new Set<string>();
  const found: TranslatedStatement[] = [];
  const lines = new Set<number>();
  let isNewFigure = false;
  /** The statements that are TypeScript but for an `await`. */
  const waits = new Map<TranslatedStatement, string>();
  for (const { text, from, to } of statements) {
    const around = (): Surroundings => {
      const { surroundings } = knowledge();
      return {
        ...(earlierRound ?? surroundings),
        knowsLoops: earlierRound !== undefined,
        isConstant: (name) => !declared.has(name) && surroundings.isConstant(name),
        // The cell's own variables have their types once it is translated.
        type: (text) =>
          earlierRound === undefined && declared.has(/^\w*/.exec(text)![0])
            ? ""
            : (earlierRound ?? surroundings).type(text),
        isKnown: (name) =>
          declared.has(name) || (!importsByPython(source, name) && surroundings.isKnown(name)),
        called: (text, isNew) =>
          waiting.has(text) && !earlierRound?.called(text)?.isAsync
            ? { parameters: [], options: [], byName: [], most: 0, isClass: false, isAsync: true, returns: "" }
            : (earlierRound ?? surroundings).called(text, isNew),
      };
    };
    const { code, withAwait } = waitingCall(text, waiting) ?? fromStatement(text, around, source);
    if (whole === undefined && (code === undefined || code === text)) continue;
    if (code === "" && /^plt\.(figure|show|subplot)\(/.test(text)) isNewFigure = true;
    if (code === undefined) found.push({ python: text, code: asComment(text) });
    else if (whole !== undefined && !isNewFigure && withTraces(found.at(-1), text, code)) continue;
    else if (code !== "" && !found.some((one) => one.code === code && once.test(code))) {
      found.push({ python: text, code });
      isNewFigure = false;
      if (withAwait !== undefined) waits.set(found.at(-1)!, withAwait);
    }
    for (let line = from; line <= to; line++) lines.add(line);
    for (const [, names] of (code ?? "").matchAll(/^(?:const|let) ([^=;]+)/gm))
      for (const [name] of names.matchAll(/[\w$]+/g)) declared.add(name);
    for (const [, name] of (code ?? "").matchAll(/^(?:class|(?:async )?function\*?|import \* as) ([\w$]+)/gm))
      declared.add(name);
    for (const [, name] of (code ?? "").matchAll(/^async function ([\w$]+)/gm)) waiting.add(name);
  }
  const isNew = found.some(({ python, code }) => code !== python && !isComment(code));
  const last = found.findLastIndex(({ code }) => !isComment(code));
  return {
    statements: isNew
      ? found.map((one, at) => ({
          ...one,
          code: displayed(waits.get(one) ?? one.code, whole === undefined || at === last),
        }))
      : [],
    explains: ({ file, start = 0 }) =>
      isNew && file !== undefined && lines.has(cellPosition(file, start).line),
  };
}

/** True for an error in a field of a class in TypeScript, `units = new Dense(1);`, which an assignment of Python's looks like. */
function isInField({ file, start = 0 }: Diagnostic): boolean {
  const node = file && ts.getTouchingPropertyName(file, start);
  return ts.findAncestor(node, ts.isPropertyDeclaration) !== undefined;
}

/** "Object is possibly 'undefined'", of code that is TypeScript. */
export const maybeMissing = new Set([2531, 2532, 2533, 18047, 18048, 18049]);

/** IPython's commands about a cell or a line, which leave its code as it is. */
const magic =
  /^%%?(?:time|timeit|capture|matplotlib)\b(?:[ \t]+(?:inline|widget|notebook|-\w+(?: \d+)?)\b)*/gm;

/** Adds the curves of a figure to the one before, as matplotlib does; true if both are figures of curves. */
function withTraces(before: TranslatedStatement | undefined, python: string, code: string): boolean {
  const axesOf = (text = "") => /^[\w[\], ]*/.exec(text)![0];
  if (axesOf(before?.python) !== axesOf(python)) return false;
  const [, more] = aFigure.exec(code) ?? [];
  const [, traces] = aFigure.exec(before?.code ?? "") ?? [];
  if (more === undefined || traces === undefined) return false;
  before!.code = before!.code.replace(traces, () => `${traces}, ${more}`);
  return true;
}

const aFigure = /^new Figure\(\[(\{ type: "scatter", .*\})\], \{ width: 600, height: 400 \}, "a curve"\);$/;

/** Figures inside blocks and before the last statement show themselves only by `display`. */
const displayed = (code: string, isLast: boolean) =>
  code
    .replace(/^( *learningCurves\(.*\);\n)\1+/gm, "$1")
    .replace(
      /^( *)((?:new Figure|histplot|learningCurves|scatterplot)\(.*\));$/gm,
      (line, indent: string, figure: string) =>
        isLast && indent === "" ? line : `${indent}display(${figure});`,
    );

/** The lines of a translation, as they are shown. */
export function linesOf(statements: readonly TranslatedStatement[]): string[] {
  const lines = statements.flatMap(({ code }) => code.split("\n"));
  return lines.length > mostLines ? [...lines.slice(0, mostLines), "…"] : lines;
}

export const asComment = (code: string) => code.replace(/^/gm, "// ");
export const isComment = (code: string) => code.startsWith("// ");

/** True if the cell imports the name by Python's statement, of which TypeScript makes an odd declaration. */
const importsByPython = (source: string, name: string) =>
  RegExp(
    `^[ \\t]*(?:from[ \\t]+\\S+[ \\t]+)?import[ \\t][^;\\n"'\`]*\\b${name}\\b[^;\\n"'\`]*(?:;|$)`,
    "m",
  ).test(source);

const mostLines = 40;

/** A call of a function that its translation has made async, which is TypeScript but for the `await`. */
function waitingCall(statement: string, waiting: ReadonlySet<string>): Translated | undefined {
  const [, name] = /^([\w$]+)\(.*\);?$/s.exec(statement) ?? [];
  return waiting.has(name) ? { code: `await ${statement.replace(/;$/, "")};` } : undefined;
}

/** The code is the statement's own if that is TypeScript, `undefined` if there is no translation. */
interface Translated {
  code: string | undefined;
  withAwait?: string;
}

/** Lines that are shown once: a figure has the curves of all figures of a training. */
const once = /^(import|learningCurves\()/;

/** A statement of Python, or half of it, as TypeScript. */
function fromStatement(statement: string, around: () => Surroundings, cell: string): Translated {
  // A test in TypeScript's brackets may be Python's, and one in Python's has a colon behind.
  const [head] = /^\}?\s*(?:else\s+)?(?:if|while)\s*\((?!.*:[ \t]*\n)/.exec(statement) ?? [""];
  const end = head === "" ? statement.length : closingBracket(statement, head.length);
  const code = statement.slice(head.length, end);
  const { code: translation, isSame } = fromPython(code, around(), cell) ?? {};
  if (translation === undefined) return { code: undefined };
  if (isSame) {
    const isWaiting = head === "" && /\bawait\b/.test(translation) && !/\bawait\b/.test(code);
    return { code: statement, ...(isWaiting && { withAwait: translation }) };
  }
  if (head !== "") return { code: head + translation.replace(/;$/, "") + statement.slice(end) };
  return { code: isWhole(translation) ? translation : undefined };
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

/** A part of a cell, with its first and last line, counted from 1. */
interface Statement {
  text: string;
  from: number;
  to: number;
  /** True if an error is in it. */
  isWrong: boolean;
}

/** True if a line below Python's `for …:` belongs to it. */
function isInBlock(head: string, line: string | undefined): boolean {
  if (line === undefined || !/:\s*(#.*)?$/.test(head) || /^\s*(case|default)\b/.test(head)) return false;
  const indent = (text: string) => /^\s*/.exec(text)![0].length;
  return (
    indent(line) > indent(head) || line.trim() === "" || /^\s*(elif|else|except|finally)\b.*:/.test(line)
  );
}

/** The statements of a line that others follow behind their semicolons. */
function partsBefore(line: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  for (const [token] of line.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/.*|./g)) {
    part += token;
    if (/^[()[\]{}]$/.test(token)) depth += /[([{]/.test(token) ? 1 : -1;
    if (depth < 0) return parts;
    if (token !== ";" || depth > 0) continue;
    parts.push(part);
    part = "";
  }
  // The last one may go on in the next line, and a comment is none.
  return /^\s*(\/\/|$)/.test(part) ? parts.slice(0, -1) : parts;
}

/** The statements of TypeScript, or half of it: lines, together with those that their brackets reach to. */
function statementsOf(source: string, diagnostics: readonly Diagnostic[]): Statement[] {
  const wrong = new Set(
    diagnostics.flatMap(({ file, start = 0 }) =>
      file === undefined ? [] : [cellPosition(file, start).line],
    ),
  );
  const statements: Statement[] = [];
  let lines: string[] = [];
  let depth = 0;
  const all = source.split("\n");
  for (const [index, line] of all.entries()) {
    const before = depth === 0 && lines.length === 0 ? partsBefore(line) : [];
    for (const text of before) {
      const isWrong = wrong.has(index + 1);
      statements.push({ text: text.trim(), from: index + 1, to: index + 1, isWrong });
    }
    lines.push(line.slice(before.join("").length));
    for (const [bracket] of line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "").matchAll(/[()[\]{}]/g)) {
      const isBlock = depth === 0 && /[{}]/.test(bracket);
      if (!isBlock) depth += /[([{]/.test(bracket) ? 1 : -1;
    }
    if (depth > 0 && index < all.length - 1) continue;
    if (isInBlock(lines[0], all[index + 1])) continue;
    const from = index + 2 - lines.length;
    const isWrong = lines.some((_, at) => wrong.has(from + at));
    statements.push({ text: lines.join("\n").trim(), from, to: index + 1, isWrong });
    [lines, depth] = [[], 0];
  }
  return statements;
}
