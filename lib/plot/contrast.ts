/** Red, green and blue, 0 to 255. */
type Rgb = [number, number, number];

export function rgbOf(hex: string): Rgb {
  const [r, g, b] = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
  return [r, g, b];
}

/** The colour at a position from 0 to 1, interpolated linearly between the stops of the scale, as plotly does. */
export function colorAt(scale: readonly (readonly [number, string])[], at: number): Rgb {
  const i = Math.max(
    1,
    scale.findIndex(([stop]) => stop >= at),
  );
  const [[from, low], [to, high]] = [scale[i - 1], scale[i]];
  const part = (at - from) / (to - from);
  const [a, b] = [rgbOf(low), rgbOf(high)];
  return [0, 1, 2].map((c) => a[c] + part * (b[c] - a[c])) as Rgb;
}

/** Black or white text, whichever has more contrast with the background: at least 4.5 (WCAG 2.2, "contrast ratio"). */
export function readableOn(background: Rgb): "#000000" | "#ffffff" {
  const light = luminance(background) + 0.05;
  return light / 0.05 > 1.05 / light ? "#000000" : "#ffffff";
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
