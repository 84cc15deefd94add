import type { Browser, Page } from "playwright-core";
import type { CodeCell, Notebook, Output } from "../../lib/nbformat/notebook.ts";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import type { ProjectOptions } from "../day/scratch-project.ts";
import { openBrowser } from "./browser.ts";
import type { JupyterWindow, NotebookPanel } from "./jupyter-window.ts";
import { type App, LabServer } from "./lab-server.ts";
import { LIMIT, until } from "./until.ts";

/** The panel of the notebook at hand. */
export const PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)";

interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

/** JupyterLab in a page of a real browser, and what a learner does there. */
export class JupyterLab<S extends Server = LabServer> {
  private constructor(
    readonly page: Page,
    readonly server: S,
    /** Errors of the page's console, and requests that left this machine. */
    readonly complaints: string[],
    private readonly browser: Browser,
  ) {}

  /** Starts the server and a browser, on the page that `npm run lab` opens, or Notebook 7's. */
  static async open(app: App = "lab", options: ProjectOptions = {}): Promise<JupyterLab> {
    const lab = await JupyterLab.openAt(await LabServer.start(app, options), app);
    // The index opens by itself, and would come to the front of a notebook opened before.
    if (app === "lab") await lab.fileInFront();
    return lab;
  }

  /** Starts a browser on the page of a server that runs, which is stopped with it. */
  static async openAt<S extends Server>(server: S, app: App = "lab"): Promise<JupyterLab<S>> {
    const complaints: string[] = [];
    let browser: Browser | undefined;
    try {
      browser = await openBrowser();
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(LIMIT);
      listen(page, complaints);
      // Notebook 7's own page throws while it loads: its shortcuts ask for settings that are not there yet.
      if (app === "lab") page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
      await page.goto(server.address);
      const lab = new JupyterLab(page, server, complaints, browser);
      await page.waitForFunction(() => "jupyterapp" in window);
      return lab;
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  /** Opens a notebook and waits until its kernel can take work. */
  async openNotebook(file: string): Promise<void> {
    await this.page.evaluate(async (path) => {
      const { jupyterapp: app } = window;
      await app.restored;
      const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook" });
      await panel.context.ready;
      await panel.sessionContext.ready;
      await panel.sessionContext.session.kernel.info;
      window.notebook = panel;
      // Commands act on the widget in front, which a notebook just opened is not always yet.
      app.shell.activateById(panel.id);
    }, file);
    await this.page.waitForFunction(() => window.jupyterapp.shell.currentWidget === window.notebook);
    await this.idle();
  }

  /** Goes to the page of a notebook in Notebook 7 and waits until its kernel can take work. */
  async goToNotebook(file: string): Promise<void> {
    await this.page.goto(new URL(`/notebooks/${file}`, this.page.url()).href);
    await this.page.waitForFunction(() => window.jupyterapp?.shell.currentWidget?.sessionContext);
    await this.page.evaluate(async () => {
      const { jupyterapp: app } = window;
      await app.restored;
      const panel = app.shell.currentWidget as NotebookPanel;
      await panel.context.ready;
      await panel.sessionContext.ready;
      await panel.sessionContext.session.kernel.info;
      window.notebook = panel;
    });
    await this.idle();
  }

  /** The file in front, `index.ipynb` for instance. */
  async fileInFront(): Promise<string> {
    await this.page.evaluate(() => window.jupyterapp.restored);
    await this.page.waitForFunction(() => window.jupyterapp.shell.currentWidget?.context !== undefined);
    return this.page.evaluate(() => window.jupyterapp.shell.currentWidget!.context.path);
  }

  /** Empties all outputs, runs all cells, and waits until each has its number and the kernel is idle again. */
  async runAll(): Promise<void> {
    await this.command("notebook:clear-all-cell-outputs");
    this.begin("notebook:run-all-cells");
    await this.allRun();
  }

  /** As the menu does it, with the question whether to really restart. */
  async restartAndRunAll(): Promise<void> {
    await this.command("notebook:clear-all-cell-outputs");
    this.begin("notebook:restart-run-all");
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
    await this.allRun();
  }

  /** Runs the n-th code cell again, from an empty output. */
  async runCodeCell(n: number): Promise<void> {
    await this.selectCodeCell(n);
    this.begin("notebook:run-cell");
    await this.until(`code cell ${n} to run`, async () => (await this.executionCounts())[n] !== null);
    await this.idle();
  }

  /** Makes the n-th code cell the active one, with an empty output. */
  async selectCodeCell(n: number): Promise<void> {
    await this.page.evaluate((n) => {
      const { content } = window.notebook;
      content.activeCellIndex = content.widgets.findIndex(
        (widget) => widget.model.type === "code" && n-- === 0,
      );
    }, n);
    await this.command("notebook:clear-cell-output");
  }

  /** Types over the active cell's code, as a learner does. */
  async type(source: string): Promise<void> {
    await this.page.locator(`${PANEL} .jp-Cell.jp-mod-active .cm-content`).click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(source);
  }

  /** A new cell at the end, in which the cursor stands. */
  async typeNewCell(source: string): Promise<void> {
    await this.page.evaluate(() => {
      const { content } = window.notebook;
      content.activeCellIndex = content.widgets.length - 1;
    });
    await this.command("notebook:insert-cell-below");
    await this.type(source);
  }

  /** The code cells as the notebook would save them. */
  async codeCells(): Promise<CodeCell[]> {
    return codeCells(await this.notebook());
  }

  /** Those of the code cells; `null` while one runs. The notebook as a whole may have megabytes. */
  private executionCounts(): Promise<(number | null)[]> {
    return this.page.evaluate(() =>
      window.notebook.content.widgets.flatMap(({ model }) =>
        model.type === "code" ? [model.executionCount ?? null] : [],
      ),
    );
  }

  /** The notebook as it would be saved. */
  notebook(): Promise<Notebook> {
    return this.page.evaluate(() => window.notebook.content.model.toJSON());
  }

  /** The forms of what the n-th code cell shows last, by MIME type. */
  async figure(n: number): Promise<object> {
    const output = (await this.codeCells())[n].outputs.at(-1);
    if (output === undefined || !("data" in output)) throw new Error(`code cell ${n} shows no figure`);
    return output.data;
  }

  /** True if JupyterLab would ask to save it. */
  isChanged(): Promise<boolean> {
    return this.page.evaluate(() => window.notebook.context.model.dirty);
  }

  /** The kernel's description of its language. */
  languageInfo(): Promise<unknown> {
    return this.page.evaluate(
      async () => (await window.notebook.sessionContext.session.kernel.info).language_info,
    );
  }

  /** Brings the n-th code cell into view. */
  async scrollToCodeCell(n: number): Promise<void> {
    await this.page.evaluate(async (n) => {
      const { content } = window.notebook;
      const index = content.widgets.findIndex(({ model }) => model.type === "code" && n-- === 0);
      await content.scrollToItem(index);
    }, n);
  }

  /** The outputs that a reader sees, by their text. */
  seen(): Promise<string[]> {
    return this.page.locator(`${PANEL} .jp-OutputArea-output`).allInnerTexts();
  }

  async command(name: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      ([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => {}),
      [name, args] as const,
    );
  }

  /** Closes the notebook, whatever is not saved. Its kernel goes on. */
  async closeTab(): Promise<void> {
    await this.page.evaluate(() => {
      window.notebook.context.model.dirty = false; // or it would ask
      window.notebook.close();
    });
    await this.page.waitForFunction(() => window.notebook.isDisposed);
  }

  /** Closes the notebook, whatever is not saved, and ends its kernel. */
  async closeNotebook(): Promise<void> {
    const id = await this.page.evaluate(() => window.notebook.sessionContext.session.id);
    await this.closeTab();
    await this.page.evaluate((id) => window.jupyterapp.serviceManager.sessions.shutdown(id), id);
  }

  async idle(): Promise<void> {
    await this.until("the kernel to be idle", () =>
      this.page.evaluate(() => window.notebook.sessionContext.session?.kernel?.status === "idle"),
    );
  }

  /** Waits for what is asked; in vain, it says what the page shows instead. */
  async until(what: string, ask: () => Promise<boolean>): Promise<void> {
    try {
      await until(what, ask);
    } catch (error) {
      const cells = (await this.codeCells()).map(({ execution_count, outputs }) => [
        execution_count,
        outputs.at(-1)?.output_type,
      ]);
      const status = await this.page.evaluate(() => [
        window.notebook.sessionContext.session?.kernel?.status,
        window.jupyterapp.shell.currentWidget?.context?.path,
      ]);
      const dialogs = await this.page.locator(".jp-Dialog").allInnerTexts();
      throw new Error(`${(error as Error).message}: ${JSON.stringify({ cells, status, dialogs })}`);
    }
  }

  /** The last cell's outputs, once it has run. */
  async lastOutputs(): Promise<Output[]> {
    await until("the last cell to run", async () => (await this.executionCounts()).at(-1) !== null);
    await this.idle();
    return (await this.codeCells()).at(-1)!.outputs;
  }

  /** Starts a command that ends with the cells. */
  private begin(name: string): void {
    void this.page.evaluate((name) => {
      void window.jupyterapp.commands.execute(name);
    }, name);
  }

  private async allRun(): Promise<void> {
    await this.until("all cells to run", async () =>
      (await this.executionCounts()).every((count) => count !== null),
    );
    await this.idle();
  }
}

function listen(page: Page, complaints: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  const isHere = (address: string) => {
    const { protocol, hostname } = new URL(address);
    return hostname === "127.0.0.1" || !/^(http|ws)s?:$/.test(protocol);
  };
  const look = (address: string) => {
    if (!isHere(address)) complaints.push(`request to ${address}`);
  };
  page.on("request", (request) => look(request.url()));
  page.on("websocket", (socket) => look(socket.url()));
}

/** The page's global object: what is passed to `evaluate` runs there, not here. */
declare const window: JupyterWindow;
