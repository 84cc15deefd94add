/** Plotly's name of the axis of the panel with this index, from 0: `x`, `x2`, `x3`. */
export function axisName(letter: "x" | "y", panel: number): string {
  return panel === 0 ? letter : `${letter}${panel + 1}`;
}
