import type { Diagnostic, Node, TextChange, TypeChecker } from "typescript";
import { isInherited } from "./cell-errors.ts";
import { cellPosition, LINE_ABOVE } from "./cell-position.ts";
import { textChange, ts, withChanges } from "./compiler.ts";
import { nameIn } from "./import-hints.ts";
import type { CheckedCode, Knowledge } from "./knowledge.ts";
import { meantAsList } from "./list-remedies.ts";
import { isMeantAsText } from "./remedies.ts";
import {
  asComment,
  isComment,
  maybeMissing,
  type TranslatedStatement,
  type Translation,
  translated,
} from "./translated.ts";

/** Errors about names of other cells, which the translation keeps. */
const aboutOthers = new Set([2304, 2552, 2503, 2588, 2451, 2300, 2307]);

/** "Cannot find name", with and without a suggestion. */
const isUnknown = new Set([2304, 2552]);

/** A parameter, variable or field is implicitly `any`. */
const isUntyped = ({ code }: Diagnostic) => /^70(05|06|08|10|19|31|34|4\d|5\d)$/.test(String(code));

/** The inferred type of a parameter that is given to layers: tensors. */
const layerInputs = "{ dataId: object; }|readonly { dataId: object; }[]";

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
    const isRight = checked.wrong.length === 0;
    translation = { ...translation, undeclared: checked.undeclared };
    if (isRight && (round > 1 || translation.statements.length === 1)) break;
    const again = translated(source, diagnostics, knowledge, checked.knowledge.surroundings);
    if (round > mostRounds || textOf(again.statements) === textOf(translation.statements)) {
      if (!isRight) translation.statements = accepted(imports, translation.statements, checked, knowledge);
      break;
    }
    translation = again;
  }
  return withoutUsers(translation);
}

const textOf = (statements: readonly TranslatedStatement[]) => statements.map(({ code }) => code).join("\n");

interface CheckedStatements extends CheckedCode {
  text: string;
  wrong: Diagnostic[];
  undeclared: string[];
}

function checkWith(
  imports: readonly string[],
  statements: readonly TranslatedStatement[],
  knowledge: () => Knowledge,
): CheckedStatements {
  const text = [...imports, textOf(statements)].join("\n");
  const checked = knowledge().check(text);
  const isText = ({ start = 0 }: Diagnostic) => {
    const program = checked.service.getProgram()!;
    const node = ts.getTouchingPropertyName(program.getSourceFile(checked.file)!, start);
    return isMeantAsText(node, program.getTypeChecker());
  };
  const wrong = checked.diagnostics.filter((one) => !aboutOthers.has(one.code) || isText(one));
  const unknown = checked.diagnostics.filter((one) => isUnknown.has(one.code) && !wrong.includes(one));
  return {
    ...checked,
    text,
    wrong,
    undeclared: [...new Set(unknown.map(({ messageText }) => nameIn(messageText)))],
  };
}

/** True for a statement, or the head of a loop, without errors but for those about names of other cells. */
export const isAccepted = (code: string, knowledge: () => Knowledge) =>
  knowledge()
    .check(/^for\b/.test(code) ? `${code} {}` : code)
    .diagnostics.every(({ code }) => aboutOthers.has(code));

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
  const places = wrong.map(({ file, start = 0 }) => cellPosition(file!, start).line);
  let end = imports.length + 1;
  const right = typed.map((one) => {
    const start = end;
    end += one.code.split("\n").length;
    return places.some((line) => line >= start && line < end) ? { ...one, code: asComment(one.python) } : one;
  });
  return right.every(({ code }) => isComment(code)) ? [] : right;
}

/** Statements that use a class, function or module of which there is no translation become comments too. */
function withoutUsers(translation: Translation): Translation {
  const missing = translation.statements
    .filter(({ code }) => isComment(code))
    .flatMap(({ python }) => [...definedIn(python), ...variablesOf(python)]);
  if (missing.length === 0) return translation;
  const isUser = RegExp(`(?<![.\\w$"'])(${missing.join("|")})\\b`);
  const statements = translation.statements.map((one) =>
    isUser.test(one.code) ? { ...one, code: asComment(one.python) } : one,
  );
  return { ...translation, statements: statements.every(({ code }) => isComment(code)) ? [] : statements };
}

/** The names that a class, function or import of Python defines. */
function definedIn(python: string): string[] {
  const [, imported] = /^(?:from\s+\S+\s+)?import\s+([^;]*)/.exec(python) ?? [];
  if (imported === undefined)
    return /^(?:@.*\n)*(?:async\s+)?(?:class|def)\s+(\w+)/.exec(python)?.slice(1) ?? [];
  return imported.split(",").flatMap((one) => /(\w+)\W*$/.exec(one.split(" as ").at(-1)!)?.[1] ?? []);
}

/** The names that `rng = …` or `with … as tape:` gives values. */
const variablesOf = (python: string) =>
  (/^(?:with\s.*\bas\s+)?(\w+(?:, *\w+)*)\s*(?:=(?!=)|:\s*\n)/.exec(python)?.[1] ?? "").match(/\w+/g) ?? [];

/** The name of a parameter whose default has a wider type than the option that it is given to: `activation = "relu"`. */
function untypedParameter(node: Node, checker: TypeChecker): Node | undefined {
  const { parent } = node;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(ts.isPropertyAssignment(parent) ? parent.initializer : node);
  const declaration = symbol?.valueDeclaration;
  return declaration && ts.isParameter(declaration) && declaration.initializer && !declaration.type
    ? declaration.name
    : undefined;
}

/** The lines of a cell that lack nothing but types and the fields of classes, with them, below the reason. */
export function withParameterTypes(
  source: string,
  diagnostics: readonly Diagnostic[],
  knowledge: () => Knowledge,
): string[] {
  const lacksField = (one: Diagnostic) => fieldOf(one).length > 0;
  if (!diagnostics.every((one) => isUntyped(one) || lacksField(one))) return [];
  const checked = knowledge().check(source);
  const lines = new Set(source.split("\n"));
  const typed = withTypes({ ...checked, text: source, wrong: [...checked.diagnostics] }).split("\n");
  const isNew = (line = "") => !lines.has(line);
  const isField = (line = "") => isNew(line) && /^\s*\w+;$/.test(line);
  const shown = typed.filter((line, index) => isNew(line) || (!isField(line) && isField(typed[index + 1])));
  if (shown.length === 0) return [];
  const reason = !diagnostics.some(lacksField)
    ? "Parameters have types:"
    : diagnostics.some(isUntyped)
      ? "A class declares its fields, and parameters have types:"
      : "A class declares its fields:";
  return [reason, ...shown.map((line) => `    ${line.replace(/^ {4}/, "  ")}`)];
}

/** A type of a parameter: `any` if that is one of several. */
const withoutAny = (type: string): string =>
  /[:|(&] *any *[|&)]|\| *any$/.test(type) && !type.includes("=>") ? ": any" : type;

/** The declaration of a field that the methods of a class assign, `this.units = units`, and that it lacks. */
function fieldOf({ code, file, start = 0 }: Diagnostic): TextChange[] {
  if (code !== 2339 || file === undefined || !file.text.slice(0, start).endsWith("this.")) return [];
  const node = ts.getTouchingPropertyName(file, start);
  const around = ts.findAncestor(node, ts.isClassLike);
  const name = node.getText(file);
  if (around === undefined || !RegExp(`\\bthis\\.${name} = `).test(around.getText(file))) return [];
  return [textChange(around.members.pos, around.members.pos, `\n  ${name};`)];
}

/**
 * The code with the types of parameters, from how they are used; with `!` behind the last element of a list, quotes around
 * `activation: sigmoid`, and brackets around the 5 of `inputShape: 5`.
 */
function withTypes({ service, file, offset, text, wrong }: Omit<CheckedStatements, "undeclared">): string {
  const program = service.getProgram()!;
  const [cell, checker] = [program.getSourceFile(file)!, program.getTypeChecker()];
  const changes: TextChange[] = wrong
    .filter(({ code }) => maybeMissing.has(code))
    .map(({ start = 0, length = 0 }) => textChange(start + length, start + length, "!"));
  for (const { start = 0, code } of wrong) {
    const node = ts.getTouchingPropertyName(cell, start);
    const loose = untypedParameter(node, checker);
    if (loose !== undefined && !changes.some(({ span }) => span.start === loose.end))
      changes.push(textChange(loose.end, loose.end, ": any"));
    const value = code === 2322 ? meantAsList(node, checker) : undefined;
    const span = value === undefined ? node : value;
    const newText =
      value !== undefined
        ? `[${value.getText(cell).replace(/^\((.*)\)$/s, "$1")}]`
        : aboutOthers.has(code)
          ? JSON.stringify(node.getText(cell))
          : undefined;
    if (newText !== undefined) changes.push(textChange(span.getStart(cell), span.end, newText));
  }
  if (wrong.some(isUntyped)) {
    const known = (name: string) =>
      checker.resolveName(name, cell, ts.SymbolFlags.Type, false) === undefined ? "any" : name;
    // TypeScript counts a list of arguments as one.
    const typeIn = (newText: string) =>
      /=>|\{ \(/.test(newText) && /\(\.\.\.\w+\)/.test(text)
        ? ": (...args: any[]) => any"
        : withoutAny(newText.replaceAll(layerInputs, "any").replace(/\b(?:\w+\.)*[A-Z]\w*/g, known));
    const fix = service.getCombinedCodeFix({ type: "file", fileName: file }, "inferFromUsage", {}, {});
    for (const { span, newText } of fix.changes.flatMap(({ textChanges }) => textChanges)) {
      const node = ts.getTouchingPropertyName(cell, span.start - 1);
      // TypeScript also imports the types that it has found.
      const isOther = ts.findAncestor(
        node,
        (one) => ts.isPropertyDeclaration(one) || ts.isImportDeclaration(one),
      );
      if (isOther || isInherited(node, checker)) continue;
      // The second parameter of a list's methods, `(x, i) => …`, of which TypeScript knows that it is a key.
      const isPlace = ts.findAncestor(node, ts.isArrowFunction)?.parameters[1]?.name === node;
      changes.push({
        span,
        newText: isPlace ? newText.replace(/string ?\| ?number/, "number") : typeIn(newText),
      });
    }
  }
  const ofText = changes.filter(({ newText, span }) => !newText.includes("\n") && span.start >= offset);
  const fields = new Map(wrong.flatMap(fieldOf).map((change) => [JSON.stringify(change), change]));
  ofText.push(...fields.values());
  return withChanges(LINE_ABOVE + text, ofText).slice(LINE_ABOVE.length);
}
