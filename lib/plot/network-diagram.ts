/** A layer as a column of circles. */
export interface NetworkColumn {
  title: string;
  /** What stands under it. */
  lines: string[];
  units: number;
  kind: "input" | "hidden" | "output" | "gap";
  /** How its units are joined to those before: to all, each to its own, or not. */
  joined: "all" | "each" | "none";
}

/** A circle: where it is, and which unit of the layer it stands for. */
export interface UnitPlace {
  x: number;
  y: number;
  unit: number;
}

/** Circles in a column at most; of more units the first and the last are drawn, with dots between. */
const MOST_UNITS = 12;
const SLOTS = 13;

/** The circles of column `x`, from top to bottom, in the middle of a height of 1. */
export function unitPlaces({ units }: NetworkColumn, x: number): UnitPlace[] {
  const isWhole = units <= MOST_UNITS;
  const half = MOST_UNITS / 2;
  const shown = isWhole
    ? Array.from({ length: units }, (_, i) => i)
    : Array.from({ length: MOST_UNITS }, (_, i) => (i < half ? i : units - MOST_UNITS + i));
  return shown.map((unit, i) => {
    const slot = isWhole || i < half ? i : i + 1; // the dots take one
    const count = isWhole ? units : SLOTS;
    return { x, y: 0.5 + ((count - 1) / 2 - slot) / SLOTS, unit };
  });
}

/** Lines between the circles of neighbouring columns, as one path with breaks. */
export function edges(columns: readonly NetworkColumn[], places: readonly UnitPlace[][]): EdgePath {
  const path: EdgePath = { x: [], y: [] };
  for (let i = 1; i < columns.length; i++) {
    const pairs =
      columns[i].joined === "all"
        ? places[i - 1].flatMap((from) => places[i].map((to) => [from, to]))
        : columns[i].joined === "each"
          ? places[i].slice(0, places[i - 1].length).map((to, k) => [places[i - 1][k], to])
          : [];
    for (const [from, to] of pairs) {
      path.x.push(from.x, to.x, null);
      path.y.push(round(from.y), round(to.y), null);
    }
  }
  return path;
}

export interface EdgePath {
  x: (number | null)[];
  y: (number | null)[];
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
