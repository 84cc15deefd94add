/** A layer, drawn as a column of circles. */
export interface NetworkColumn {
  title: string;
  /** Lines of text below the column. */
  lines: string[];
  units: number;
  kind: "input" | "hidden" | "output" | "gap";
  /** Connections to the units of the column before: all to all, one to one, or none. */
  connections: "all" | "each" | "none";
}

/** Position of a circle, and the index of the unit that it represents. */
interface UnitPosition {
  x: number;
  y: number;
  unit: number;
}

/** A wider layer is drawn with its first and last units only, and dots in between. */
const MAX_UNITS = 12;
const SLOTS = 13;

/** The circles of column `x` from top to bottom, centred in a height of 1. */
export function unitPositions({ units }: NetworkColumn, x: number): UnitPosition[] {
  const isWhole = units <= MAX_UNITS;
  const half = MAX_UNITS / 2;
  const shown = isWhole
    ? Array.from({ length: units }, (_, i) => i)
    : Array.from({ length: MAX_UNITS }, (_, i) => (i < half ? i : units - MAX_UNITS + i));
  return shown.map((unit, i) => {
    const slot = isWhole || i < half ? i : i + 1; // the dots take one slot
    const count = isWhole ? units : SLOTS;
    return { x, y: 0.5 + ((count - 1) / 2 - slot) / SLOTS, unit };
  });
}

/** The lines between neighbouring columns, as one path with gaps. */
export function edges(columns: readonly NetworkColumn[], positions: readonly UnitPosition[][]): EdgePath {
  const path: EdgePath = { x: [], y: [] };
  for (let i = 1; i < columns.length; i++) {
    const pairs =
      columns[i].connections === "all"
        ? positions[i - 1].flatMap((from) => positions[i].map((to) => [from, to]))
        : columns[i].connections === "each"
          ? positions[i].slice(0, positions[i - 1].length).map((to, k) => [positions[i - 1][k], to])
          : [];
    for (const [from, to] of pairs) {
      path.x.push(from.x, to.x, null);
      path.y.push(round(from.y), round(to.y), null);
    }
  }
  return path;
}

interface EdgePath {
  x: (number | null)[];
  y: (number | null)[];
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
