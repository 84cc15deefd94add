import type { SyntaxNode } from "@lezer/common";
import type { Code } from "../code/parse.ts";
import { short } from "./replacements.ts";

export interface Target {
  /** As it is spelled: `history`, `model.fit`, `vars(json)["dumps"]`, `json.__dict__.update(`. */
  target: string;
  /** The name that it is set to, if it is set to a name. */
  value?: string;
}

/** Names, members and entries that a cell of Python sets. */
export function targetsIn({ source, tree }: Code): Target[] {
  const found: Target[] = [];
  const spelled = ({ from, to }: SyntaxNode) => source.slice(from, to).replaceAll(/[\s\\]+/g, "");
  const add = (node: SyntaxNode | null, end: number, value?: string) => {
    for (let one = node; one && one.to <= end; one = one.nextSibling)
      if (/^(?:MemberExpression|VariableName)$/.test(one.name)) found.push({ target: spelled(one), value });
      else if (/^(?:Parenthesized|Tuple|Array)Expression$/.test(one.name)) add(one.firstChild, end);
  };
  tree.cursor().iterate(({ name, node }) => {
    if (name === "AssignStatement") {
      const { lastChild } = node;
      const value = lastChild?.name === "VariableName" ? spelled(lastChild) : undefined;
      add(node.firstChild, node.getChildren("AssignOp").at(-1)?.from ?? 0, value);
    }
    if (name !== "CallExpression" || node.firstChild?.name !== "MemberExpression") return;
    const called = spelled(node.firstChild);
    if (CHANGES.test(called)) found.push({ target: `${called}(` });
  });
  return found;
}

const CHANGES = /(?:\.__dict__|^vars\([\w.]+\))\.(?:update|setdefault|__setitem__)$/;
/** A member, and an entry of the table of a module's members. */
const MEMBER = /^(\w+)((?:\.\w+)+)$/;
const ENTRY = /^(?:vars\((\w+)(?:\.\w+)*\)|(\w+)(?:\.\w+)*\.__dict__)(?:\[|\.\w+\($)/;
/** Under whatever name the class or the module was imported. */
const OF_KERAS = /^(?!self\.)\w+(?:\.\w+)*\.(?:fit|Sequential|Dense|StandardScaler)$/;

/** Libraries that compute or show an answer, or by which the second run is recorded. */
const LIBRARY =
  /^(?:keras|tensorflow|numpy|sklearn|json|IPython|builtins|base64|hashlib|inspect|functools|contextlib|itertools)\b/;
/** Also below a module of theirs; `tf.random.set_seed = 1` is a slip. */
const SHOWS = /^(?!keras|tensorflow|numpy|sklearn)/;
/** Slips, settings, and Python's own types under the names that old NumPy had for them, which are often put back. */
const HONEST =
  /\.(?:(?:float|int|bool|object|str|complex|long)\w*|ast_node_interactivity|(?:set_)?(?:random_)?seed|pydot\w*|FLOAT_REPR|JSONEncoder\.default)$/;

/** Members of libraries that are replaced, under whatever name these were imported, unless the notebook gave it to something else. */
export function replacedMembers(
  targets: readonly (Target & { cell: number })[],
  imports: readonly { module: string; local?: string }[],
): { cell: number; what: string; everywhere: boolean }[] {
  /** By the local name; true for a library that shows answers. */
  const libraries = new Map<string, boolean>();
  for (const { module, local } of imports)
    if (local && LIBRARY.test(module)) libraries.set(local, libraries.get(local) || SHOWS.test(module));
  const own = new Set<string>();
  return targets.flatMap(({ cell, target, value = "" }) => {
    // Another name for a library.
    if (libraries.has(value) && !own.has(value)) libraries.set(target, libraries.get(value)!);
    else own.add(target);
    const what = `${short(target.replace(/\($/, ""))} is replaced or changed`;
    // Keras' own function with other code has the record of the second run at hand.
    if (/\.__code__$/.test(target)) return [{ cell, what, everywhere: true }];
    const [, inVars, inDict] = ENTRY.exec(target) ?? [];
    const [, name = inVars ?? inDict ?? "", members = ""] = MEMBER.exec(target) ?? [];
    const shows = own.has(name) ? undefined : libraries.get(name);
    const everywhere = shows === true;
    const isDirect = members.lastIndexOf(".") <= 0;
    const isOfKeras = OF_KERAS.test(target) && (isDirect || shows !== undefined);
    const isReplaced = shows !== undefined && (isDirect || everywhere) && !HONEST.test(members);
    return isOfKeras || isReplaced ? [{ cell, what, everywhere }] : [];
  });
}
