import type { SyntaxNode } from "@lezer/common";

export function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) all.push(child);
  return all;
}

/** The children that are values: no punctuation, keywords, names of properties or types. */
export function expressions(node: SyntaxNode): SyntaxNode[] {
  return children(node).filter((child) => !isToken(child) && !NO_VALUE.test(child.name));
}

const NO_VALUE =
  /^(PropertyName|PropertyDefinition|TypeAnnotation|TypeName|TypeArgList|Comment|LineComment|BlockComment|InterpolationStart|InterpolationEnd|FormatSpec|FormatConversion|ParamList|Block|Body)$|Type$/;

/** Punctuation and keywords are named as they are written. */
export function isToken({ name }: SyntaxNode): boolean {
  return !/^[A-Z]/.test(name)
    ? name !== "null"
    : /Op$|^(Equals|Star|Spread|Comment|LineComment|BlockComment)$/.test(name);
}

export function unquoted(text: string): string {
  const inner = /^[a-zA-Z]*("""|'''|"|'|`)([\s\S]*?)\1?$/.exec(text)?.[2] ?? text;
  return inner.replace(/\\([nt'"`\\])/g, (_, escaped: string) => ({ n: "\n", t: "\t" })[escaped] ?? escaped);
}
