import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { compactSvg } from "../../lib/plot/compact-svg.ts";
import { Figure } from "../../lib/plot/index.ts";
import { thinPoints } from "../../lib/plot/thin-points.ts";

const size = { width: 400, height: 300 };
const parse = (svg: string) => new JSDOM(svg).window.document.querySelector("svg")!;

test("every marker is at its place, in its form and style", () => {
  const marker = (x: number, d: string, fill: string) =>
    `<path class="point" transform="translate(${x},2.26)" style="opacity: 0.5; fill: ${fill}; fill-opacity: 1;" d="${d}"/>`;
  const markers = [marker(1.04, "M1,0Z", "red"), marker(-2, "M1,0Z", "red"), marker(3, "M2,0Z", "blue")];
  const svg = parse(compactSvg(`<svg><defs id="defs-0a1b"/><g class="points">${markers.join("")}</g></svg>`));
  const uses = [...svg.querySelectorAll("use")].map((use) =>
    ["href", "x", "y"].map((name) => use.getAttribute(name)),
  );
  assert.deepEqual(uses, [
    ["#0a1bm0", "1", "2.3"],
    ["#0a1bm0", "-2", "2.3"],
    ["#0a1bm1", "3", "2.3"],
  ]);
  const forms = [...svg.querySelectorAll("defs path")].map((path) =>
    ["id", "d", "style"].map((name) => path.getAttribute(name)),
  );
  assert.deepEqual(forms, [
    ["0a1bm0", "M1,0Z", "opacity: 0.5"],
    ["0a1bm1", "M2,0Z", "opacity: 0.5"],
  ]);
  const styles = [...svg.querySelectorAll(".points > g")].map((group) => group.getAttribute("style"));
  assert.deepEqual(styles, ["fill: red; fill-opacity: 1;", "fill: blue; fill-opacity: 1;"]);
});

test("a thousand points take less than 60 bytes each, and are all there", async () => {
  const x = Array.from({ length: 1000 }, (_, i) => i);
  const drawing = (count: number) =>
    new Figure(
      [{ type: "scatter", mode: "markers", x: x.slice(0, count), y: x.slice(0, count).map(Math.sin) }],
      size,
      "points",
    ).toSvg();
  const [many, few] = await Promise.all([drawing(1000), drawing(4)]);
  assert.equal(parse(many).querySelectorAll("use").length, 1000);
  assert.ok(many.length - few.length < 60_000, `${many.length - few.length}`);
});

test("of more points than can be told apart some are drawn, and the description says so", async () => {
  const x = Float32Array.from({ length: 20_000 }, (_, i) => i);
  // Every 14th point is red, so that all that are drawn are.
  const color = Array.from(x, (i) => (i % 14 === 0 ? "rgb(255, 0, 0)" : "rgb(0, 0, 255)"));
  const svg = await new Figure(
    [{ type: "scatter", mode: "markers", y: x, marker: { color } }],
    size,
    "a cloud",
  ).toSvg();
  assert.equal(parse(svg).querySelectorAll("use").length, Math.ceil(20_000 / 14));
  assert.ok(svg.includes("rgb(255, 0, 0)") && !svg.includes("rgb(0, 0, 255)"));
  assert.match(svg, /<desc>a cloud \(one point of 14 is drawn\)<\/desc>/);
  // Pairs stay pairs where `y` is shorter.
  const { data } = thinPoints([{ type: "scatter", mode: "markers", x, y: x.slice(1) }]);
  assert.deepEqual(
    (data[0].x as number[]).slice(0, 3),
    [0, 14, 28].map((i) => x[i]),
  );
});

test("bars and broken lines keep every piece", async () => {
  const svg = await new Figure(
    [
      { type: "bar", y: [1, 2, 3] },
      { type: "scatter", mode: "lines", x: [0, 1, null, 1, 2], y: [0, 1, null, 2, 3] },
    ],
    size,
    "pieces",
  ).toSvg();
  const paths = (selector: string) =>
    [...parse(svg).querySelectorAll(selector)].map((path) => path.getAttribute("d") ?? "");
  assert.deepEqual(
    paths(".point path").map((d) => d.match(/M/g)?.length),
    [3],
  );
  assert.deepEqual(
    paths(".scatterlayer path.js-line").map((d) => d.match(/M/g)?.length),
    [2],
  );
});
