import type { Diagnostic } from "typescript";
import { ts } from "./compiler.ts";
import type { Knowledge } from "./knowledge.ts";
import { withPrintCalls } from "./python/half-typescript.ts";
import { fromPython } from "./python/statements.ts";
import { pythonStatements } from "./python/syntax.ts";
import type { Surroundings } from "./surroundings.ts";

/** The statements with errors as TypeScript would have them, if they are Python, or half Python. */
export function translated(
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
