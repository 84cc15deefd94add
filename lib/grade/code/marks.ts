import type { Arguments } from "./keras-calls.ts";
import { type Mark, type Origin, originsOf, type Value } from "./value.ts";

/** Names of labels. */
const LABELS = /^(?:y|labels?|targets?)(?:$|[\d_]|(?:train|test|val|all|true|scaled|array|tensor)(?:$|_))/i;
/** Calls that go through samples and labels side by side and keep them apart, or choose columns: no label gets in. */
const APART = /split|shuffle|resample|transform$|zip|^(?:drop|iloc|loc|pop|select\w*|columns?)$/i;
const CHOOSES = /^(?:filter|query|where|compress)$/;
const CUTS = /^(?:slice|head|tail|take)$/;
const INVENTS =
  /^(?:make_?(?:blobs|classification|moons|circles|gaussian_?quantiles)|rand|randn|normal|uniform|standard_?normal|random_?(?:normal|uniform|sample)|random)$/i;
const GROWS = /concat|stack|append|repeat|tile|resample|sampl|augment|smote/i;
const LOADS_MODEL = /^load_?(?:layers_?)?model$/i;
/** Features, by their name. */
const FEATURES = /^\(*(?:X|features?|inputs?)(?:$|_|\b|(?=[A-Z]))/;
/** `X[i:i + 1]`: some rows from where a loop stands. */
const PIECE = /\[\s*(\w+)\s*:\s*\1\s*\+\s*(\d+)\s*(?:,[^\]]*)?\]$/;
/** The first index takes rows: `X[:20]`, `X[5:20, :]`, `X[-20:]`. */
const ROWS = /\[\s*(-?\d*)\s*:\s*(-?\d*)\s*(?:,[^\]]*)?\]$/;
/** Fewer samples than this prove little; a test set of the day's 569 has more. */
const FEW = 50;

const has = (value: Value | undefined, mark: Mark) => value !== undefined && originsOf(value).has(mark);
const without = (from: ReadonlySet<Origin>, ...marks: Mark[]) =>
  new Set([...from].filter((origin) => typeof origin !== "string" || !marks.includes(origin)));

/** The value under a name; a name of labels makes it labels. */
export function namedValue(name: string, value: Value): Value {
  if (!LABELS.test(name) || value.thing !== undefined) return value;
  const from = new Set<Origin>([...value.from, "labels"]);
  if (value.isComparison) from.add("of features");
  return { ...value, isLabels: true, from };
}

/** `value[key]`, written as `text`: a choice by labels, few of the rows, and no more than that of what `key` was made of. */
export function pickedValue(value: Value, key: Value, text: string): Value {
  const from = originsOf(value);
  const isLabels = value.isLabels || LABELS.test(/^\w+/.exec(text)?.[0] ?? "");
  const kept = isLabels ? from : without(from, "labels");
  for (const origin of key.from) if (typeof origin !== "string") kept.add(origin);
  if (has(key, "labels") && !isLabels) kept.add("chosen");
  const [, start, end] = ROWS.exec(text) ?? [];
  if (start !== undefined && isFew(numberOf(start), numberOf(end))) kept.add("few");
  if (Number(PIECE.exec(text)?.[2]) < FEW) kept.add("piece");
  return { isLabels: isLabels || undefined, from: kept };
}

/**
 * The mark for `left < right`. Labels could be made by comparing features with a number; and if predictions are compared with
 * something computed from the labels, any prediction is right.
 */
export function compared(left: Operand, right: Operand): { isComparison?: boolean; mark?: Mark } {
  const [some, other] = left.value.constant === undefined ? [left, right] : [right, left];
  const from = originsOf(some.value);
  const isOfModel = (origins: ReadonlySet<Origin>) =>
    [...origins].some((origin) => typeof origin === "object" && origin.kind === "model");
  if (typeof other.value.constant === "number") {
    const isFeature = from.has("scaled") || FEATURES.test(some.text);
    return isFeature && !from.has("labels") && !from.has("invented") && !isOfModel(from)
      ? { isComparison: true }
      : {};
  }
  const sides = [left, right].map(({ value, text }) => ({ text, from: originsOf(value) }));
  const byLabels = sides.some(
    ({ from, text }, at) =>
      from.has("labels") &&
      !/^[\w.[\]]*$/.test(text) &&
      isOfModel(sides[1 - at].from) &&
      !sides[1 - at].from.has("labels"),
  );
  return byLabels ? { mark: "by labels" } : {};
}

interface Operand {
  value: Value;
  text: string;
}

/** The origins of the result of an unknown call, by its name and by the results of its callbacks. */
export function markedOrigins(
  name: string,
  receiver: Value,
  given: readonly Value[],
  results: readonly Value[],
): Set<Origin> {
  const short = name.split(".").at(-1) ?? "";
  // Drawing lots for what comes first, or stays, invents nothing.
  const lots: Mark[] = /^(?:sort|toSorted)$/.test(short) || CHOOSES.test(short) ? ["invented"] : [];
  const inside = new Set(results.flatMap((value) => [...without(originsOf(value), "few", ...lots)]));
  const outside = new Set([receiver, ...given].flatMap((value) => [...originsOf(value)]));
  let from = new Set([...outside, ...inside]);
  if (CHOOSES.test(short) && inside.has("labels")) {
    from = without(from, "labels");
    from.add("chosen");
  }
  if (APART.test(short)) from = without(from, "labels", "few");
  const numbers = given.map(({ constant }) => (typeof constant === "number" ? constant : undefined));
  if (CUTS.test(short) && isFew(...(short === "slice" ? numbers : [undefined, numbers[0]]))) from.add("few");
  if (INVENTS.test(short)) from.add("invented");
  if (GROWS.test(short)) from.add("grown");
  // All samples and some of them again.
  const put = given[0]?.items ?? given;
  if (/concat|stack/i.test(short) && put.some(isAll)) from.delete("chosen");
  if (LOADS_MODEL.test(short)) from.add("loaded");
  return from;
}

const isAll = (value: Value) => {
  const from = originsOf(value);
  return from.size > 0 && !from.has("chosen") && !from.has("few") && !from.has("invented");
};

/** The column with the labels that a table still has after such a call; `drop` and `pop` may take it away. */
export function labelColumn(method: string, receiver: Value, args: Arguments): string | undefined {
  const table = [receiver, args.positional[0]].find((value) => value?.labelled !== undefined);
  if (!table || !/^(?:drop|pop|copy|values|\w*transform|to_?numpy)$/i.test(method)) return undefined;
  if (!/^(?:drop|pop)$/.test(method)) return table.labelled;
  const given = [...args.positional, ...args.named.values()].flatMap((value) => value.items ?? [value]);
  const names = given.flatMap(({ constant }) => (typeof constant === "string" ? constant : []));
  if (names.length > 0 && !names.includes(table.labelled!)) return table.labelled;
  // In the table itself, too.
  if (method === "pop" || args.named.has("inplace")) table.labelled = undefined;
  return undefined;
}

const numberOf = (text: string) => (text === "" ? undefined : Number(text));

/** True if the samples from `start` to `end`, as far as these are known, are few. */
function isFew(start?: number, end?: number): boolean {
  if (end === undefined) return start !== undefined && start < 0 && start > -FEW;
  const from = start ?? 0;
  return from >= 0 === end > 0 && end - from > 0 && end - from < FEW;
}
