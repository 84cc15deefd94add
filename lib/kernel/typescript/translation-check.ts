import type { Diagnostic, TextChange } from "typescript";
import type { CheckedCode, Knowledge } from "./knowledge.ts";
import {
  asComment,
  isComment,
  type TranslatedStatement,
  type Translation,
  translated,
} from "./translated.ts";

/** Errors about names of other cells, which the translation keeps. */
const aboutOthers = new Set([2304, 2552, 2503, 2588, 2451, 2300, 2307]);

/** A parameter, variable or field is implicitly `any`. */
export const isUntyped = ({ code }: Diagnostic) => /^70(05|06|08|10|19|31|34|4\d|5\d)$/.test(String(code));

/** "Object is possibly 'undefined'." */
const maybeMissing = new Set([2531, 2532, 2533, 18047, 18048, 18049]);

/** "This member must have an 'override' modifier because it overrides a member in the base class". */
const lacksOverride = 4114;

/** How often the types of one translation may better the next. */
const mostRounds = 3;

/**
 * A translation as TypeScript accepts it. What its own types tell, such as the dimensions of a list that it declares, is used to
 * translate again, and parameters get types. A statement that stays wrong becomes a comment.
 *
 * @param importsOf the lines that a translation needs above it
 */
export function checkedTranslation(
  source: string,
  diagnostics: readonly Diagnostic[],
  knowledge: () => Knowledge,
  importsOf: (translation: Translation) => string[],
): Translation {
  let translation = translated(source, diagnostics, knowledge);
  for (let round = 1; translation.statements.length > 0; round++) {
    const imports = importsOf(translation);
    const checked = checkWith(imports, translation.statements, knowledge);
    if (checked.wrong.length === 0) return translation;
    const again = translated(source, diagnostics, knowledge, checked.knowledge.surroundings);
    if (round > mostRounds || textOf(again.statements) === textOf(translation.statements))
      return { ...translation, statements: accepted(imports, translation.statements, checked, knowledge) };
    translation = again;
  }
  return translation;
}

const textOf = (statements: readonly TranslatedStatement[]) => statements.map(({ code }) => code).join("\n");

interface CheckedStatements extends CheckedCode {
  text: string;
  wrong: Diagnostic[];
}

function checkWith(
  imports: readonly string[],
  statements: readonly TranslatedStatement[],
  knowledge: () => Knowledge,
): CheckedStatements {
  const text = [...imports, textOf(statements)].join("\n");
  const checked = knowledge().check(text);
  return { ...checked, text, wrong: checked.diagnostics.filter(({ code }) => !aboutOthers.has(code)) };
}

/** The statements with types where TypeScript wants some, without those that are wrong even then. */
function accepted(
  imports: readonly string[],
  statements: readonly TranslatedStatement[],
  checked: CheckedStatements,
  knowledge: () => Knowledge,
): TranslatedStatement[] {
  const lines = withTypes(checked).split("\n").slice(imports.length);
  const typed = statements.map((one) => ({
    ...one,
    code: lines.splice(0, one.code.split("\n").length).join("\n"),
  }));
  const { wrong } = checkWith(imports, typed, knowledge);
  // tslab adds a line above the cell.
  const places = wrong.map(({ file, start = 0 }) => file!.getLineAndCharacterOfPosition(start).line - 1);
  let end = imports.length;
  const right = typed.map((one) => {
    const start = end;
    end += one.code.split("\n").length;
    return places.some((line) => line >= start && line < end) ? { ...one, code: asComment(one.python) } : one;
  });
  return right.every(({ code }) => isComment(code)) ? [] : right;
}

/** The lines of a cell that lack nothing but types, with them. */
export function withParameterTypes(
  source: string,
  diagnostics: readonly Diagnostic[],
  knowledge: () => Knowledge,
): string[] {
  if (!diagnostics.every(isUntyped)) return [];
  const checked = knowledge().check(source);
  const lines = source.split("\n");
  const typed = withTypes({ ...checked, text: source, wrong: [...checked.diagnostics] }).split("\n");
  return typed.filter((line, index) => line !== lines[index]).map((line) => line.trim());
}

/** The code with the types of parameters, from how they are used; and with `!` behind the last element of a list. */
function withTypes({ service, file, offset, text, wrong }: CheckedStatements): string {
  const changes: TextChange[] = wrong
    .filter(({ code }) => maybeMissing.has(code))
    .map(({ start = 0, length = 0 }) => ({ span: { start: start + length, length: 0 }, newText: "!" }));
  for (const { start = 0 } of wrong.filter(({ code }) => code === lacksOverride)) {
    const line = text.lastIndexOf("\n", start - offset - 1) + 1;
    const indent = /^\s*/.exec(text.slice(line))![0].length;
    changes.push({ span: { start: offset + line + indent, length: 0 }, newText: "override " });
  }
  if (wrong.some(isUntyped)) {
    const fix = service.getCombinedCodeFix({ type: "file", fileName: file }, "inferFromUsage", {}, {});
    changes.push(...fix.changes.flatMap(({ textChanges }) => [...textChanges]));
  }
  return changes
    .filter(({ newText, span }) => !newText.includes("\n") && span.start >= offset)
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((code, { span, newText }) => {
      const start = span.start - offset;
      return code.slice(0, start) + newText + code.slice(start + span.length);
    }, text);
}
