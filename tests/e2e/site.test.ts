/** The day as static pages: built as `npm run site` builds it, and run in a real browser. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Page } from "playwright-core";
import { readNotebook } from "../../lib/day/notebook-file.ts";
import { temporaryFolder } from "../../lib/files.ts";
import { Dense, Sequential, sweep } from "../../lib/keras/index.ts";
import { compare } from "../../lib/nbformat/compare.ts";
import { type Output, wholeText } from "../../lib/nbformat/notebook.ts";
import { root } from "../../lib/setup/paths.mjs";
import { buildSite } from "../../lib/site/build.ts";
import { serveSite } from "../../lib/site/serve.ts";
import { measures } from "../bench/shortest.ts";
import { sessionTests } from "../kernel/session/index.ts";
import { axe, serious } from "./axe.ts";
import { noBrowser } from "./browser.ts";
import type { JupyterWindow } from "./jupyter-window.ts";
import { JupyterLab } from "./jupyterlab.ts";
import { PageKernel } from "./page-kernel.ts";
import { LIMIT, until } from "./until.ts";

interface SiteServer {
  address: string;
  stop(): Promise<void>;
}

const sweepData = {
  x: Array.from({ length: 50 }, (_, i) => [Math.sin(i), Math.cos(3 * i), (i % 7) / 7]),
  y: Array.from({ length: 50 }, (_, i) => [Math.sin(2 * i), i % 2]),
};

const printed = (outputs: readonly Output[]) =>
  outputs.map((output) => ("text" in output ? wholeText(output.text) : "")).join("");

suite("the site, as npm run site builds it", { skip: noBrowser }, () => {
  let lab: JupyterLab<SiteServer>;
  let folder: string;
  before(async () => {
    folder = temporaryFolder("site");
    await buildSite(() => {}, `${folder}/site`);
    const { address, server } = await serveSite(`${folder}/site`);
    const stop = async () => {
      server.close();
      server.closeAllConnections();
    };
    lab = await JupyterLab.openAt({ address, stop });
  });
  after(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("exercise 4 gives the committed bytes: every number, figure and learning curve", async () => {
    await lab.openNotebook("notebooks/ex04_optimize.ipynb");
    assert.deepEqual(compare("ex04_optimize", readNotebook("ex04_optimize"), await lab.notebook()), []);
    await lab.runAll();
    const executed = await lab.notebook();
    assert.ok(executed.cells.length > 25);
    assert.deepEqual(compare("ex04_optimize", readNotebook("ex04_optimize"), executed), []);
  });

  test("axe has nothing against what the notebook shows, nor more against the page than JupyterLab's own", async () => {
    const shown = await axe(lab.page, ".jp-OutputArea-output, .jp-MarkdownOutput");
    assert.deepEqual(shown.violations, []);
    assert.ok(shown.passes.length > 0);
    const ofJupyterLab = new Set([
      "aria-allowed-attr", // buttons of the file browser
      "aria-input-field-name", // editors of cells
      "aria-required-children", // the list of cells
      "button-name", // the button that folds a heading
    ]);
    // JupyterLab draws parts of its page later.
    await until("a page without serious findings of ours", async () => {
      const { violations } = await axe(lab.page);
      const ours = serious(violations).filter(([rule]) => !ofJupyterLab.has(rule));
      if (ours.length > 0) console.error(ours);
      return ours.length === 0;
    });
  });

  test("a loop is stopped with a sentence, and the next cell runs", async () => {
    await lab.typeNewCell('console.log("it loops"); for (;;) {}');
    const running = lab.command("notebook:run-cell");
    await until("the loop", async () =>
      printed((await lab.codeCells()).at(-1)!.outputs).includes("it loops"),
    );
    await lab.command("notebook:interrupt-kernel");
    await running;
    const error = (await lab.lastOutputs()).at(-1)!;
    assert.ok(error.output_type === "error");
    assert.equal(error.ename, "KeyboardInterrupt");
    assert.match(error.evalue, /its variables are gone. Run the cells above again/);
  });

  test("types are checked, errors name the line, check judges an answer, a copy of an exercise is kept", async () => {
    const run = async (source: string) => {
      await lab.typeNewCell(source);
      await lab.command("notebook:run-cell");
      return lab.lastOutputs();
    };
    const [wrong] = await run("const units: number = 'ten';");
    assert.match(JSON.stringify(wrong), /TS2322.*line 1, column 7/);
    const [thrown] = await run('const size = 3;\nthrow new RangeError("too large: " + size);');
    assert.match(JSON.stringify(thrown), /RangeError: too large: 3.*Cell \[\d+\], line 2, column 7/);
    const outputs = await run(
      'import { check, copyExercise } from "../lib/exercise";\nconsole.log(String(check.ex01(1)));\ncopyExercise("ex03")',
    );
    assert.match(printed(outputs), /ex01/);
    assert.match(JSON.stringify(outputs), /Open your copy/);
    await lab.openNotebook("notebooks/my_ex03.ipynb");
    assert.match(JSON.stringify(await lab.notebook()), /This is your copy/);
    // In a kernel that has not made it.
    const again = await run('import { copyExercise } from "../lib/exercise";\ncopyExercise("ex03")');
    assert.match(JSON.stringify(again), /Your copy is there already/);
  });

  test("cells and the file browser have the same files: uploaded, written and removed while the kernel runs", async () => {
    const run = async (source: string) => {
      await lab.typeNewCell(source);
      await lab.command("notebook:run-cell");
      return printed(await lab.lastOutputs());
    };
    await lab.page.evaluate(() => {
      const file = { type: "file", format: "text", content: "a,b\n1,2\n" };
      return window.jupyterapp.serviceManager.contents.save("notebooks/mine.csv", file).then(() => {});
    });
    await lab.until("the file", async () => {
      const read = 'import { readFileSync } from "fs";\nconsole.log(readFileSync("mine.csv", "utf8"))';
      return (await run(read)).includes("1,2");
    });
    await lab.page.evaluate(() => window.jupyterapp.serviceManager.contents.delete("notebooks/mine.csv"));
    await lab.until("the file to be gone", async () =>
      (await run('import { existsSync } from "fs";\nconsole.log(existsSync("mine.csv"))')).includes("false"),
    );
    const stored = () =>
      lab.page.evaluate(async () => {
        const { contents } = window.jupyterapp.serviceManager;
        const { content } = await contents.get("notebooks", { content: true });
        return typeof content !== "string" && content.some(({ name }) => name === "own.txt");
      });
    await run('import { writeFileSync } from "fs";\nwriteFileSync("own.txt", "a");');
    await lab.until("the file to be stored", stored);
    await run('import { rmSync } from "fs";\nrmSync("own.txt");');
    await lab.until("the file to be removed", async () => !(await stored()));
  });

  test("models are saved and loaded", async () => {
    const source = `import { Dense, models, Sequential, utils } from "../lib/keras";
utils.setRandomSeed(1);
const saved = new Sequential([new Dense(3, { inputShape: [2], activation: "tanh" }), new Dense(1)]);
saved.compile({ optimizer: "adam", loss: "mse" });
await saved.fit([[0, 1], [1, 0]], [1, 2], { epochs: 2, verbose: 0 });
for (const name of ["m.keras", "m.h5"]) {
  await saved.save(name);
  console.log(name, String(await (await models.loadModel(name)).predict([[1, 2]])) === String(await saved.predict([[1, 2]])));
}
await saved.loadWeights("m.keras");
await models.loadModel("missing.keras").catch((error) => console.log(String(error)));`;
    await lab.typeNewCell(source);
    await lab.command("notebook:run-cell");
    const text = printed(await lab.lastOutputs());
    for (const line of [
      /^m.keras true$/m,
      /^m.h5 true$/m,
      /filepath=missing\.keras\. .*\(there is no such file\)/m,
    ])
      assert.match(text, line);
    for (const name of ["m.keras", "m.h5"]) {
      await lab.until(`${name} beside the notebook`, () =>
        lab.page.evaluate(
          (path) =>
            window.jupyterapp.serviceManager.contents.get(path, { content: true }).then(
              ({ content }) => content.length > 1000,
              () => false,
            ),
          `notebooks/${name}`,
        ),
      );
    }
  });

  test("lib lies beside the notebooks, and cannot be changed", async () => {
    const path = "lib/keras/index.ts";
    const file = await lab.page.evaluate(
      (path) => window.jupyterapp.serviceManager.contents.get(path, { content: true }),
      path,
    );
    assert.deepEqual([file.writable, file.content], [false, readFileSync(join(root, path), "utf8")]);
  });

  /** In a browser that refuses storage, from a server that does not isolate it. */
  let bare: Page;

  test("where the browser refuses storage, the page opens and says so", async () => {
    bare = await lab.page.context().browser()!.newPage();
    bare.setDefaultTimeout(LIMIT);
    await bare.addInitScript(`for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
      const get = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
      Object.defineProperty(window, name, { configurable: true, get });
    }`);
    await bare.route(lab.server.address, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), "cross-origin-embedder-policy": "unsafe-none" };
      await route.fulfill({ response, headers });
    });
    await bare.goto(lab.server.address);
    const notice = bare.locator(".Toastify__toast", { hasText: "This browser keeps nothing" });
    await notice.waitFor();
    assert.ok((await notice.textContent())!.endsWith("File > Download keeps a copy."));
  });

  test("a notebook that the browser cannot store stays open, and the message says what to do", async () => {
    await lab.openNotebook("notebooks/ex01_sequential.ipynb");
    await lab.typeNewCell("// changed");
    const restore = await lab.page.evaluateHandle(() => {
      const { prototype } = IDBObjectStore;
      const { put } = prototype;
      prototype.put = () => {
        throw new DOMException("Failed to write blobs (IOError)", "DataError");
      };
      return () => {
        prototype.put = put;
      };
    });
    const saving = assert.rejects(lab.command("docmanager:save"), /storage may be full/);
    const dialog = lab.page.locator(".jp-Dialog");
    const text = await dialog.textContent();
    assert.match(text!, /its storage may be full.*File > Download keeps a copy.*Failed to write blobs/);
    await dialog.locator("button").click();
    await saving;
    assert.equal(await lab.isChanged(), true);
    await restore.evaluate((restore) => restore());
    await lab.command("docmanager:save");
    assert.equal(await lab.isChanged(), false);
  });

  test("a sweep uses threads in a page that is not isolated, too: Node's numbers, and it can be stopped", async () => {
    await bare.waitForFunction(() => "jupyterapp" in window);
    const kernel = await PageKernel.start(bare);
    const seeds = 6;
    const { published } = await kernel.execute(`
      import { Dense, Sequential, sweep } from "../lib/keras";
      const build = () => {
        const model = new Sequential([new Dense(9, { inputDim: 3, activation: "tanh" }), new Dense(2)]);
        model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
        return model;
      };
      const data = ${JSON.stringify(sweepData)};
      const stopped = sweep({ ...data, build, seeds: 4, epochs: 1e6, threads: 2, signal: AbortSignal.timeout(300) });
      console.log(await stopped.catch(({ name }) => name));
      const results = await sweep({ ...data, build, seeds: ${seeds}, epochs: 20, threads: 2 });
      console.log(JSON.stringify([(globalThis as any).crossOriginIsolated, results]));`);
    const [stopped, json] = published
      .flatMap(({ content }) => (typeof content.text === "string" ? content.text : []))
      .join("")
      .split("\n");
    assert.equal(stopped, "KeyboardInterrupt");
    const build = () => {
      const model = new Sequential([new Dense(9, { inputDim: 3, activation: "tanh" }), new Dense(2)]);
      model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
      return model;
    };
    const expected = await sweep({ ...sweepData, build, seeds, epochs: 20 });
    assert.deepEqual(JSON.parse(json), [false, JSON.parse(JSON.stringify(expected))]);
    const threads = bare.workers().filter((worker) => /threads/.test(worker.url()));
    assert.equal(threads.length, Math.min(2, availableParallelism()));
    await bare.close();
  });

  suite("a session", () => {
    let kernel: PageKernel;
    before(async () => {
      kernel = await PageKernel.start(lab.page);
    });
    after(() => kernel.stop());
    sessionTests(() => kernel);
  });

  test("all kernels of a page share one TypeScript, which reads the declarations of lib", () => {
    const workers = lab.page.workers().map((worker) => new URL(worker.url()).pathname);
    assert.equal(workers.filter((path) => path.endsWith("/typescript.js")).length, 1, workers.join());
    const file = `${folder}/site/extensions/keras-day-kernel/static/typescript-files.json`;
    const files = JSON.parse(readFileSync(file, "utf8"));
    assert.match(files["/day/lib/keras/models/sequential.ts"], /^export declare class Sequential\b/m);
  });

  test("npm run bench -- site", () =>
    measures("site", "second visit to it", { BENCH_SITE: `${folder}/site` }));

  test("nothing was asked of another server", () => {
    assert.deepEqual(
      lab.complaints.filter((text) => text.startsWith("request to")),
      [],
    );
  });
});

/** The page's global object: what is passed to `evaluate` runs there, not here. */
declare const window: JupyterWindow;
declare const IDBObjectStore: { prototype: { put: () => unknown } };
