import type { SyntaxNode } from "@lezer/common";
import type { Code } from "../code/parse.ts";
import { CLASSES, short, TELLING } from "./replacements.ts";

export interface Target {
  /** As it is spelled: `history`, `model.fit`, `vars(json)["dumps"]`, `json.__dict__.update(`. */
  target: string;
  /** The name or member that it is set to, if it is set to one. */
  value?: string;
  /** Its place in the cell. */
  at: number;
}

/** A module that is imported, or what is taken of it, and the name that it has in the notebook. */
export interface Import {
  cell: number;
  at: number;
  module: string;
  local?: string;
  /** The dotted path of what `local` stands for. */
  path?: string;
  /** The path of the person's own module that imports it; of a cell none. */
  importer?: string;
  /** The person's own modules that it brings, and whose code was not read. */
  unread?: string[];
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
      else if (NAMED.test(target.name)) {
        let inner = value;
        while (inner?.name === "ParenthesizedExpression") [inner] = childrenOf(inner);
        found.push({
          target: spelled(target),
          value: inner && NAMED.test(inner.name) ? spelled(inner) : undefined,
          at: target.from,
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
    if (CHANGES.test(called)) found.push({ target: `${called}(`, at: node.from });
  });
  return found;
}

const NAMED = /^(?:MemberExpression|VariableName)$/;
const LIST = /^(?:Parenthesized|Tuple|Array)Expression$/;
const CHANGES = /(?:\.__dict__|^vars\([\w.]+\))\.(?:update|setdefault|__setitem__)$/;
/** A name with members, and an entry of the table of a module's members. */
const MEMBER = /^(\w+)((?:\.\w+)*)$/;
const ENTRY = /^(?:vars\((\w+)(?:\.\w+)*\)|(\w+)(?:\.\w+)*\.__dict__)(?:\[|\.\w+\($)/;
/** Under whatever name the class or the module was imported. */
const OF_KERAS = new RegExp(String.raw`^(?!self\.)\w+\.(?:fit|${CLASSES})$`);
/** Below a library, at any depth. */
const BELOW = new RegExp(`\\.(?:${TELLING}|${CLASSES}|Model|Layer|on_epoch_end|fit_transform)$`);

/** Libraries that compute or show an answer, or by which the second run is recorded. */
const LIBRARY =
  /^(?:keras|tensorflow|numpy|sklearn|json|IPython|builtins|base64|hashlib|inspect|functools|contextlib|itertools)\b/;
/** Those whose members may be modules or classes that compute or show an answer. */
const HAS_PARTS = /^(?:keras|tensorflow|numpy|sklearn|json|IPython)\b/;
/** Only what they take directly, or a part with a telling name, matters: `tf.random.set_seed = 1` is a slip. */
const COMPUTES = /^(?:keras|tensorflow|numpy|sklearn)\b/;
/** Slips, settings, attributes of functions, and Python's own types under the names that old NumPy had for them. */
const HONEST =
  /\.(?:(?:dump|load)s?\.[a-z]\w*|(?:float|int|bool|object|str|complex|long)\w*|ast_node_interactivity|(?:set_)?(?:random_)?seed|pydot\w*|FLOAT_REPR|JSONEncoder\.default)$/;

/** Members of libraries that are replaced, under whatever name these were imported, unless the notebook gave it to something else. */
export function replacedMembers(
  targets: readonly (Target & { cell: number })[],
  imports: readonly Import[],
): { cell: number; what: string; everywhere: boolean }[] {
  /** Names of the notebook for a library or a part of one, and the members of the library that lead there. */
  const known = new Map<string, { path: string; members: string }>();
  const take = ({ local, path }: Import) => {
    if (local && path && LIBRARY.test(path)) known.set(local, { path, members: "" });
  };
  // Cells may have run in another order.
  for (const one of imports) take(one);
  const steps = [...imports, ...targets].sort((a, b) => a.cell - b.cell || a.at - b.at);
  return steps.flatMap((step) => {
    if ("module" in step) {
      take(step);
      return [];
    }
    const { cell, target, value = "" } = step;
    const [, source = "", inSource = ""] = MEMBER.exec(value) ?? [];
    const own = known.get(source);
    // A class is not what the notebook calls by another name, but its own.
    if (own && (inSource === "" ? /(?:^|\.)[a-z]\w*$/ : HAS_PARTS).test(own.path))
      known.set(target, { ...own, members: own.members + inSource });
    else known.delete(target);
    const what = `${short(target.replace(/\($/, ""))} is replaced or changed`;
    // Keras' own function with other code has the record of the second run at hand.
    if (/\.__code__$/.test(target)) return [{ cell, what, everywhere: true }];
    const [, inVars, inDict] = ENTRY.exec(target) ?? [];
    const [, name = inVars ?? inDict ?? "", end = ""] = MEMBER.exec(target) ?? [];
    const library = end === "" && !inVars && !inDict ? undefined : known.get(name);
    const members = (library?.members ?? "") + end;
    const everywhere = library !== undefined && !COMPUTES.test(library.path);
    const isDirect = members.lastIndexOf(".") <= 0;
    const isOfKeras = OF_KERAS.test(target) || (library && BELOW.test(members));
    const isReplaced = library && (isDirect || everywhere) && !HONEST.test(members);
    return isOfKeras || isReplaced ? [{ cell, what, everywhere }] : [];
  });
}
