/** Arrays of float32 numbers as NumPy prints them. */
import { type NDArray, shortestFloat32, sizeOf } from "../../ndarray.ts";

/** Larger arrays show only the values at their ends. */
const THRESHOLD = 1000;
/** How many of an axis are shown at each end. */
const EDGE = 3;
const LINE_WIDTH = 75;
/** Digits after the point at most. */
const PRECISION = 8;

/** The text of `print(array)`. */
export function numpyText(array: NDArray): string {
  const { values, shape } = array;
  const isShort = values.length > THRESHOLD;
  const shown = [...shownIndices(shape, isShort)].map((at) => values[at]);
  const format = formatOf(shown);
  if (shape.length === 0) return format(values[0]).trim();
  return axisText(shape, 0, 0, isShort, (at) => format(values[at]), "");
}

/** Indices along an axis; null for those left out. */
function along(size: number, isShort: boolean): (number | null)[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (!isShort || size <= 2 * EDGE) return all;
  return [...all.slice(0, EDGE), null, ...all.slice(-EDGE)];
}

function* shownIndices(shape: readonly number[], isShort: boolean, start = 0): Generator<number> {
  const [size, ...rest] = shape;
  if (size === undefined) {
    yield start;
    return;
  }
  const stride = sizeOf(rest);
  for (const i of along(size, isShort))
    if (i !== null) yield* shownIndices(rest, isShort, start + i * stride);
}

function axisText(
  shape: readonly number[],
  axis: number,
  start: number,
  isShort: boolean,
  text: (at: number) => string,
  indent: string,
): string {
  const stride = sizeOf(shape.slice(axis + 1));
  const entries = along(shape[axis], isShort);
  const inner = `${indent} `;
  if (axis === shape.length - 1) {
    const lines: string[] = [];
    let line = inner;
    entries.forEach((i, nth) => {
      const word = i === null ? "..." : text(start + i);
      // The last entry needs room for its bracket, and those of the axes outside.
      const room = LINE_WIDTH - (nth === entries.length - 1 ? Math.max(1, shape.length) : 0);
      if (line.trim() !== "" && line.length + word.length > room) {
        lines.push(line.trimEnd());
        line = inner;
      }
      line += `${word} `;
    });
    lines.push(line.slice(0, -1));
    return `[${lines.join("\n").slice(inner.length)}]`;
  }
  const gap = `${"\n".repeat(shape.length - axis - 1)}${inner}`;
  const parts = entries.map((i) =>
    i === null ? "..." : axisText(shape, axis + 1, start + i * stride, isShort, text, inner),
  );
  return `[${parts.join(gap)}]`;
}

/** How all numbers of an array are written: with as many places as those that are shown need. */
function formatOf(shown: readonly number[]): (value: number) => string {
  const finite = shown.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((size) => size > 0);
  const [largest, smallest] = [Math.max(...sizes), Math.min(...sizes)];
  const isExponential = sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000);
  const special = (value: number) => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
  if (isExponential) {
    const parts = finite.map((value) => exponential(value));
    const digits = Math.max(...parts.map(([mantissa]) => (mantissa.split(".")[1] ?? "").length));
    const write = (value: number) => {
      const [mantissa, exponent] = exponential(value);
      const [whole, fraction = ""] = mantissa.split(".");
      return `${whole}.${fraction.padEnd(digits, "0")}e${exponent}`;
    };
    const width = Math.max(
      ...shown.map((value) => (Number.isFinite(value) ? write(value) : special(value)).length),
    );
    return (value) => (Number.isFinite(value) ? write(value) : special(value)).padStart(width);
  }
  const texts = finite.map((value) => positional(value).split("."));
  const left = Math.max(1, ...texts.map(([whole]) => whole.length));
  const right = Math.max(0, ...texts.map(([, fraction]) => fraction.length));
  const widest = Math.max(
    0,
    ...shown.filter((value) => !Number.isFinite(value)).map((value) => special(value).length),
  );
  const width = Math.max(left + 1 + right, widest);
  return (value) => {
    if (!Number.isFinite(value)) return special(value).padStart(width);
    const [whole, fraction] = positional(value).split(".");
    return `${whole.padStart(width - 1 - right)}.${fraction.padEnd(right)}`;
  };
}

/** The shortest digits that round to the float32, at most eight after the point, with the point: `0.25`, `3.`. */
function positional(value: number): string {
  const fixed = String(shortestFloat32(value));
  const digits = (fixed.split(".")[1] ?? "").length;
  const text = digits > PRECISION ? value.toFixed(PRECISION).replace(/0+$/, "") : fixed;
  const signed = Object.is(value, -0) ? "-0" : text;
  return signed.includes(".") ? signed : `${signed}.`;
}

/** Mantissa and exponent, `1.5` and `+08`. */
function exponential(value: number): [mantissa: string, exponent: string] {
  const [mantissa, power] = shortestFloat32(value).toExponential().split("e");
  const cut = mantissa.replace(/(\.\d{8})\d+/, "$1");
  const sign = power.startsWith("-") ? "-" : "+";
  return [cut, sign + power.replace(/^[+-]/, "").padStart(2, "0")];
}
