import { rmSync } from "node:fs";
import type { Server } from "node:http";
import { temporaryFolder } from "../../../lib/files.ts";
import { wholeText } from "../../../lib/nbformat/notebook.ts";
import { buildSite } from "../../../lib/site/build.ts";
import { serveSite } from "../../../lib/site/serve.ts";
import { noBrowser } from "../../e2e/browser.ts";
import type { JupyterWindow } from "../../e2e/jupyter-window.ts";
import { JupyterLab } from "../../e2e/jupyterlab.ts";
import { Absent, type Case, type Contestant, type Figures, type Subject } from "../subject.ts";
import { drag } from "./drag.ts";

type Task = "visit" | "cells" | "drag" | "sweep";

/** The cells of a round, each of which prints its milliseconds. */
const cells = {
  import: `const begun = performance.now();
const { Dense, Sequential, utils } = await import("../lib/keras");
console.log(performance.now() - begun);`,
  fit: `const { loadBreastCancer } = await import("../lib/sklearn/datasets");
const { StandardScaler } = await import("../lib/sklearn/preprocessing");
const { data, target } = await loadBreastCancer();
const X = new StandardScaler().fitTransform(data);
const times: number[] = [];
for (let round = 0; round < 30; round++) {
  utils.setRandomSeed(3);
  const model = new Sequential([
    new Dense(10, { inputShape: [30], activation: "sigmoid" }),
    new Dense(5, { activation: "sigmoid" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const begun = performance.now();
  await model.fit(X, target, { epochs: 50, verbose: 0 });
  times.push(performance.now() - begun);
}
console.log(times.sort((a, b) => a - b)[15]);`,
};

const cases: Case<Task>[] = [
  {
    task: "visit",
    rows: [
      { key: "megabytes", title: "loaded until the first cell has run", unit: "MB", goals: [{ atMost: 10 }] },
      {
        key: "first",
        title: "first visit to the first executed cell",
        unit: "ms",
        goals: [{ atMost: 8000 }],
      },
      { key: "second", title: "second visit to it", unit: "ms", goals: [{ atMost: 4000 }] },
    ],
    without: ["Node"],
  },
  {
    task: "cells",
    rows: [
      { key: "trivial", title: "trivial cell", unit: "ms", goals: [{ atMost: 30 }] },
      { key: "import", title: "first import of lib/keras", unit: "ms" },
      { key: "fit", title: "exercise 4, fit, warm", unit: "ms" },
    ],
  },
  {
    task: "drag",
    rows: [
      { key: "picture", title: "a picture while a slider is dragged", unit: "ms", goals: [{ atMost: 50 }] },
    ],
  },
  {
    task: "sweep",
    rows: [
      {
        key: "fan",
        title: "a thousand seeds as a fan, with its figure",
        unit: "ms",
        goals: [{ atMost: 2000 }],
      },
    ],
  },
];

/** The day in a browser tab, beside the same notebooks in JupyterLab with the kernel on Node. */
export const site = (): Subject<Task> => ({ contestants: [page, node], cases, close: () => {} });

const page: Contestant<Task> = {
  name: "ours",
  start: async () => {
    needChromium();
    const folder = temporaryFolder("bench-site");
    // One that is built already, if it is named: building it takes 20 s of CPU time.
    const built = process.env.BENCH_SITE ?? (await buildSite(() => {}, `${folder}/site`));
    const measure = async (task: Task): Promise<Figures> => {
      const { address, server } = await serveSite(built);
      const stop = async () => {
        server.close();
        server.closeAllConnections();
      };
      const bytes = countBytes(server);
      const begun = performance.now();
      const lab = await JupyterLab.openAt({ address, stop });
      try {
        return task === "visit" ? await visit(lab, begun, bytes) : await run(lab, "notebooks/", task);
      } finally {
        await lab.close();
      }
    };
    const end = async () => rmSync(folder, { recursive: true, force: true });
    return { about: "the static pages of npm run site in Chromium, from loopback", measure, end };
  },
};

const node: Contestant<Task> = {
  name: "Node",
  start: async () => {
    needChromium();
    const measure = async (task: Task): Promise<Figures> => {
      const lab = await JupyterLab.open();
      try {
        return await run(lab, "", task);
      } finally {
        await lab.close();
      }
    };
    const about = `npm run lab in Chromium, the kernel on Node ${process.versions.node}`;
    return { about, measure, end: async () => {} };
  },
};

function needChromium(): void {
  if (noBrowser) throw new Absent(`Chromium is not installed: ${noBrowser}`);
}

/** The bytes that the server has sent, as they went over the wire. */
function countBytes(server: Server): () => number {
  const counters: (() => number)[] = [];
  server.on("connection", (socket) => counters.push(() => socket.bytesWritten));
  return () => counters.reduce((sum, written) => sum + written(), 0);
}

type Lab = Pick<
  JupyterLab,
  "page" | "openNotebook" | "runCodeCell" | "selectCodeCell" | "typeNewCell" | "command" | "lastOutputs"
>;

/** `begun`: before the browser started, which the first visit includes. */
async function visit(
  lab: Lab & { server: { address: string } },
  begun: number,
  bytes: () => number,
): Promise<Figures> {
  await lab.openNotebook("notebooks/ex01_sequential.ipynb");
  await lab.runCodeCell(0);
  const first = performance.now() - begun;
  const megabytes = bytes() / 1e6;
  const again = performance.now();
  await lab.page.goto(lab.server.address);
  await lab.page.waitForFunction(() => "jupyterapp" in window);
  await lab.openNotebook("notebooks/ex01_sequential.ipynb");
  await lab.runCodeCell(0);
  return { megabytes, first, second: performance.now() - again };
}

async function run(lab: Lab, folder: string, task: Task): Promise<Figures> {
  if (task === "sweep") {
    await lab.openNotebook(`${folder}explore.ipynb`);
    for (const n of [0, 1, 2]) await lab.runCodeCell(n);
    await lab.selectCodeCell(4);
    return { fan: await untilShown(lab) };
  }
  if (task === "drag") {
    await lab.openNotebook(`${folder}explore.ipynb`);
    for (const n of [0, 1, 2]) await lab.runCodeCell(n);
    return { picture: await drag(lab.page) };
  }
  await lab.openNotebook(`${folder}ex01_sequential.ipynb`);
  const printed = async (source: string) => {
    await lab.typeNewCell(source);
    await lab.command("notebook:run-cell");
    const outputs = await lab.lastOutputs();
    const text = outputs.map((output) => ("text" in output ? wholeText(output.text) : "")).join("");
    if (text === "") throw new Error(`the cell prints no time: ${JSON.stringify(outputs)}`);
    return Number(text);
  };
  await printed("console.log(0)");
  const times: number[] = [];
  for (let n = 0; n < 20; n++) times.push(await trivialCell(lab));
  return {
    trivial: times.sort((a, b) => a - b)[10],
    import: await printed(cells.import),
    fit: await printed(cells.fit),
  };
}

/** Runs the active cell, until its output is on the screen. */
async function untilShown(lab: Lab): Promise<number> {
  return lab.page.evaluate(async () => {
    const begun = performance.now();
    await window.jupyterapp.commands.execute("notebook:run-cell");
    for (let frames = 0; frames < 2; frames++) await new Promise(window.requestAnimationFrame);
    return performance.now() - begun;
  });
}

/** From the request to `idle`, as the page sees it. */
async function trivialCell(lab: Lab): Promise<number> {
  return lab.page.evaluate(async () => {
    const { kernel } = window.notebook.sessionContext.session;
    const begun = performance.now();
    await kernel.requestExecute({ code: "1 + 1" }).done;
    return performance.now() - begun;
  });
}

/** The page's global object: what is passed to `evaluate` runs there. */
declare const window: JupyterWindow & { requestAnimationFrame(call: (time: number) => void): void };
