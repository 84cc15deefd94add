/** The steps of a learner in JupyterLab, in a real browser: one server and one page for all of them. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Locator } from "playwright-core";
import { notebookNames, readNotebook } from "../../lib/day/notebook-file.ts";
import { canonical, sorted } from "../../lib/nbformat/canonical.ts";
import { comparable } from "../../lib/nbformat/comparable.ts";
import { codeCells, type Notebook, type Output, wholeText } from "../../lib/nbformat/notebook.ts";
import { DARK, LIGHT } from "../../lib/plot/theme.ts";
import { noBrowser } from "./browser.ts";
import { errorTests } from "./errors.ts";
import { JupyterLab, PANEL } from "./jupyterlab.ts";
import { until } from "./until.ts";

/** The outputs of the code cells, apart from the numbers of the runs; none of cells that nbclient skips. */
function outputsOf(notebook: Notebook): unknown[] {
  const isSkipped = codeCells(notebook).map(({ metadata }) =>
    String(metadata.tags).includes("skip-execution"),
  );
  return comparable(notebook).map(({ outputs }, n) =>
    isSkipped[n] ? [] : outputs.map((output) => sorted({ ...output, execution_count: undefined })),
  );
}

const printed = (outputs: readonly Output[]) =>
  outputs.map((output) => ("text" in output ? wholeText(output.text) : "")).join("");

/** True if it becomes visible within two seconds. */
const appears = (place: Locator) =>
  place.waitFor({ timeout: 2000 }).then(
    () => true,
    () => false,
  );

suite("JupyterLab, as npm run lab starts it", { skip: noBrowser }, () => {
  let lab: JupyterLab;
  before(async () => {
    lab = await JupyterLab.open("lab", { ownSnapshot: true });
  });
  after(async () => {
    await lab?.close();
  });

  test("opens on the way through the day, whose links lead to the notebooks", async () => {
    assert.equal(await lab.fileInFront(), "index.ipynb");
    await lab.page.getByRole("link", { name: "Exercise 1: Sequential" }).click();
    await until("the linked notebook", async () => (await lab.fileInFront()) === "ex01_sequential.ipynb");
  });

  for (const name of notebookNames()) {
    test(`${name}: opened, it is as it was`, async () => {
      await lab.openNotebook(`${name}.ipynb`);
      // JupyterLab would save the kernel's description of its language.
      assert.deepEqual(await lab.languageInfo(), readNotebook(name).metadata.language_info);
      assert.equal(await lab.isChanged(), false);
    });

    test(`${name}: every cell, run twice, gives the committed outputs, which are there when it is opened again`, async () => {
      const committed = readNotebook(name);
      const expected = outputsOf(committed);
      await lab.runAll();
      assert.deepEqual(outputsOf(await lab.notebook()), expected, "all cells in a row");
      for (const [n, { source }] of codeCells(committed).entries()) {
        if (wholeText(source).includes("sweep(")) continue; // trains for as long as all others together
        await lab.runCodeCell(n);
      }
      assert.deepEqual(outputsOf(await lab.notebook()), expected, "each cell once more");
      await lab.command("docmanager:save");
      const file = lab.server.project.notebook(name);
      assert.deepEqual(outputsOf(file), expected, "as saved");

      await lab.closeTab();
      await lab.openNotebook(`${name}.ipynb`);
      const opened = await lab.notebook();
      // Once a figure is drawn, JupyterLab adds a picture of it to the outputs, which set-up's hook keeps out of the file.
      assert.deepEqual(outputsOf(opened), expected, "opened again");
      const withoutOutputs = (notebook: Notebook) =>
        canonical(notebook).cells.map((cell) => ({ ...cell, outputs: [] }));
      assert.deepEqual(withoutOutputs(opened), withoutOutputs(file), "opened again");
      for (const [n, { outputs }] of codeCells(canonical(committed)).entries()) {
        const [line] = printed(outputs).split("\n");
        await lab.scrollToCodeCell(n); // what is far below is not drawn
        await lab.until(`"${line}" to be seen`, async () =>
          (await lab.seen()).join("\n").includes(line.trimEnd()),
        );
      }
      await lab.closeNotebook();
    });
  }

  test("explore: a slider that is dragged trains the network again, and the picture follows", async () => {
    await lab.openNotebook("explore.ipynb");
    for (const n of [0, 1, 2]) await lab.runCodeCell(n);
    const panel = lab.page.locator(`${PANEL} .widget-interact`);
    const number = async (n: number) => Number(await panel.locator(".widget-readout").nth(n).textContent());
    const handle = panel.locator(".noUi-handle").first();
    // What is still drawn above the slider moves it away from under the pointer: then it is dragged again.
    await lab.until("more units", async () => {
      await handle.scrollIntoViewIfNeeded();
      const { x, y } = (await handle.boundingBox())!;
      await lab.page.mouse.move(x + 4, y + 4);
      await lab.page.mouse.down();
      for (const step of [10, 20, 30, 40]) await lab.page.mouse.move(x + step, y + 4);
      await lab.page.mouse.up();
      return (await number(0)) > 8;
    });
    // A circle for each unit of the hidden layers beside those of the samples, inputs and the output. The numbers
    // beside the sliders change at once, the picture once the network has been trained.
    await lab.until("the picture of that network", async () => {
      const [units, layers] = [await number(0), await number(1)];
      const picture = decodeURIComponent((await panel.locator("img").first().getAttribute("src")) ?? "");
      return picture.match(/r="6"/g)?.length === 2 + units * layers + 1;
    });
    await lab.closeNotebook();
  });

  test("a restarted kernel begins afresh, and a changed cell gives another output", async () => {
    await lab.openNotebook("ex03_architecture.ipynb");
    await lab.runAll();
    await lab.restartAndRunAll();
    assert.deepEqual(
      (await lab.codeCells()).map(({ execution_count }) => execution_count),
      [1, 2, 3],
    );
    assert.deepEqual(outputsOf(await lab.notebook()), outputsOf(readNotebook("ex03_architecture")));

    await lab.runCodeCell(1);
    const source = wholeText((await lab.codeCells())[1].source);
    await lab.type(source.replace("Dense(8,", "Dense(9,"));
    await lab.page.keyboard.press("Control+Enter");
    await lab.until("the summary of another network", async () =>
      printed((await lab.codeCells())[1].outputs).includes(
        "dense (Dense)                (None, 9)                 54",
      ),
    );
    await lab.idle();
    await lab.page.locator(".lm-DockPanel-tabBar .lm-mod-current.jp-mod-dirty").waitFor();
  });

  test("Tab completes, and Shift+Tab shows the docstring", async () => {
    await lab.typeNewCell("model.summ");
    const item = lab.page.locator(".jp-Completer-item", { hasText: "summary" });
    // On a slow machine JupyterLab gives up on an answer after a second.
    await lab.until("a completion", async () => {
      await lab.page.keyboard.press("Tab");
      return appears(item.first());
    });
    await lab.page.keyboard.press("Enter");
    await lab.until("it to be taken", async () =>
      /^model\.summary\s*$/.test(wholeText((await lab.codeCells()).at(-1)!.source)),
    );

    const tooltip = lab.page.locator(".jp-Tooltip");
    for (const [code, words] of [
      ["Dense", /every output unit is joined to every input/],
      ["new Dense(", /units: number.*units outputs per sample, a positive integer/s],
    ] as const) {
      await lab.type(code);
      if (code.endsWith("(")) await lab.page.keyboard.press("ArrowLeft");
      await lab.until(`a tooltip on ${code}`, async () => {
        await lab.page.keyboard.press("Shift+Tab");
        return appears(tooltip);
      });
      assert.match((await tooltip.textContent()) ?? "", words);
      await lab.page.keyboard.press("Escape");
      await tooltip.waitFor({ state: "detached" });
    }
  });

  test("a busy cell can be stopped, and the next one knows what was there", async () => {
    await lab.type("console.log('busy'); while (true) {}");
    await lab.page.keyboard.press("Control+Enter");
    await lab.until(
      "the cell to be busy",
      async () => printed((await lab.codeCells()).at(-1)!.outputs) === "busy\n",
    );
    await lab.page.locator(`${PANEL} [data-command="notebook:interrupt-kernel"]`).click();
    const stopped = (await lab.lastOutputs()).at(-1);
    assert.equal(stopped?.output_type === "error" && stopped.ename, "KeyboardInterrupt");
    await lab.typeNewCell("console.log(model.layers.length)");
    await lab.page.keyboard.press("Control+Enter");
    assert.equal(printed(await lab.lastOutputs()), "3\n");
  });

  test("fit's line and the curve move within a training, and only their last state is kept", async () => {
    const go = lab.server.project.path("notebooks", "go");
    // Slow enough that the bar moves at each batch; and it waits in the midst of the second epoch to be seen.
    const source = `
      import { existsSync } from "node:fs";
      import { callbacks } from "../lib/keras";
      import { LiveCurve } from "../lib/notebook";
      utils.clearSession();
      utils.setRandomSeed(42);
      const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      let epochs = 0;
      const slow = new callbacks.LambdaCallback({
        onEpochBegin: () => { epochs++; },
        onTrainBatchBegin: async (batch) => {
          await wait(120);
          while (epochs === 2 && batch === 3 && !existsSync("go")) await wait(20);
        },
      });
      const line = new Sequential([new Dense(1, { inputShape: [1] })]);
      line.compile({ optimizer: "sgd", loss: "mse" });
      await line.fit([1, 2, 3, 4, 5], [2, 4, 6, 8, 10], { epochs: 2, batchSize: 1, callbacks: [slow, new LiveCurve()] });`;
    await lab.typeNewCell(source);
    await lab.page.keyboard.press("Control+Enter");
    await lab.until("a bar that is under way", async () =>
      /^Epoch 2\/2\n3\/5 \[=+>\.+\] - loss: /m.test((await lab.seen()).at(-1) ?? ""),
    );
    const during = (await lab.codeCells()).at(-1)!.outputs;
    assert.match(JSON.stringify(during), /after epoch 1 of 2: loss/);
    assert.ok(!existsSync(go));
    writeFileSync(go, "");
    const [curve, stream] = await lab.lastOutputs();
    assert.match(JSON.stringify(curve), /after epoch 2 of 2: loss/);
    assert.match(
      printed([stream]),
      /^Epoch 1\/2\n5\/5 \[={30}\] - loss: \d+\.\d{4}\nEpoch 2\/2\n5\/5 \[={30}\] - loss: \d+\.\d{4}\n$/,
    );
    await lab.closeNotebook();
  });

  test("a summary keeps its lines in a narrow window, where it scrolls; a longer line and errors wrap", async () => {
    await lab.page.setViewportSize({ width: 700, height: 900 });
    await lab.openNotebook("ex03_architecture.ipynb");
    await lab.scrollToCodeCell(1);
    const shown = async (words: string) => {
      const output = lab.page.locator(`${PANEL} .jp-OutputArea-output.jp-RenderedText`, { hasText: words });
      const text = await output.locator("pre").evaluate((element) => ({
        lines: Math.round(element.offsetHeight / Number.parseFloat(getComputedStyle(element).lineHeight)),
        width: element.offsetWidth,
      }));
      return {
        ...text,
        scrolls: await output.evaluate((element) => element.scrollWidth > element.clientWidth),
      };
    };
    const summary = printed((await lab.codeCells())[1].outputs);
    const { lines, width, scrolls } = await shown("Total params");
    assert.deepEqual([lines, scrolls], [summary.trimEnd().split("\n").length, true]);
    await lab.typeNewCell('throw new RangeError("a message that is longer than a line ".repeat(3));');
    await lab.page.keyboard.press("Control+Enter");
    await lab.lastOutputs();
    assert.equal((await shown("RangeError")).scrolls, false);
    await lab.closeNotebook();

    await lab.openNotebook("ex02_dense.ipynb");
    await lab.scrollToCodeCell(1);
    const config = await shown("batch_input_shape");
    assert.ok(config.lines >= 6, `${config.lines} lines`);
    assert.equal(config.width, width);
    await lab.closeNotebook();
    await lab.page.setViewportSize({ width: 1280, height: 900 });
  });

  for (const [theme, colors] of [
    ["Dark", DARK],
    ["Light", LIGHT],
  ] as const) {
    test(`pictures are ${theme.toLowerCase()} in JupyterLab's theme of that name, saved ones too`, async () => {
      await lab.command("apputils:change-theme", { theme: `JupyterLab ${theme}` });
      const style = (selector: string, property: string) =>
        lab.page
          .locator(`${PANEL} ${selector}`)
          .first()
          .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
      const look = async () => {
        await lab.scrollToCodeCell(1);
        const paperAndInk = async () => [
          await style(".jp-RenderedPlotly .main-svg", "background-color"),
          await style(".jp-RenderedPlotly .gtitle", "fill"),
        ];
        const expected = [rgb(colors.paper), rgb(colors.ink)];
        await lab.until(`the theme's colors ${expected}`, async () =>
          isDeepStrictEqual(await paperAndInk(), expected),
        );
        await lab.scrollToCodeCell(2);
        // A drawing chooses by it.
        await lab.until(
          "the drawing to know the theme",
          async () => (await style(".jp-RenderedSVG img", "color-scheme")) === theme.toLowerCase(),
        );
      };
      // In the first theme; in the second the notebook is still open.
      await lab.openNotebook("index.ipynb");
      if (theme === "Dark")
        await lab.typeNewCell(`
          import { display } from "../lib/notebook";
          const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>';
          await display({ [Symbol.for("Jupyter.display")]: () => ({ "image/svg+xml": svg, "text/plain": "a picture" }) });`);
      await lab.runAll();
      await look();
      const hasPng = async () => "image/png" in (await lab.figure(1));
      await lab.until("the renderer to add its PNG", hasPng);
      await lab.command("docmanager:save");
      await lab.closeTab();

      const [, saved] = codeCells(lab.server.project.notebook("index"));
      assert.doesNotMatch(JSON.stringify(saved.outputs), /image\/png/);
      await lab.openNotebook("index.ipynb");
      await look();
    });
  }

  test("no error in the page's console, and no request has left this machine", () => {
    assert.deepEqual(lab.complaints, []);
  });

  suite("Errors and long trainings in JupyterLab", () => errorTests(() => lab));
});

function rgb(hex: string): string {
  return `rgb(${[1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)).join(", ")})`;
}

/** The page's: what is passed to `evaluate` runs there. */
declare function getComputedStyle(element: unknown): {
  lineHeight: string;
  getPropertyValue(name: string): string;
};
