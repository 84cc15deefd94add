import type {
  ArrayBindingPattern,
  BinaryExpression,
  CallExpression,
  ElementAccessExpression,
  Expression,
  ForInStatement,
  MethodDeclaration,
  Node,
  Program,
  SourceFile,
  Statement,
  StringLiteral,
  TupleTypeReference,
  TypeChecker,
} from "typescript";
import { baseOf } from "./cell-errors.ts";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";
import { floatingPromises } from "./floating-promises.ts";
import { byRow, columnMethod, targetAmongInputs } from "./frame-remedies.ts";
import { spelling } from "./library.ts";
import {
  declaredValue,
  isAssignment,
  isCallOrNew,
  isNumber,
  type NodeHint,
  printedArguments,
  shortText,
} from "./node-hint.ts";
import { callOptions } from "./parameter-remedies.ts";
import { blockForObject } from "./value-remedies.ts";

/**
 * Code that TypeScript accepts, and that does not do what it looks like: promises that nothing waits for, then `7 // 2`, `1 in list`,
 * a method without its call.
 */
export function quietMistakes(program: Program, cell: SourceFile): NodeHint[] {
  const checker = program.getTypeChecker();

  const hintOf = (node: Node): string | undefined => {
    const text = ts.isStatement(node)
      ? outsideOfBlock(node)
      : ts.isBinaryExpression(node)
        ? (columnMethod(node, checker) ?? addedToNothing(node, node.left))
        : undefined;
    if (text !== undefined) return text;
    if (ts.isPostfixUnaryExpression(node)) return addedToNothing(node, node.operand);
    if (ts.isElementAccessExpression(node)) return negativeIndex(node, checker);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
      const type = checker.getTypeAtLocation(node.right);
      if (!checker.isArrayLikeType(type)) return undefined;
      const [value, list] = [shortText(node.left), shortText(node.right)];
      return `\`${value} in ${list}\` asks for an index: write \`${list}.includes(${value})\` to look for a value.`;
    }
    if (ts.isForInStatement(node)) return overIndices(node, checker);
    if (ts.isMethodDeclaration(node)) return callOptions(node.name, checker) ?? otherSpelling(node, checker);
    if (ts.isAwaitExpression(node)) return uncalled(node.expression, `${shortText(node)}()`);
    if (ts.isExpressionStatement(node) && isComputed(node.expression) && isLastOfFunction(node))
      return `A function returns what \`return\` is in front of: \`return ${shortText(node.expression)};\`.`;
    if (ts.isArrayBindingPattern(node)) return fewNames(node);
    if ((ts.isIfStatement(node) || ts.isWhileStatement(node)) && isAssignment(node.expression)) {
      return assigned(node.expression);
    }
    if (ts.isBinaryExpression(node) && /^[=!]==?$/.test(node.operatorToken.getText())) {
      const areLists = [node.left, node.right].every((side) => {
        const type = checker.getTypeAtLocation(side);
        return checker.isArrayLikeType(type) && !(type.flags & ts.TypeFlags.Any);
      });
      if (!areLists) return undefined;
      const [left, right] = [shortText(node.left), shortText(node.right)];
      const operator = node.operatorToken.getText().replace(/^(.=)$/, "$1=");
      return `\`===\` is true only for the same list, not for equal ones: \`JSON.stringify(${left}) ${operator} JSON.stringify(${right})\` compares their values.`;
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
      const type = checker.getTypeAtLocation(node.operand);
      const isArray = type.symbol?.name === "NDArray";
      if (!isArray && !checker.isArrayLikeType(type)) return undefined;
      const list = isArray ? `[...${shortText(node.operand)}.values]` : shortText(node.operand);
      return `\`-\` is for single numbers: write \`${list}.map((value) => -value)\`.`;
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      return added(node.left, node.right) ?? added(node.right, node.left);
    }
    if (ts.isTemplateSpan(node)) return uncalled(node.expression);
    if (ts.isTemplateHead(node) || ts.isNoSubstitutionTemplateLiteral(node)) return roundBrackets(node.text);
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined)
      return blockForObject(node.initializer);
    if (ts.isStringLiteral(node) && printedArguments(node.parent).some((one) => one === node))
      return plainText(node);
    if (ts.isCallExpression(node))
      return targetAmongInputs(node, checker) ?? byRow(node, checker) ?? listMethod(node);
    if (ts.isExpressionStatement(node) && ts.isPropertyAccessExpression(node.expression)) {
      const calls = checker.getTypeAtLocation(node.expression).getCallSignatures();
      const needsNothing = calls.some(({ parameters }) => parameters.every(isOptional));
      return uncalled(node.expression, `${shortText(node.expression)}(${needsNothing ? "" : "…"})`);
    }
    return undefined;
  };
  /** `counts[word] += 1`, where the cell makes `counts` empty and does nothing else with it before. */
  const addedToNothing = (whole: Expression, target: Expression): string | undefined => {
    const [, sign, value = "1"] =
      /^\s*([-+*/%])(?:=\s*(.+)|\1)$/s.exec(cell.text.slice(target.end, whole.end)) ?? [];
    if (sign === undefined || !ts.isElementAccessExpression(target)) return undefined;
    if (ts.isBinaryExpression(whole) && !isNumber(whole.right, checker)) return undefined;
    const name = target.expression.getText();
    const start = declaredValue(target.expression, checker);
    if (!/^(\{\s*\}|\[\s*\]|(new )?Array\([^()]*\))( as .*)?$/.test(start.getText())) return undefined;
    const between = cell.text.slice(start.end, whole.getStart());
    if (RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(between)) return undefined;
    const element = target.getText();
    const operand = /^[\w.]+$/.test(value) ? value : `(${value})`;
    return `\`${element}\` is undefined at first, of which \`${sign}\` makes NaN: write \`${element} = (${element} ?? 0) ${sign} ${operand}\`.`;
  };
  /** `const [train, test] = trainTestSplit(X, y)` */
  const fewNames = (names: ArrayBindingPattern): string | undefined => {
    const { elements, parent } = names;
    const value = ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
    const isRest = elements.some((one) => ts.isBindingElement(one) && one.dotDotDotToken !== undefined);
    if (value === undefined || elements.length < 2 || isRest) return undefined;
    const type = checker.getTypeAtLocation(value);
    if (!checker.isTupleType(type)) return undefined;
    const { fixedLength, combinedFlags } = (type as TupleTypeReference).target;
    return combinedFlags === ts.ElementFlags.Required && fixedLength > elements.length
      ? `\`${shortText(value)}\` gives ${fixedLength} values: there are names for ${elements.length}.`
      : undefined;
  };
  const assigned = ({ left, right, operatorToken }: BinaryExpression): string | undefined =>
    operatorToken.kind === ts.SyntaxKind.EqualsToken
      ? `\`=\` assigns: write \`${shortText(left)} === ${shortText(right)}\` to compare.`
      : undefined;
  /** The name of a variable in a text that is printed as it is: `"loss ${loss}"`, `"loss {loss}"`, `"%.3f"`. */
  const plainText = (node: StringLiteral): string | undefined => {
    const [format, digits] = /%\.(\d)f/.exec(node.text) ?? [];
    if (digits !== undefined)
      return `\`${format}\` is no format of \`console.log\`: write the value with \`.toFixed(${digits})\`.`;
    const [, name] = /\{([A-Za-z_]\w*)\}|\$\{([A-Za-z_]\w*)[^{}]*\}/.exec(node.text)?.filter(Boolean) ?? [];
    if (name === undefined || !checker.resolveName(name, node, ts.SymbolFlags.Value, true)) return undefined;
    const text = node.text.replace(/\$?\{(?=[^{}]+\})/g, "$${");
    return `A text with values stands in backticks, not in quotes: \`${text}\`.`;
  };
  /** `loss $(loss)` in backticks. */
  const roundBrackets = (text: string): string | undefined => {
    const [value, inner] = /\$\(([^()]+)\)/.exec(text) ?? [];
    return value && `\`${value}\` is text: a value stands in braces, \`\${${inner}}\`.`;
  };
  /** A function where its result is meant. */
  const uncalled = (value: Expression, call = `${shortText(value)}(…)`): string | undefined => {
    // The type of a long sum takes long.
    if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value)) return undefined;
    const type = checker.getTypeAtLocation(value);
    if (type.getCallSignatures().length === 0 || type.getConstructSignatures().length > 0) return undefined;
    const kind = ts.isPropertyAccessExpression(value) ? "method" : "function";
    return `\`${shortText(value)}\` is a ${kind}: \`${call}\` calls it.`;
  };
  /** `text + loss.toFixed`, and `1 + loss.toFixed(2)`, which joins texts. */
  const added = (value: Expression, other: Expression): string | undefined => {
    if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression))
      return uncalled(value);
    if (!isNumber(other, checker) || !/^to(Fixed|Precision)$/.test(value.expression.name.text))
      return undefined;
    return `\`${value.expression.name.text}\` makes a text, to which \`+\` appends: write \`Number(${value.getText()})\` to add.`;
  };
  /** A method of lists that skips all, compares as strings, or is given a function that waits, returns nothing or takes pairs apart. */
  const listMethod = (call: CallExpression): string | undefined => {
    const called = call.expression;
    if (!ts.isPropertyAccessExpression(called)) return undefined;
    const type = checker.getTypeAtLocation(called.expression);
    if (!checker.isArrayLikeType(type)) return undefined;
    const [list, name] = [shortText(called.expression), called.name.text];
    const [change, ...others] = call.arguments;
    const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (change === undefined) {
      const isNumbers = element !== undefined && (element.flags & ts.TypeFlags.NumberLike) !== 0;
      return isNumbers && /^(sort|toSorted)$/.test(name)
        ? `\`${name}\` compares as strings, 10 before 9: write \`${list}.${name}((a, b) => a - b)\` for numbers.`
        : undefined;
    }
    const made = called.expression;
    const isMade = isCallOrNew(made) && made.expression.getText() === "Array" && eachElement.test(name);
    const [size, more] = (isMade && made.arguments) || [];
    if (size !== undefined && more === undefined && !ts.isSpreadElement(size) && isNumber(size, checker))
      return `\`${name}\` skips the empty places of \`${made.getText()}\`: \`${made.getText()}.fill(0)\` fills them.`;
    if (!ts.isArrowFunction(change) && !ts.isFunctionExpression(change)) return undefined;
    const [first, second] = change.parameters.map((one) => one.name.getText());
    const isPairs = element !== undefined && checker.isTupleType(element) && eachElement.test(name);
    if (isPairs && second !== undefined && !isIndex.test(second) && /^\w+$/.test(first))
      return `\`${second}\` is the index: the names for the parts of an element stand in brackets, \`([${first}, ${second}]) => …\`.`;
    if (name === "forEach" && change.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) {
      const head =
        second === undefined ? `${first ?? "_"} of ${list}` : `[${second}, ${first}] of ${list}.entries()`;
      return `\`forEach\` does not wait: write \`for (const ${head}) { await … }\`.`;
    }
    if (/^(filter|find|some|every)/.test(name) && isAssignment(change.body)) return assigned(change.body);
    const [only, next] = ts.isBlock(change.body) ? change.body.statements : [];
    const text = name === "map" ? blockForObject(change) : undefined;
    if (text !== undefined) return text;
    const isForgotten =
      /^(map|filter|find|some|every|reduce)$/.test(name) &&
      only !== undefined &&
      next === undefined &&
      ts.isExpressionStatement(only);
    if (!isForgotten) return undefined;
    const parameters = change.parameters.map((one) => one.getText()).join(", ");
    const written = [`(${parameters}) => ${shortText(only.expression)}`, ...others.map(shortText)].join(", ");
    return `A function in braces needs \`return\`: write \`${list}.${name}(${written})\` without braces.`;
  };

  const promises: NodeHint[] = [];
  const others: NodeHint[] = [];
  const visit = (node: Node): void => {
    promises.push(...floatingPromises(node, checker));
    const text = hintOf(node);
    if (text !== undefined) others.push({ node, text });
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return [...promises, ...others, ...divisions(cell)];
}

/** `X[-1]`, which counts from the end in Python, and finds nothing in lists, typed arrays and texts of JavaScript. */
function negativeIndex(node: ElementAccessExpression, checker: TypeChecker): string | undefined {
  const { expression, argumentExpression } = node;
  const [index, number] = /^-\s*([\d.]+)$/.exec(argumentExpression.getText()) ?? [];
  if (index === undefined) return undefined;
  const type = checker.getApparentType(checker.getTypeAtLocation(expression));
  const hasNumbers = checker.getIndexInfoOfType(type, ts.IndexKind.Number) !== undefined;
  if (!hasNumbers || checker.getPropertyOfType(type, "at") === undefined) return undefined;
  const list = shortText(expression);
  const written = isWritten(node) ? `${list}[${list}.length - ${number}]` : `${list}.at(${index})`;
  return `\`${list}[${index}]\` finds nothing: write \`${written}\` to count from the end.`;
}

/** True for `x` in `x = 1`, `x += 1` and `x++`. */
function isWritten(node: Expression): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent)) return /^(\+\+|--)/.test(parent.getText());
  return ts.isPostfixUnaryExpression(parent) || (isAssignment(parent) && parent.left === node);
}

/** `for (const x in xs)` over a list. */
export function overIndices(node: ForInStatement, checker: TypeChecker): string | undefined {
  const type = checker.getTypeAtLocation(node.expression);
  const isArray = type.symbol?.name === "NDArray";
  if (!isArray && !checker.isArrayLikeType(type)) return undefined;
  const list = shortText(node.expression);
  const head = `${node.initializer.getText()} of ${list}${isArray ? ".values" : ""}`;
  return `\`in\` goes over the ${isArray ? "properties" : "indices, which are strings"}: write \`for (${head})\` for the values.`;
}

/** The hint for a statement that is indented as the one above it is, which a loop or an `if` without braces holds. */
export function outsideOfBlock(node: Node): string | undefined {
  const statement = ts.findAncestor(node, (one) => one.parent !== undefined && "statements" in one.parent);
  const around = statement?.parent as { statements: readonly Statement[] } | undefined;
  const above = around?.statements[around.statements.indexOf(statement as Statement) - 1];
  if (statement === undefined || above === undefined) return undefined;
  const loop = ts.isIterationStatement(above, false) ? above.statement : undefined;
  const body = ts.isIfStatement(above) ? (above.elseStatement ?? above.thenStatement) : loop;
  if (body === undefined || ts.isBlock(body) || ts.isEmptyStatement(body)) return undefined;
  const place = (one: Node) => cellPosition(node.getSourceFile(), one.getStart());
  const [head, inside, outside] = [above, body, statement].map(place);
  if (inside.line === head.line || outside.column !== inside.column) return undefined;
  if (inside.column <= head.column) return undefined;
  const word = /^\w+/.exec(above.getText())![0];
  return `Indentation does not make a block: without braces, \`{ … }\`, line ${outside.line} is not part of the \`${word}\` in line ${head.line}.`;
}

/** Methods of lists that call a function with each element, which empty places are not. */
const eachElement = /^(every|filter|flatMap|forEach|map|some)$/;

/** Names for a number that counts, also for one that is not used. */
const isIndex = /^(_\w*|[ijn]|at|idx|pos|row|rank|\w*[iI]ndex)$/;

/** A method `on_epoch_end`, where the class has an `onEpochEnd` that it does not override. */
function otherSpelling(method: MethodDeclaration, checker: TypeChecker): string | undefined {
  const base = baseOf(method, checker);
  const own = method.name.getText();
  if (base === undefined || base.getProperty(own) !== undefined) return undefined;
  const meant = base.getProperties().find((one) => spelling(one.name) === spelling(own));
  return meant && `Nothing calls \`${own}\`: the method is called \`${meant.name}\` here.`;
}

/** `x * 2`, which changes nothing. */
const isComputed = (node: Expression) =>
  ts.isBinaryExpression(node) && /^([-+*/%<>]|\*\*|[<>]=|[=!]==?)$/.test(node.operatorToken.getText());

/** True for the last statement of a function that is not given to a method, as in `xs.map((x) => { x * 2 })`. */
function isLastOfFunction({ parent: block, end }: Node): boolean {
  if (!ts.isBlock(block) || block.statements.at(-1)?.end !== end) return false;
  return ts.isFunctionLike(block.parent) && !ts.isCallExpression(block.parent.parent);
}

const isOptional = ({ valueDeclaration }: { valueDeclaration?: Node }) =>
  valueDeclaration !== undefined &&
  ts.isParameter(valueDeclaration) &&
  (valueDeclaration.questionToken !== undefined ||
    valueDeclaration.initializer !== undefined ||
    valueDeclaration.dotDotDotToken !== undefined);

/** `7 // 2`: a comment that is nothing but a number, behind a value and without a semicolon. */
function divisions(cell: SourceFile): NodeHint[] {
  const found: NodeHint[] = [];
  for (const statement of cell.statements) {
    const value = valueIn(statement);
    const [, divisor] =
      /^[ \t]*\/\/[ \t]*(\d+(?:\.\d+)?|len\(\w+\))[ \t]*(?:\n|$)/.exec(cell.text.slice(statement.end)) ?? [];
    if (value === undefined || divisor === undefined) continue;
    const right = divisor.replace(/^len\((\w+)\)$/, "$1.length");
    const text = `\`//\` begins a comment: write \`Math.floor(${shortText(value)} / ${right})\` to divide and round down.`;
    found.push({ node: value, text });
  }
  return found;
}

/** The value that a statement without a semicolon ends with. */
function valueIn(statement: Node): Expression | undefined {
  if (statement.getText().endsWith(";")) return undefined;
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    return isAssignment(expression) ? expression.right : expression;
  }
  return ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.at(-1)?.initializer
    : undefined;
}
