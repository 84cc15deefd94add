import type { Node, SourceFile, Statement } from "@tslab/typescript-for-tslab";
import { boundNames } from "./block-variables.ts";
import { ts } from "./compiler.ts";

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Makes a cell that is an ES module into a function that the kernel can call. Its first line is added; after
 * it nothing moves by a line or a column, so that the module's source map holds.
 *
 * - Static imports become awaited ones in the first line, so Node loads them as it would for a module.
 * - `import()` and `import.meta` become the kernel's, which know the notebook's folder.
 * - What `require("./file")` names is loaded in the first line too: it may be TypeScript, or an ES module that waits.
 * - Exported names become accessors for the cells to come; `export` itself goes.
 * - The value of the last expression, if tslab found one, is what the function returns.
 *
 * It is always async, so `await` may stand wherever a module allows it.
 */
export function cellCode(module: string, lastExpression: string | undefined): string {
  const file = ts.createSourceFile("cell.js", module, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const edits: Edit[] = [];
  const imports: string[] = [];
  const required = new Set<string>();
  const names = new Map<string, { writable: boolean }>();
  const variables = new Set<string>();
  let value = lastExpression;

  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      imports.push(importLine(statement, file));
      edits.push(blank(statement, file));
    } else if (ts.isExportDeclaration(statement)) {
      // What is exported from elsewhere is no name of the cell.
      const { exportClause, moduleSpecifier } = statement;
      if (moduleSpecifier === undefined && exportClause !== undefined && ts.isNamedExports(exportClause)) {
        for (const { name } of exportClause.elements) names.set(name.text, { writable: false });
      }
      edits.push(blank(statement, file));
    } else {
      for (const name of writableNames(statement)) variables.add(name);
      const modifier = ts.canHaveModifiers(statement)
        ? ts.getModifiers(statement)?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
        : undefined;
      const nameless = lastExpression === undefined ? undefined : namelessValue(statement, lastExpression);
      if (nameless !== undefined) {
        const start = statement.getStart(file);
        edits.push({ start, end: nameless, text: "__tslab__.value = ".padEnd(nameless - start) });
        value = "__tslab__.value";
      } else if (modifier !== undefined)
        edits.push({ start: modifier.getStart(file), end: modifier.end, text: "      " });
      rewriteImports(statement, file, edits, required);
    }
  }

  const accessors = [...names.keys()].map((name) => {
    const getter = `get ${name}() { return ${name}; }`;
    return variables.has(name) ? `${getter}, set ${name}(${name}_) { ${name} = ${name}_; }` : getter;
  });
  const declare = accessors.length === 0 ? "" : `__tslab__.declare({ ${accessors.join(", ")} });`;
  if (required.size > 0) imports.push(`await __tslab__.preload(${JSON.stringify([...required])});`);
  // In a block of its own, the cell may declare any of these names itself.
  const parameters = "exports, require, module, __tslab__, $mport, import_meta, __filename, __dirname";
  const head = `(async function (${parameters}) { "use strict"; { ${imports.join(" ")} ${declare}`;
  // Wrapped, since an async function would wait for a promise that it returns.
  const tail = value === undefined ? "return {};" : `return { value: ${value} };`;
  return `${head}\n${apply(module, edits)}\n${tail}\n}})`;
}

/** `const [a, b] = await …` for `import { a, b } from …`. */
function importLine(
  statement: import("@tslab/typescript-for-tslab").ImportDeclaration,
  file: SourceFile,
): string {
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
 * Where the value of the variable begins that tslab keeps the last expression in, if it is a function or class without a name:
 * it would take the variable's.
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

/** The names that later cells may assign to. */
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

/** Makes a statement's `import()` and `import.meta` the kernel's, and adds to `required` what it requires by a path. */
function rewriteImports(node: Node, file: SourceFile, edits: Edit[], required: Set<string>): void {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    edits.push({ start: node.expression.getStart(file), end: node.expression.end, text: "$mport" });
  } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    edits.push({ start: node.getStart(file), end: node.end, text: "import_meta" });
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
  ts.forEachChild(node, (child) => rewriteImports(child, file, edits, required));
}

/** Takes a statement away but leaves its line breaks. */
function blank(statement: Statement, file: SourceFile): Edit {
  const start = statement.getStart(file);
  return { start, end: statement.end, text: file.text.slice(start, statement.end).replace(/[^\n]+/g, "") };
}

function apply(text: string, edits: Edit[]): string {
  let result = "";
  let position = 0;
  for (const { start, end, text: replacement } of edits.sort((a, b) => a.start - b.start)) {
    result += text.slice(position, start) + replacement;
    position = end;
  }
  return result + text.slice(position);
}
