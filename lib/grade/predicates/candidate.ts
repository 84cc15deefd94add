import type { CellPassage } from "../outputs/passages.ts";
import type { PythonLiteral } from "../python-literal.ts";
import type { CellLocation } from "../verdict.ts";

/** Something in the work that may be the answer. */
export interface Candidate {
  met: boolean;
  /** How near it comes, to choose the nearest of those that are not met. */
  points: number;
  /** In the notebook's own words. */
  found: string;
  /** The cells that show it. */
  passages: CellPassage[];
  /** The parts of the expected answer. */
  parts: { text: string; met: boolean }[];
  /** Objections from the output itself. */
  doubts?: string[];
  /** The epoch that its words name. */
  epoch?: number;
  /** The word that the code has to decide on. */
  say?: string;
  /** The figure that it comes down to, which the code must not spell. */
  figure?: number;
  /** The dictionary or list that it was read from. */
  literal?: PythonLiteral;
  /** Words of it that the code must not spell. */
  words?: RegExp[];
}

/** An answer that is met if all of its parts are. */
export const ofParts = (parts: Candidate["parts"]): Pick<Candidate, "met" | "points" | "parts"> => ({
  met: parts.every(({ met }) => met),
  points: parts.filter(({ met }) => met).length,
  parts,
});

/** Of answers that are not met, the one with the largest share of what is asked. */
export const nearest = <T extends Candidate>(candidates: readonly T[]): T | undefined =>
  [...candidates].sort((a, b) => metShare(b) - metShare(a))[0];

const metShare = ({ parts, points }: Candidate) =>
  parts.filter(({ met }) => met).length / Math.max(1, parts.length) + points / 1000;

/** The last cell that shows it. */
export function whereOf({ passages }: Candidate): CellLocation | null {
  const last = passages.at(-1);
  return last ? { notebook: last.source.submitted.path, cell: last.cell, index: last.index } : null;
}

/** The first and last items of a long list, `most` in all: honest notebooks have a few. */
export const bothEnds = <T>(all: readonly T[], most: number): readonly T[] =>
  all.length > most ? [...all.slice(0, most / 2), ...all.slice(-most / 2)] : all;

/** A text as a part of a regular expression. */
export const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
