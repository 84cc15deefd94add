/** The parts of a bench: contestants, the work of each in a round, and the figures that it gives. */

/** `null` stands for the contestant with that figure missing, as on a system that does not tell it. */
export type Figures = Readonly<Record<string, number | null>>;

/** One figure of a case: a row of the table. Less is better, but of what is done in a minute. */
export interface Row {
  /** Its name in what `measure` returns. */
  key: string;
  title: string;
  unit: "ms" | "MB" | "/min" | "";
  /** The figure is divided by it: 20 for a figure per step of 20 steps. Default 1. */
  per?: number;
  goals?: readonly Goal[];
}

/** The goal of ours: a figure, or a multiple of a peer's. */
export type Goal = { atMost: number } | { times: number; peer: string };

export interface Case<Task> {
  task: Task;
  rows: readonly Row[];
  /** Contestants that are left out: it would take them minutes, or they have no such thing. */
  without?: readonly string[];
}

export interface Contestant<Task> {
  name: string;
  /** @throws Absent when it is not installed */
  start(): Promise<Session<Task>>;
}

/** A contestant that is running. */
export interface Session<Task> {
  /** Its name and version. */
  about: string;
  /** @throws Absent for a task that it does not know */
  measure(task: Task): Promise<Figures>;
  end(): Promise<void>;
}

export interface Subject<Task = unknown> {
  /** Ours first. */
  contestants: readonly Contestant<Task>[];
  cases: readonly Case<Task>[];
  /** Called at the end, whatever happened. */
  close(): void;
}

/** A contestant that is not there, or does not do a task: it is left out with a word. */
export class Absent extends Error {
  override name = "Absent";
}
