import type { Node, SourceFile, Statement, TextChange } from "typescript";
import { boundNames } from "./block-variables.ts";
import { textChange, ts, withChanges } from "./compiler.ts";

/**
 * Turns a cell, which is an ES module, into an async function that the kernel can call. It adds a first line; all other
 * code keeps its line and column, so that the source map stays valid.
 *
 * - Static imports become awaited imports in the first line, so Node loads them as it would for a module.
 * - `import()` and `import.meta` are replaced by the kernel's, which are relative to the notebook's folder.
 * - The files in `require("./file")` are loaded in the first line too: they may be TypeScript, or use top-level await.
 * - Exported names become accessors for later cells, and `export` is removed.
 * - The function returns the value of the last expression, if tslab found one.
 */
export function cellCode(module: string, lastExpression: string | undefined): string {
  const file = ts.createSourceFile("cell.js", module, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const changes: TextChange[] = [];
  const imports: string[] = [];
  const required = new Set<string>();
  const names = new Map<string, { writable: boolean }>();
  const variables = new Set<string>();
  let value = lastExpression ?? "__tslab__.value";

  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      imports.push(importLine(statement, file));
      changes.push(blank(statement, file));
    } else if (ts.isExportDeclaration(statement)) {
      // Re-exports do not declare a name in the cell.
      const { exportClause, moduleSpecifier } = statement;
      if (moduleSpecifier === undefined && exportClause !== undefined && ts.isNamedExports(exportClause)) {
        for (const { name } of exportClause.elements) names.set(name.text, { writable: false });
      }
      changes.push(blank(statement, file));
    } else {
      for (const name of writableNames(statement)) variables.add(name);
      const modifier = ts.canHaveModifiers(statement)
        ? ts.getModifiers(statement)?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
        : undefined;
      const nameless = lastExpression === undefined ? undefined : namelessValue(statement, lastExpression);
      if (nameless !== undefined) {
        const start = statement.getStart(file);
        changes.push(textChange(start, nameless, "__tslab__.value = ".padEnd(nameless - start)));
        value = "__tslab__.value";
      } else if (modifier !== undefined)
        changes.push(textChange(modifier.getStart(file), modifier.end, "      "));
      rewriteImports(statement, file, changes, required);
    }
  }

  const accessors = [...names.keys()].map((name) => {
    const getter = `get ${name}() { return ${name}; }`;
    return variables.has(name) ? `${getter}, set ${name}(${name}_) { ${name} = ${name}_; }` : getter;
  });
  const declare = accessors.length === 0 ? "" : `__tslab__.declare({ ${accessors.join(", ")} });`;
  if (required.size > 0) imports.push(`await __tslab__.preload(${JSON.stringify([...required])});`);
  // The inner block lets the cell declare any of these names itself.
  const parameters = "exports, require, module, __tslab__, $mport, import_meta, __filename, __dirname";
  const head = `(async function (${parameters}) { "use strict"; { ${imports.join(" ")} ${declare}`;
  // Wrapped in an object, because an async function would await a promise that it returns.
  return `${head}\n${withChanges(module, changes)}\nreturn { value: ${value} };\n}})`;
}

/** `const [a, b] = await …` for `import { a, b } from …`. */
function importLine(statement: import("typescript").ImportDeclaration, file: SourceFile): string {
  const clause = statement.importClause;
  const bindings: [imported: string, local: string][] = [];
  if (clause?.name !== undefined) bindings.push(["default", clause.name.text]);
  if (clause?.namedBindings !== undefined) {
    if (ts.isNamespaceImport(clause.namedBindings)) bindings.push(["*", clause.namedBindings.name.text]);
    else {
      for (const { name, propertyName } of clause.namedBindings.elements) {
        bindings.push([(propertyName ?? name).text, name.text]);
      }
    }
  }
  const specifier = statement.moduleSpecifier.getText(file);
  const call = `await __tslab__.pick(${specifier}, ${JSON.stringify(bindings.map(([imported]) => imported))});`;
  return bindings.length === 0 ? call : `const [${bindings.map(([, local]) => local).join(", ")}] = ${call}`;
}

/**
 * The start of the last expression if it is an anonymous function or class. tslab assigns the last expression to a variable,
 * whose name the function or class would get.
 */
function namelessValue(statement: Statement, variable: string): number | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [{ name, initializer }] = statement.declarationList.declarations;
  if (!ts.isIdentifier(name) || name.text !== variable || initializer === undefined) return undefined;
  const inside = ts.isParenthesizedExpression(initializer) ? initializer.expression : initializer;
  const isNameless =
    ts.isArrowFunction(inside) || ts.isFunctionExpression(inside) || ts.isClassExpression(inside);
  return isNameless ? initializer.getStart() : undefined;
}

/** The names in a statement that later cells may assign to. */
function* writableNames(statement: Statement): Iterable<string> {
  if (ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const)) {
    for (const { name } of statement.declarationList.declarations) yield* boundNames(name);
  } else if (
    (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) &&
    statement.name !== undefined
  ) {
    yield statement.name.text;
  }
}

/** Replaces `import()` and `import.meta` by the kernel's, and adds the paths in `require` to `required`. */
function rewriteImports(node: Node, file: SourceFile, changes: TextChange[], required: Set<string>): void {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    changes.push(textChange(node.expression.getStart(file), node.expression.end, "$mport"));
  } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    changes.push(textChange(node.getStart(file), node.end, "import_meta"));
  } else if (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "require"
  ) {
    const [specifier] = node.arguments;
    if (specifier !== undefined && ts.isStringLiteralLike(specifier) && /^[./]/.test(specifier.text)) {
      required.add(specifier.text);
    }
  }
  ts.forEachChild(node, (child) => rewriteImports(child, file, changes, required));
}

/** Removes a statement but keeps its line breaks. */
function blank(statement: Statement, file: SourceFile): TextChange {
  const start = statement.getStart(file);
  return textChange(start, statement.end, file.text.slice(start, statement.end).replace(/[^\n]+/g, ""));
}
