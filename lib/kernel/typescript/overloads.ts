import type {
  CallExpression,
  Diagnostic,
  DiagnosticMessageChain,
  Expression,
  NewExpression,
  Node,
} from "typescript";
import { ts } from "./compiler.ts";
import { isCallOrNew } from "./node-hint.ts";

/** "No overload matches this call": what is wrong is below it, once for each overload. */
export const noOverload = 2769;

/**
 * A diagnostic about a function with overloads as one about the overload that is meant, at the argument that is wrong: the
 * last, which takes most, but for one that takes nothing where the call has something. Others stay as they are.
 */
export function withoutOverloads(diagnostic: Diagnostic): Diagnostic {
  const { code, messageText, file, start } = diagnostic;
  if (code === notAssignable) return withoutTuples(diagnostic);
  if (code !== noOverload || typeof messageText === "string" || file === undefined || start === undefined)
    return diagnostic;
  const reasons = (messageText.next ?? []).flatMap(({ next = [] }) => next);
  const reason = reasons.findLast(({ messageText }) => !takesNothing.test(messageText));
  if (reason === undefined || reasons.length < 2) return diagnostic;
  const call = ts.findAncestor(ts.getTouchingPropertyName(file, start), isCallOrNew);
  const wrong = call === undefined ? undefined : argumentOf(call, reason, diagnostic.relatedInformation);
  return {
    ...diagnostic,
    code: reason.code,
    messageText: reason,
    ...(wrong !== undefined && { start: wrong.getStart(file), length: wrong.getWidth(file) }),
  };
}

/** "Argument of type … is not assignable to parameter of type …", also of a tuple of parameters, which is one way of calling. */
const notAssignable = 2345;

/** "Object literal may only specify known properties, and 'a' does not exist in type 'Options'." */
const unknownProperty = 2353;

/** "Type 'number' is not assignable to type 'string'." */
const otherType = 2322;

/** A diagnostic about one of several tuples of parameters as one about the option that none of them has, or that has another type. */
function withoutTuples(diagnostic: Diagnostic): Diagnostic {
  const { messageText, file, start } = diagnostic;
  if (typeof messageText === "string" || !messageText.messageText.startsWith("Argument of type '["))
    return diagnostic;
  const reasons = [messageText];
  for (let next = messageText.next?.[0]; next !== undefined; next = next.next?.[0]) reasons.push(next);
  const unknown = reasons.find(({ code }) => code === unknownProperty);
  if (unknown !== undefined)
    return { ...diagnostic, messageText: unknown.messageText.replace(/ in type '[^']*'/, "") };
  const at = reasons.findIndex(({ messageText }) => ofOption.test(messageText));
  if (at < 0 || file === undefined || start === undefined) return diagnostic;
  const [, option] = ofOption.exec(reasons[at].messageText)!;
  // The diagnostic may be at the first argument, which may be a call, too.
  const isMeant = (node: Node) => isCallOrNew(node) && optionIn(node.arguments, option) !== undefined;
  const call = ts.findAncestor(ts.getTouchingPropertyName(file, start), isMeant);
  const wrong = optionIn((call as NewExpression | undefined)?.arguments, option);
  if (wrong === undefined) return diagnostic;
  return {
    ...diagnostic,
    code: otherType,
    messageText: reasons[at + 1],
    start: wrong.getStart(),
    length: wrong.getWidth(),
  };
}

const ofOption = /^(?:The types of|Types of property) '(\w+)' are incompatible/;

const takesNothing = /to parameter of type '(null|undefined|null \| undefined)'/;

/** The argument, or the option in it, that the reason is about. */
function argumentOf(
  { arguments: list }: CallExpression | NewExpression,
  { messageText }: DiagnosticMessageChain,
  related: Diagnostic["relatedInformation"] = [],
) {
  // "The expected type comes from property 'epochs' …"
  const about = [messageText, ...related.map((one) => ts.flattenDiagnosticMessageText(one.messageText, " "))];
  const [, option] =
    /'([^']+)' does not exist in type|comes from property '([^']+)'/
      .exec(about.join("\n"))
      ?.filter((one) => one !== undefined) ?? [];
  const last = list?.at(-1);
  if (option === undefined) return /has no properties in common/.test(messageText) ? last : undefined;
  return optionIn(list, option);
}

function optionIn(list: readonly Expression[] | undefined, option: string | undefined) {
  const options = list?.find(ts.isObjectLiteralExpression);
  return options?.properties.find((property) => property.name?.getText() === option);
}
