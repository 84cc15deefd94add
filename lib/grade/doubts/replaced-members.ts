import type { SyntaxNode } from "@lezer/common";
import type { Code } from "../code/parse.ts";
import { short, TELLING } from "./replacements.ts";

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
  const childrenOf = (node: SyntaxNode) => {
    const children: SyntaxNode[] = [];
    for (let one = node.firstChild; one; one = one.nextSibling)
      if (!/^(?:[,()[\]]|TypeDef|Comment)$/.test(one.name)) children.push(one);
    return children;
  };
  const items = (nodes: readonly SyntaxNode[]) =>
    nodes.length === 1 && LIST.test(nodes[0].name) ? childrenOf(nodes[0]) : nodes;
  const add = (targets: readonly SyntaxNode[], values: readonly SyntaxNode[]) => {
    for (const [at, target] of targets.entries()) {
      const value = values.length === targets.length ? values[at] : undefined;
      if (LIST.test(target.name))
        add(childrenOf(target), items(targets.length === 1 ? values : value ? [value] : []));
      else if (/^(?:MemberExpression|VariableName)$/.test(target.name)) {
        let inner = value;
        while (inner?.name === "ParenthesizedExpression") [inner] = childrenOf(inner);
        found.push({
          target: spelled(target),
          value: inner?.name === "VariableName" ? spelled(inner) : undefined,
        });
      }
    }
  };
  tree.cursor().iterate(({ name, node }) => {
    if (name === "AssignStatement") {
      const parts: SyntaxNode[][] = [[]];
      for (const one of childrenOf(node))
        if (one.name === "AssignOp") parts.push([]);
        else parts.at(-1)!.push(one);
      const values = parts.pop()!;
      for (const targets of parts) add(targets, targets.length > 1 ? items(values) : values);
    }
    if (name !== "CallExpression" || node.firstChild?.name !== "MemberExpression") return;
    const called = spelled(node.firstChild);
    if (CHANGES.test(called)) found.push({ target: `${called}(` });
  });
  return found;
}

const LIST = /^(?:Parenthesized|Tuple|Array)Expression$/;
const CHANGES = /(?:\.__dict__|^vars\([\w.]+\))\.(?:update|setdefault|__setitem__)$/;
/** A member, and an entry of the table of a module's members. */
const MEMBER = /^(\w+)((?:\.\w+)+)$/;
const ENTRY = /^(?:vars\((\w+)(?:\.\w+)*\)|(\w+)(?:\.\w+)*\.__dict__)(?:\[|\.\w+\($)/;
/** Under whatever name the class or the module was imported. */
const OF_KERAS = /^(?!self\.)\w+\.(?:fit|Sequential|Dense|StandardScaler)$/;
/** Below a library, at any depth. */
const BELOW = new RegExp(
  `\\.(?:${TELLING}|Sequential|Dense|StandardScaler|Model|Layer|on_epoch_end|fit_transform)$`,
);

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
  imports: readonly { module: string; local?: string; isModule?: boolean }[],
): { cell: number; what: string; everywhere: boolean }[] {
  /** By the local name; true for a library that shows answers. */
  const libraries = new Map<string, boolean>();
  for (const { module, local } of imports)
    if (local && LIBRARY.test(module)) libraries.set(local, libraries.get(local) || SHOWS.test(module));
  const modules = new Set(imports.flatMap(({ local, isModule }) => (local && isModule ? [local] : [])));
  const own = new Set<string>();
  return targets.flatMap(({ cell, target, value = "" }) => {
    const isAlias = modules.has(value) && libraries.has(value) && !own.has(value);
    if (isAlias) {
      libraries.set(target, libraries.get(value)!);
      modules.add(target);
      own.delete(target);
    } else own.add(target);
    const what = `${short(target.replace(/\($/, ""))} is replaced or changed`;
    // Keras' own function with other code has the record of the second run at hand.
    if (/\.__code__$/.test(target)) return [{ cell, what, everywhere: true }];
    const [, inVars, inDict] = ENTRY.exec(target) ?? [];
    const [, name = inVars ?? inDict ?? "", members = ""] = MEMBER.exec(target) ?? [];
    const shows = own.has(name) ? undefined : libraries.get(name);
    const everywhere = shows === true;
    const isDirect = members.lastIndexOf(".") <= 0;
    const isOfKeras = OF_KERAS.test(target) || (shows !== undefined && BELOW.test(members));
    const isReplaced = shows !== undefined && (isDirect || everywhere) && !HONEST.test(members);
    return isOfKeras || isReplaced ? [{ cell, what, everywhere }] : [];
  });
}
