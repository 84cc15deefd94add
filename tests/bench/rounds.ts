import { type Summary, summarize } from "./statistics.ts";
import {
  Absent,
  type Case,
  type Contestant,
  type Goal,
  type Row,
  type Session,
  type Subject,
} from "./subject.ts";

/** The result of a run of a subject. */
export interface Result {
  contestants: { name: string; about: string }[];
  rows: ResultRow[];
  /** Who was left out of what, and why, with the remedy. */
  notes: string[];
  /** The failures, other than a contestant that is not installed. */
  failures: string[];
}

export interface ResultRow {
  title: string;
  unit: Row["unit"];
  /** By the contestant's name; `values` in the order of the rounds, `ratio` the median against ours. */
  results: Record<string, Summary & { values: number[]; ratio: number }>;
  goals: (Goal & { met: boolean | null })[];
}

export interface RunOptions {
  rounds: number;
  /** Told of each case that begins. */
  onCase?: (title: string) => void;
}

/**
 * Measures every contestant in every case, taking turns: what slows the machine down for a while slows all of them. The
 * order turns round from one round to the next, so that nobody always follows the same one.
 */
export async function run<Task>(subject: Subject<Task>, { rounds, onCase }: RunOptions): Promise<Result> {
  const result: Result = { contestants: [], rows: [], notes: [], failures: [] };
  const sessions = new Map<string, Session<Task>>();
  try {
    await startAll(subject.contestants, sessions, result);
    for (const one of subject.cases) {
      onCase?.(one.rows[0].title);
      const values = await measureCase(one, sessions, rounds, result);
      const [ours] = subject.contestants;
      result.rows.push(...one.rows.map((row) => resultRow(row, values, ours.name)));
    }
    return result;
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.end()));
  }
}

async function startAll<Task>(
  contestants: readonly Contestant<Task>[],
  sessions: Map<string, Session<Task>>,
  result: Result,
): Promise<void> {
  for (const { name, start } of contestants) {
    try {
      const session = await start();
      sessions.set(name, session);
      result.contestants.push({ name, about: session.about });
    } catch (error) {
      note(result, name, error);
    }
  }
}

type Values = Map<string, Record<string, number[]>>;

/** The figures of one case: by contestant, by the row's key, one per round. */
async function measureCase<Task>(
  { task, rows, without = [] }: Case<Task>,
  sessions: ReadonlyMap<string, Session<Task>>,
  rounds: number,
  result: Result,
): Promise<Values> {
  const values: Values = new Map();
  let order = [...sessions.keys()].filter((name) => !without.includes(name));
  for (let round = 0; round < rounds; round++) {
    for (const name of order) {
      try {
        const figures = await sessions.get(name)!.measure(task);
        const soFar = values.get(name) ?? {};
        for (const { key, per = 1 } of rows) {
          const figure = figures[key];
          if (figure !== null) soFar[key] = [...(soFar[key] ?? []), figure / per];
        }
        values.set(name, soFar);
      } catch (error) {
        note(result, `${name}, ${rows[0].title}`, error);
        values.delete(name);
        order = order.filter((other) => other !== name);
      }
    }
    order.reverse();
  }
  return values;
}

function note(result: Result, what: string, error: unknown): void {
  const list = error instanceof Absent ? result.notes : result.failures;
  list.push(`${what}: ${error instanceof Error ? error.message : error}`);
}

function resultRow({ key, title, unit, goals = [] }: Row, values: Values, ours: string): ResultRow {
  const reference = values.get(ours)?.[key];
  const base = reference ? summarize(reference).median : Number.NaN;
  const results: ResultRow["results"] = {};
  for (const [name, figures] of values) {
    if (!figures[key]) continue;
    const summary = summarize(figures[key]);
    results[name] = { ...summary, values: figures[key], ratio: summary.median / base };
  }
  return { title, unit, results, goals: goals.map((goal) => ({ ...goal, met: isMet(goal, results, ours) })) };
}

/** `null` when ours or the peer was not measured. */
function isMet(goal: Goal, results: ResultRow["results"], ours: string): boolean | null {
  if (!results[ours]) return null;
  if ("atMost" in goal) return results[ours].median <= goal.atMost;
  const peer = results[goal.peer];
  return peer ? peer.ratio >= goal.times : null;
}
