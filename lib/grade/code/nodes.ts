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

/** A function's parameters, each with its default. */
export function parametersOf(node: SyntaxNode): { parameter: SyntaxNode; otherwise?: SyntaxNode }[] {
  const all: { parameter: SyntaxNode; otherwise?: SyntaxNode }[] = [];
  let isNew = true;
  let isDefault = false;
  for (const child of children(node.getChild("ParamList") ?? node)) {
    if (child.name === ",") [isNew, isDefault] = [true, false];
    else if (/^(?:AssignOp|Equals)$/.test(child.name)) isDefault = true;
    else if (isDefault && all.length > 0) {
      all.at(-1)!.otherwise = child;
      isDefault = false;
    } else if (isNew && /^(?:VariableDefinition|VariableName|ObjectPattern|ArrayPattern)$/.test(child.name)) {
      all.push({ parameter: child });
      isNew = false;
    }
  }
  return all;
}

export function unquoted(text: string): string {
  const inner = /^[a-zA-Z]*("""|'''|"|'|`)([\s\S]*?)\1?$/.exec(text)?.[2] ?? text;
  return inner.replace(/\\([nt'"`\\])/g, (_, escaped: string) => ({ n: "\n", t: "\t" })[escaped] ?? escaped);
}
