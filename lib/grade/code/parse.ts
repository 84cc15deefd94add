import type { Tree } from "@lezer/common";
import { parser as javascript } from "@lezer/javascript";
import { parser as pythonParser } from "@lezer/python";

export type Language = "typescript" | "python";

/** A cell's code as a tree. Both grammars share their words: `CallExpression`, `MemberExpression`, `ArgList` and so on. */
export interface Code {
  language: Language;
  source: string;
  tree: Tree;
}

const typescript = javascript.configure({ dialect: "ts" });

/** Never throws: what the grammar does not know becomes an error node with the rest around it. */
export function parse(source: string, language: Language): Code {
  const text = language === "python" ? withoutMagics(source) : source;
  const tree = (language === "python" ? pythonParser : typescript).parse(text);
  return { language, source: text, tree };
}

/** IPython's `%magic` and `!command` lines as comments, so that every other line keeps its place. */
function withoutMagics(source: string): string {
  return source.replace(
    /^(\s*)[%!?].*$/gm,
    (line, indent: string) => `${indent}#${" ".repeat(line.length - indent.length - 1)}`,
  );
}
