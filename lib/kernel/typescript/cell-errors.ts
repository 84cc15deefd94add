import type {
  Diagnostic,
  DiagnosticMessageChain,
  InterfaceType,
  MethodDeclaration,
  Node,
  Program,
  SourceFile,
  Type,
  TypeChecker,
} from "typescript";
import { ts } from "./compiler.ts";

/**
 * The errors of types in a cell. A parameter without a type is one, because its type catches other mistakes; but not in a method
 * that Keras calls, such as `call` and `onEpochEnd`, nor is a field without a type. A method may need more arguments than the base
 * class', as in Python: `compile(dOptimizer, gOptimizer)`.
 */
export function cellErrors(program: Program, cell: SourceFile): Diagnostic[] {
  const checker = program.getTypeChecker();
  return program.getSemanticDiagnostics(cell).filter(({ code, messageText, start = 0 }) => {
    // TypeScript refuses `import x = require("x")` in ES modules: `earlier-names.ts` turns it into a variable.
    if (code === 1202 || code === untypedField) return false;
    if (code === otherMethod && typeof messageText === "object") return !needsMore(messageText);
    return !untypedParameter.has(code) || !isInherited(ts.getTouchingPropertyName(cell, start), checker);
  });
}

/** "Member 'w' implicitly has an 'any' type." */
const untypedField = 7008;

/** "Property 'compile' in type 'GAN' is not assignable to the same property in base type." */
const otherMethod = 2416;

/** True if "Target signature provides too few arguments" is why. */
const needsMore = ({ code, next = [] }: DiagnosticMessageChain): boolean =>
  code === 2849 || next.some(needsMore);

/** "Parameter implicitly has an 'any' type", also for a part of one, and for the rest. */
const untypedParameter = new Set([7006, 7019, 7031]);

/** True for a parameter of a method that the class's base has, too: TypeScript does not take over its types. */
export function isInherited(node: Node, checker: TypeChecker): boolean {
  const method = ts.findAncestor(node, ts.isFunctionLike);
  if (method === undefined || !ts.isMethodDeclaration(method)) return false;
  return baseOf(method, checker)?.getProperty(method.name.getText()) !== undefined;
}

/** The class that the class of a method extends. */
export function baseOf({ parent }: MethodDeclaration, checker: TypeChecker): Type | undefined {
  if (!ts.isClassLike(parent)) return undefined;
  return checker.getBaseTypes(checker.getTypeAtLocation(parent) as InterfaceType).at(0);
}
