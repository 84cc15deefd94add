import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import * as widgets from "../../lib/notebook/widgets/index.ts";
import { camelCase } from "../../lib/notebook/widgets/state.ts";

/** By name. */
const classes = { ...widgets };

type State = Record<string, unknown>;
interface Case {
  name: string;
  options: State;
  argument: widgets.Abbreviation;
  state: State;
  style: State | null;
}
const golden: Record<"states" | "interact", Case[]> = JSON.parse(
  readFileSync(join(import.meta.dirname, "../golden/ipywidgets_states.json"), "utf8"),
);
assert.ok(golden.states.length > 40 && golden.interact.length > 10);

/** The state of a widget, with the names of models in place of their ids, as in the golden file. */
function stateOf(widget: widgets.Widget): { state: State; style: State | null } {
  const { layout, style } = widget as unknown as Record<string, widgets.Widget | undefined>;
  const state = widget.getState();
  for (const [name, part] of Object.entries({ layout, style }))
    if (part instanceof widgets.Widget) state[name] = part.getState()._model_name;
  return { state, style: style instanceof widgets.Widget ? style.getState() : null };
}

suite("states are those of ipywidgets", () => {
  for (const { name, options, state, style } of golden.states) {
    test(name, () => {
      const kind = name.split(" ")[0] as "IntSlider";
      const given = Object.fromEntries(
        Object.entries(options).map(([key, value]) => [camelCase(key), value]),
      );
      assert.deepEqual(stateOf(new classes[kind](given)), { state, style });
    });
  }
});

suite("interact makes the widgets of ipywidgets", () => {
  for (const { name, argument, state, style } of golden.interact) {
    test(name, async () => {
      // JSON has no 0.0, from which Python makes a slider of floats.
      const value = name === "steps" ? ([0, 1, 0.3] as const) : argument;
      const { children } = await widgets.interactive(() => undefined, { x: value });
      assert.deepEqual(stateOf(children[0]), { state, style });
    });
  }
});

test("a logarithmic range becomes a slider of powers", async () => {
  const { children } = await widgets.interactive(() => undefined, { rate: [1e-4, 1e-1, "log"] });
  const slider = children[0] as widgets.FloatLogSlider;
  assert.deepEqual([slider.min, slider.max, slider.description], [-4, -1, "rate"]);
  assert.ok(Math.abs(slider.value - 10 ** -2.5) < 1e-12);
});

test("a trait is set, checked and observed", () => {
  const slider = new widgets.IntSlider({ value: 5, max: 10 });
  const seen: unknown[] = [];
  const observer = ({ name, old, new: now }: widgets.Change) => seen.push([name, old, now]);
  slider.observe(observer, ["value", "max"]);
  slider.value = 7;
  slider.value = 7;
  slider.value = 70;
  slider.max = 8;
  assert.deepEqual(seen, [
    ["value", 5, 7],
    ["value", 7, 10],
    ["value", 10, 8],
    ["max", 10, 8],
  ]);
  slider.unobserve(observer);
  slider.value = 1;
  assert.equal(seen.length, 4);
  assert.throws(() => {
    slider.value = 1.5;
  }, /IntSlider expects `value` to be an integer\. Received: 1\.5 \(number\)/);
  assert.throws(() => slider.set({ min: 20 }), /`min` to be at most `max`\. Received: min=20, max=8/);
  assert.equal(slider.value, 1);
});

test("a choice has its label and index; another is refused", () => {
  const choice = new widgets.Dropdown<number>({
    options: [
      ["One", 1],
      ["Two", 2],
    ],
  });
  assert.deepEqual([choice.value, choice.index, choice.label], [1, 0, "One"]);
  choice.value = 2;
  assert.deepEqual([choice.value, choice.index, choice.label], [2, 1, "Two"]);
  choice.index = 0;
  assert.equal(choice.value, 1);
  choice.options = [["Three", 3]];
  assert.deepEqual([choice.value, choice.index], [3, 0]);
  choice.value = null;
  assert.deepEqual([choice.value, choice.index, choice.label], [null, null, null]);
  assert.throws(() => {
    choice.value = 7;
  }, /Dropdown expects `value` to be one of its options: Three\. Received: 7 \(number\)/);
});

test("options that come with a value keep it, and a layout's properties can be set", () => {
  const choice = new widgets.Dropdown<number>({ options: [1, 2, 3] });
  choice.set({ options: [3, 2, 1], value: 1 });
  assert.deepEqual([choice.value, choice.index], [1, 2]);
  const twins = new widgets.Dropdown<number>({
    options: [
      ["zero", 0],
      ["a", 1],
      ["b", 1],
    ],
  });
  twins.index = 2;
  assert.deepEqual([twins.value, twins.index, twins.label], [1, 2, "b"]);
  const { layout } = choice;
  layout.width = "400px";
  layout.border = "1px solid";
  assert.deepEqual([layout.border, layout.getState().border_left], ["1px solid", "1px solid"]);
  layout.set({ border: "2px solid", width: "9px" });
  assert.deepEqual([layout.border, layout.width], ["2px solid", "9px"]);
  layout.borderTop = null;
  assert.equal(layout.border, null);
  const tab = new widgets.Tab({ children: [choice, twins], selectedIndex: 1 });
  tab.children = [choice];
  assert.equal(tab.selectedIndex, 0);
});

test("links", () => {
  const [a, b, c] = [3, 4, 5].map((value) => new widgets.IntSlider({ value }));
  const end = widgets.link([a, "value"], [b, "value"]);
  widgets.dlink([b, "value"], [c, "value"], (value) => 2 * (value as number));
  assert.deepEqual([b.value, c.value], [3, 6]);
  b.value = 10;
  assert.deepEqual([a.value, c.value], [10, 20]);
  end();
  a.value = 1;
  assert.deepEqual(
    [b.value, widgets.jslink([a, "value"], [b, "value"]).getState().source],
    [10, [`IPY_MODEL_${a.modelId}`, "value"]],
  );
});

test("mistakes are named", async () => {
  assert.throws(
    () => new widgets.IntSlider({ valu: 3 } as never),
    /IntSlider has no option `valu`. Did you mean `value`\?/,
  );
  assert.throws(() => new widgets.IntSlider({ min: 5, max: 2 }), /`min` to be at most `max`/);
  for (const value of [5, [1, 2, 3], [75, 25]])
    assert.throws(
      () => new widgets.IntRangeSlider({ value: value as never }),
      /`value` to be \[lower, upper\]/,
    );
  assert.throws(() => new widgets.IntSlider({ value: [1, 2] as never }), /`value` to be an integer/);
  for (const Kind of [widgets.Tab, widgets.Accordion])
    assert.throws(
      () => new Kind({ children: [new widgets.Text()], selectedIndex: 7 }),
      /`selectedIndex` to be null or the number of one of its 1 children/,
    );
  assert.throws(
    () => new widgets.Text({ value: 3 as never }),
    /Text expects `value` to be a string\. Received: 3 \(number\)/,
  );
  assert.throws(() => new widgets.VBox({ children: [3 as never] }), /`children` to be an array of widgets/);
  assert.throws(
    () => new widgets.Layout({ widht: "1px" } as never),
    /Layout has no option `widht`. Did you mean `width`\?/,
  );
  const make = (x: widgets.Abbreviation) => widgets.interactive(() => undefined, { x });
  await assert.rejects(make([]), /interact cannot make a widget for `x`/);
  await assert.rejects(make([1, 5, 0]), /step above 0/);
  await assert.rejects(make([0, 1, "log"]), /logarithmic scale/);
  await assert.rejects(make(new widgets.Button()), /expects a widget with a value for `x`/);
  await assert.rejects(
    widgets.interactive(() => Promise.reject(new Error("no")), { x: 1 }),
    /^Error: no$/,
  );
});

test("while a function runs, later changes wait, and it runs again with the latest", async () => {
  const seen: number[] = [];
  const made = await widgets.interactive(
    async ({ units }) => {
      seen.push(units);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return units;
    },
    { units: [1, 20] },
  );
  const [slider] = made.children as widgets.IntSlider[];
  for (const value of [11, 12, 13]) slider.value = value;
  await made.update();
  assert.deepEqual(seen, [10, 11, 13]);
  assert.equal(made.result, 13);
});
