import { parse } from "./syntax.ts";

/** A TypeScript comment, rather than Python's division: it begins a line, follows a semicolon, or has several words. */
const comment = /^(\s*|.*;\s*|.*\s(?=\/\/\s*[A-Za-z]+ [A-Za-z]))\/\/.*$/;

/** Stands for TypeScript's `new ` in front of a name while it is parsed as Python. */
export const newMark = "ǃ";

/** Removes what TypeScript has and Python has not; returns a declaration's beginning, such as `const a = `, apart. */
export function withoutTypeScript(source: string): [text: string, declaration: string] {
  const lines = source
    .split("\n")
    .map((line) => outsideStrings(line, (code) => code.replace(comment, "$1").replace(/;\s*$/, "")));
  const text = outsideStrings(lines.join("\n"), (code) =>
    code
      .replace(/\bnew (?=[A-Za-z_][\w.]*\()/g, newMark)
      .replace(/([!=]=)=/g, "$1")
      .replace(/&&/g, "and")
      .replace(/\|\|/g, "or"),
  );
  const [declaration] =
    /^\s*(?:const|let|var)\s+(?:[\w$]+|\[[\w$\s,]+\]|\{[\w$\s,:]+\})(?:\s*:\s*[\w$<>[\], |]+)?\s*=\s*(?!=)/.exec(
      text,
    ) ?? [""];
  return [text.slice(declaration.length), declaration];
}

/** Names that only TypeScript has for itself, where they are assigned. */
const reserved =
  /^[ \t]*(?:for\b[^\n:]*?)?(?:\w+, *)*\b(case|catch|const|default|delete|enum|export|extends|false|function|new|null|switch|this|throw|true|typeof|var|void)(?:, *\w+)* *(?:=(?!=)|in\b)/gm;

/** Python with an underscore behind its variables whose names are words of TypeScript's: `new = 5`. */
export function withoutReserved(source: string, cell: string): string {
  const names = [...cell.matchAll(reserved)].map(([, name]) => name);
  if (names.length === 0) return source;
  const ends: number[] = [];
  parse(source).iterate({
    enter: ({ name, from, to, node }) => {
      const isKeyword = node.parent?.name === "ArgList" && node.nextSibling?.name === "AssignOp";
      if (name === "VariableName" && names.includes(source.slice(from, to)) && !isKeyword) ends.push(to);
    },
  });
  return ends.reduceRight((text, end) => `${text.slice(0, end)}_${text.slice(end)}`, source);
}

/** Python 2's `print a, b` as Python 3's `print(a, b)`. */
export function withPrintCalls(source: string): string {
  return source.replace(/^([ \t]*)print[ \t]+(?![\s(=.,[>])([^\n]*\S)[ \t]*$/gm, "$1print($2)");
}

/** Applies `change` to the code between string literals. */
function outsideStrings(text: string, change: (code: string) => string): string {
  const parts = text.split(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/);
  return parts.map((part, index) => (index % 2 === 0 ? change(part) : part)).join("");
}

/** True if two statements differ only in spelling that both languages have: brackets, quotes, spaces, `await`. */
export function same(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/\bawait\b|[\s;]|,(?=\s*[)\]}])/g, "")
      .replace(/[()]/g, "")
      .replace(/'/g, '"')
      .replace(/([!=]=)=/g, "$1");
  return plain(a) === plain(b);
}
