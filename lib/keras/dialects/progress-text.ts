import { pythonFixed } from "../../python-repr.ts";

/** Seconds per step as Keras shows them: `3s/step`, `14ms/step`, `250us/step`. */
export function perStepText(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${pythonFixed(seconds, 0)}s/step`;
  if (seconds >= 1e-3) return `${pythonFixed(seconds * 1e3, 0)}ms/step`;
  return `${pythonFixed(seconds * 1e6, 0)}us/step`;
}

/** The remaining time as Keras shows it: `50s`, `2:30`, `1:00:10`. */
export function remainingText(perStep: number, steps: number): string {
  const seconds = Math.floor(perStep * steps);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (seconds > 3600) return `${Math.floor(seconds / 3600)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return seconds > 60 ? `${minutes}:${two(seconds % 60)}` : `${seconds}s`;
}

/** `17/200`, padded to the width of the number of steps; `     17/Unknown`. */
export function countText(current: number, target: number | null): string {
  if (target === null) return `${String(current).padStart(7)}/Unknown`;
  return `${String(current).padStart(String(target).length)}/${target}`;
}

/** ` - loss: 0.5 - accuracy: 0.75`. */
export function figuresText(figures: readonly string[]): string {
  return figures.map((figure) => ` - ${figure}`).join("");
}
