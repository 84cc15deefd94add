import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { colorAt, readableOn } from "../../lib/plot/contrast.ts";
import { PALETTE } from "../../lib/plot/palette.ts";
import { DARK, darkRules, LIGHT } from "../../lib/plot/theme.ts";
import { root } from "../../lib/setup/paths.mjs";

/** sRGB to linear light: WCAG 2.2, "relative luminance". */
const linear = (hex: string) =>
  [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
const luminance = (hex: string) => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

test("text has a contrast of 4.5 with its paper, data and axes have 3", () => {
  for (const theme of [LIGHT, DARK]) {
    assert.ok(contrast(theme.ink, theme.paper) >= 4.5);
    assert.ok(contrast(theme.axis, theme.paper) >= 3);
    for (const color of PALETTE) {
      assert.ok(contrast(color, theme.paper) >= 3, `${color} on ${theme.paper}`);
    }
  }
});

test("ink is chosen so that it can be read on any paper", () => {
  const hex = (value: number) => Math.round(value).toString(16).padStart(2, "0");
  for (let at = 0; at <= 1; at += 1 / 64) {
    const paper = colorAt(
      [
        [0, "#f7fbff"],
        [0.5, "#6baed6"],
        [1, "#08306b"],
      ],
      at,
    );
    assert.ok(contrast(readableOn(paper), `#${paper.map(hex).join("")}`) >= 4.5, `${paper}`);
  }
  assert.deepEqual(
    colorAt(
      [
        [0, "#000000"],
        [0.5, "#ff0064"],
        [1, "#000000"],
      ],
      0.75,
    ),
    [127.5, 0, 50],
  );
});

/** Matrices of colour blindness, for linear light: Machado, Oliveira & Fernandes 2009, severity 1. */
const EYES: Record<string, number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** CIE L*a*b*, white D65. */
function lab(rgb: number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [r, g, b] = rgb.map((value) => Math.min(1, Math.max(0, value)));
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test("colours stay apart for every kind of eye", () => {
  for (const [eye, m] of Object.entries(EYES)) {
    const seen = PALETTE.map((color) => {
      const rgb = linear(color);
      return lab([0, 1, 2].map((row) => rgb.reduce((sum, value, i) => sum + m[3 * row + i] * value, 0)));
    });
    seen.forEach((a, i) => {
      for (const b of seen.slice(i + 1)) {
        const difference = Math.hypot(...a.map((value, axis) => value - b[axis]));
        assert.ok(difference > 12, `${eye}: ${PALETTE[i]}, ${difference}`);
      }
    });
  }
});

test("JupyterLab's dark theme has the same colours", () => {
  const css = readFileSync(join(root, "lib/plot/jupyterlab/custom.css"), "utf8").replace(/\s+/g, " ");
  for (const rule of darkRules('body[data-jp-theme-light="false"] .jp-RenderedPlotly')) {
    const [, selector, property, color] = /^(.*)\{(\w+):(#\w+)!important\}$/.exec(rule)!;
    assert.ok(css.includes(`${selector} { ${property}: ${color} !important; }`), rule);
  }
});
