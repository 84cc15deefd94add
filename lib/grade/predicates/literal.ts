import type { Passage } from "../evidence.ts";
import { findLiterals, type PythonLiteral, readLiteral } from "../python-literal.ts";
import type { Literal } from "../question.ts";
import type { Finding } from "./finding.ts";

/** What one literal has of what is asked. */
interface Holding {
  /** How many of the asked values. */
  points: number;
  /** All of them, and nothing that must not be there. */
  whole: boolean;
  /** Only what was asked for, in the words it was printed in. */
  found: string;
  /** Of each asked value whether it is there. */
  parts: { text: string; met: boolean }[];
}

/** Whether the literal holds any of what is asked. */
export const holdsSome = ({ holds }: Literal, literal: PythonLiteral): boolean =>
  score(literal, known(holds)) > 0;

/** How much of the asked one literal holds. */
export function holding({ holds, without = [] }: Literal, literal: PythonLiteral): Holding {
  const asked = known(holds);
  const unwanted = without.filter((key) => says(literal, key));
  const points = score(literal, asked) - unwanted.length;
  const parts = [
    ...leaves(asked, literal, ""),
    ...unwanted.map((key) => ({ text: `no ${key}`, met: false })),
  ];
  return { points, whole: points === score(asked, asked), found: excerpt(literal, asked, unwanted), parts };
}

const readBefore = new Map<string, PythonLiteral>();

/** What a rubric asks for, read once. */
function known(holds: string): PythonLiteral {
  const read = readBefore.get(holds) ?? readLiteral(holds);
  readBefore.set(holds, read);
  return read;
}

/** Some dictionary, list or tuple holds what is asked; if none does, the one that holds most of it is shown. */
export function findLiteral({ holds, without = [] }: Literal, passages: readonly Passage[]): Finding {
  const asked = readLiteral(holds);
  const most = score(asked, asked);
  let best = { points: 0, found: "nothing like it", cell: null as number | null };
  for (const { cell, text } of passages) {
    for (const literal of findLiterals(text)) {
      const unwanted = without.filter((key) => says(literal, key));
      const points = score(literal, asked) - unwanted.length;
      if (points > best.points) best = { points, found: excerpt(literal, asked, unwanted), cell };
    }
  }
  return { met: best.points === most, found: best.found, cell: best.cell };
}

/** Whether it has something under this key: `None` is nothing. */
function says(literal: PythonLiteral, key: string): boolean {
  const value = literal.type === "dict" ? literal.entries.get(key) : undefined;
  return value !== undefined && !(value.type === "scalar" && value.value === null);
}

/** How many of the asked values it has, each in its place; a list's or tuple's length counts as one value more. */
function score(found: PythonLiteral | undefined, asked: PythonLiteral): number {
  if (!found) return 0;
  if (asked.type === "scalar") {
    return found.type === "scalar" && Object.is(found.value, asked.value) ? 1 : 0;
  }
  if (asked.type === "dict") {
    if (found.type !== "dict") return 0;
    return sum([...asked.entries].map(([key, value]) => score(found.entries.get(key), value)));
  }
  if (found.type !== asked.type) return 0;
  const length = found.items.length === asked.items.length ? 1 : 0;
  return length + sum(asked.items.map((item, index) => score(found.items[index], item)));
}

/** Every asked value by its way: `units: 8`, `layer 2 units: 10`. */
function leaves(asked: PythonLiteral, found: PythonLiteral | undefined, way: string): Holding["parts"] {
  if (asked.type === "dict") {
    return [...asked.entries].flatMap(([key, value]) => {
      const inner = found?.type === "dict" ? found.entries.get(key) : undefined;
      return leaves(value, inner, key === "config" || key === "layers" ? way : `${way} ${key}`.trim());
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
  return [
    {
      text: `${way}: ${asked.text}`,
      met: found !== undefined && score(found, asked) === score(asked, asked),
    },
  ];
}

/** Only what was asked for (and what was not to be there), in the words it was printed in. */
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
    // A list's items are alike, so what is asked of the last one is shown of those beyond it too.
    return `[${found.items.map((item, index) => excerpt(item, asked.items[index] ?? asked.items.at(-1)!)).join(", ")}]`;
  }
  return found.text;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
