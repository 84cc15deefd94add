import { pythonRepr } from "../../python-repr.ts";
import { type CellPassage, isBefore, nameOf } from "../outputs/passages.ts";
import { entryOf, findLiterals, type PythonLiteral, readLiteral } from "../python-literal.ts";
import type { Literal } from "../question.ts";
import type { BuiltModel } from "../record/session-record.ts";
import { bothEnds, type Candidate } from "./candidate.ts";
import { readConfigurations, recordsOf } from "./configurations.ts";

/** Candidates from one cell. */
const MOST = 1_000;

/** The candidate of a model that was built, as seen in a run or read in the code. */
export function modelCandidate(predicate: Literal, model: BuiltModel, passages: CellPassage[]): Candidate {
  const [literal] = findLiterals(pythonRepr(model));
  const match = matched(predicate, literal);
  const [own, asked] = [literal, parsedLiteral(predicate.holds)].map(
    (one) => entryOf(one, "input_shape")?.text,
  );
  // One on other features is the network of another exercise.
  return { ...match, points: own === asked ? 1_000 + match.points : match.points, passages };
}

/** The dictionaries, lists and tables of a cell that have any of the expected values. */
export function findLiteral(predicate: Literal, passage: CellPassage, deep: boolean): Candidate[] {
  const asked = parsedLiteral(predicate.holds);
  const found = readConfigurations(passage, deep).filter(
    (literal) => literal.type === asked.type && leaves(asked, literal, "").some(({ met }) => met),
  );
  return bothEnds(found, MOST).flatMap((literal) => {
    const match = matched(predicate, literal);
    if (match.points <= 0) return [];
    const units = /'units': (\d+)/.exec(match.found)?.[1];
    const words = units ? [new RegExp(`units['"]?\\s*[:=]\\s*${units}\\b`)] : [];
    const doubts = match.met && asked.type === "list" ? spelledLists(predicate, passage) : [];
    return [{ ...match, passages: [passage], words, literal, doubts }];
  });
}

/** Doubts because the code writes out the list of a network's layers, as no code that builds it does. */
function spelledLists(predicate: Literal, { source, index }: CellPassage): string[] {
  const code = source.reading.withoutComments.filter((_, cell) => isBefore(source, cell, index)).join("\n");
  return recordsOf(code, true).some((literal) => matched(predicate, literal).met)
    ? [`the code of ${nameOf(source, index)} spells the configuration`]
    : [];
}

/** How far one literal matches the expected one: `points` are the parts that it has, less unwanted keys. */
function matched({ holds, without = [] }: Literal, literal: PythonLiteral): Omit<Candidate, "passages"> {
  const asked = parsedLiteral(holds);
  const unwanted = without.filter((part) =>
    part.startsWith("{") ? hasPart(literal, parsedLiteral(part)) : hasKey(literal, part),
  );
  const own = leaves(asked, literal, "");
  const points = own.filter(({ met }) => met).length - unwanted.length;
  return {
    met: points === own.length,
    points,
    found: excerpt(literal, asked, unwanted),
    parts: [...own, ...unwanted.map((key) => ({ text: `no ${key}`, met: false }))],
  };
}

const parsed = new Map<string, PythonLiteral>();

/** The expected literal of a rubric, parsed once. */
function parsedLiteral(holds: string): PythonLiteral {
  const read = parsed.get(holds) ?? readLiteral(holds);
  parsed.set(holds, read);
  return read;
}

/** True if a dictionary has a value other than `None` under this key. */
function hasKey(literal: PythonLiteral, key: string): boolean {
  const value = entryOf(literal, key);
  return value !== undefined && !(value.type === "scalar" && value.value === null);
}

/** True if a dictionary at any depth has all values of `part`. */
function hasPart(literal: PythonLiteral, part: PythonLiteral): boolean {
  if (literal.type === "scalar") return false;
  if (literal.type === "dict" && contains(literal, part)) return true;
  const inner = literal.type === "dict" ? [...literal.entries.values()] : literal.items;
  return inner.some((item) => hasPart(item, part));
}

/** True for an expected value, a dictionary with at least the expected entries, and a list or tuple of the expected items. */
function contains(found: PythonLiteral | undefined, asked: PythonLiteral): boolean {
  if (asked.type === "scalar") return found?.type === "scalar" && Object.is(found.value, asked.value);
  if (asked.type === "dict")
    return [...asked.entries].every(([key, value]) => contains(entryOf(found, key), value));
  return (
    found?.type === asked.type &&
    found.items.length === asked.items.length &&
    asked.items.every((item, at) => contains(found.items[at], item))
  );
}

/** Every expected value with its path: `units: 8`, `entry 2 units: 10`. */
function leaves(asked: PythonLiteral, found: PythonLiteral | undefined, path: string): Candidate["parts"] {
  if (asked.type === "dict") {
    return [...asked.entries].flatMap(([key, value]) => {
      return leaves(
        value,
        entryOf(found, key),
        key === "config" || key === "layers" ? path : `${path} ${key}`.trim(),
      );
    });
  }
  if (asked.type === "list" && asked.items.some(({ type }) => type === "dict")) {
    const items = found?.type === "list" ? found.items : [];
    const length = { text: `${asked.items.length} entries`, met: items.length === asked.items.length };
    return [
      length,
      ...asked.items.flatMap((item, index) => leaves(item, items[index], `entry ${index + 1}`)),
    ];
  }
  return [{ text: `${path}: ${asked.text}`, met: contains(found, asked) }];
}

/** The expected values and the unwanted keys of a literal, as they were printed. */
function excerpt(found: PythonLiteral, asked: PythonLiteral, unwanted: readonly string[] = []): string {
  if (found.type === "dict" && asked.type === "dict") {
    const keys = [...unwanted, ...asked.entries.keys()].filter((key) => found.entries.has(key));
    const entries = keys.map((key) => {
      const value = found.entries.get(key)!;
      const part = asked.entries.get(key);
      return `'${key}': ${part ? excerpt(value, part) : value.text}`;
    });
    return `{${entries.join(", ")}}`;
  }
  if (found.type === "list" && asked.type === "list") {
    // Items beyond the expected ones are shown like the last expected item.
    return `[${found.items.map((item, index) => excerpt(item, asked.items[index] ?? asked.items.at(-1)!)).join(", ")}]`;
  }
  return found.text;
}
