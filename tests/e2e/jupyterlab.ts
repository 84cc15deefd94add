import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { jupyterEnv, pythonCommand, root } from "../../lib/setup/paths.mjs";

const START_TIMEOUT = 60_000;
/** Above the ports that people use, below those that the system gives out. */
const FIRST_PORT = 28_888;

/** Where distributions put Chromium; `CHROMIUM` names another. */
export const chromiumPath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** A JupyterLab of its own on a copy of the notebooks, and a page of a real browser that has it open. */
export class JupyterLab {
  private constructor(
    readonly page: Page,
    /** Errors of the page's console, and requests that left this machine. */
    readonly complaints: string[],
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    private readonly home: string,
    private readonly work: string,
  ) {}

  /** JupyterLab itself, or Notebook 7: the same application, one notebook a page. */
  static async open(app: App = "lab"): Promise<JupyterLab> {
    const home = mkdtempSync(join(tmpdir(), "keras-day-lab-"));
    // A project of its own with the same `lib`: what the browser saves must not reach the real notebooks.
    mkdirSync(join(root, ".day"), { recursive: true });
    const work = mkdtempSync(join(root, ".day", "lab-"));
    cpSync(join(root, "notebooks"), join(work, "notebooks"), { recursive: true });
    symlinkSync(join(root, "lib"), join(work, "lib"), "junction");
    const token = randomUUID();
    const server = startServer(app, home, join(work, "notebooks"), token);
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
      ],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "127.0.0.1") complaints.push(`request to ${hostname}`);
    });
    const lab = new JupyterLab(page, complaints, server, browser, home, work);
    try {
      const port = await servedPort(join(home, "runtime"));
      await page.goto(`http://127.0.0.1:${port}/${app === "lab" ? "lab?reset&" : "tree?"}token=${token}`);
    } catch (error) {
      await lab.close();
      throw error;
    }
    return lab;
  }

  /** Opens a notebook and waits until its kernel can take work. */
  async openNotebook(name: string): Promise<void> {
    await this.page.waitForFunction(() => "jupyterapp" in window);
    await this.page.evaluate(async (path) => {
      const { jupyterapp: app } = window;
      await app.restored;
      const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook" });
      await panel.context.ready;
      await panel.sessionContext.ready;
      await panel.sessionContext.session.kernel.info;
      window.notebook = panel;
    }, name);
    await this.waitForIdle();
  }

  /** Goes to the page of a notebook in Notebook 7 and waits until its kernel can take work. */
  async goToNotebook(name: string): Promise<void> {
    await this.page.goto(new URL(`/notebooks/${name}`, this.page.url()).href);
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
    await this.waitForIdle();
  }

  /** Empties all outputs, runs all cells, and waits until each has its number and the kernel is idle again. */
  async runAll(): Promise<void> {
    await this.activate();
    await this.page.evaluate(async () => {
      const { commands } = window.jupyterapp;
      await commands.execute("notebook:clear-all-cell-outputs");
      void commands.execute("notebook:run-all-cells");
    });
    await waitFor(async () => (await this.executionCounts()).every((count) => count !== null));
    await this.waitForIdle();
  }

  /** The code cells' outputs, as the notebook would save them. */
  outputs(): Promise<unknown[]> {
    return this.page.evaluate(() => {
      const { cells } = window.notebook.content.model.toJSON();
      return cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.outputs);
    });
  }

  /** The numbers in front of the code cells. */
  private executionCounts(): Promise<(number | null)[]> {
    return this.page.evaluate(() => {
      const { cells } = window.notebook.content.model.toJSON();
      return cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.execution_count);
    });
  }

  /** Commands act on the widget in front, which a notebook just opened is not always yet. */
  private async activate(): Promise<void> {
    await this.page.evaluate(() => window.jupyterapp.shell.activateById(window.notebook.id));
    await this.page.waitForFunction(() => window.jupyterapp.shell.currentWidget === window.notebook);
  }

  private async waitForIdle(): Promise<void> {
    await this.page.waitForFunction(() => {
      return window.notebook.sessionContext.session.kernel.status === "idle";
    });
  }

  async close(): Promise<void> {
    await this.browser.close();
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const gone = new Promise((resolve) => this.server.once("exit", resolve));
      this.server.kill("SIGTERM");
      await gone;
    }
    for (const folder of [this.home, this.work]) rmSync(folder, { recursive: true, force: true });
  }
}

/** The page's global object: what is passed to `evaluate` runs there, not here. */
declare const window: JupyterWindow;

/** The parts of JupyterLab's application object that the tests touch. */
interface JupyterWindow {
  /** The notebook that `openNotebook` opened. */
  notebook: NotebookPanel;
  jupyterapp: {
    restored: Promise<void>;
    commands: { execute(name: string, args?: object): Promise<NotebookPanel> };
    shell: { currentWidget: NotebookPanel | null; activateById(id: string): void };
  };
}

interface NotebookPanel {
  id: string;
  context: { ready: Promise<void> };
  sessionContext: { ready: Promise<void>; session: { kernel: { info: Promise<unknown>; status: string } } };
  content: {
    model: {
      toJSON(): { cells: { cell_type: string; execution_count: number | null; outputs: unknown[] }[] };
    };
  };
}

type App = "lab" | "notebook";

/** A server on loopback, with no folder of the user's and nothing that asks the network. */
function startServer(app: App, home: string, notebooks: string, token: string): ChildProcess {
  const settings = join(home, "lab", "settings");
  mkdirSync(settings, { recursive: true });
  const overrides = {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  };
  writeFileSync(join(settings, "overrides.json"), JSON.stringify(overrides));
  const args = [
    "-m",
    app === "lab" ? "jupyterlab" : "notebook",
    notebooks,
    "--no-browser",
    "--ip=127.0.0.1",
    `--port=${FIRST_PORT}`,
    `--IdentityProvider.token=${token}`,
    `--${app === "lab" ? "LabApp" : "JupyterNotebookApp"}.expose_app_in_browser=True`,
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    `--LabApp.app_settings_dir=${settings}`,
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
  const env = {
    ...jupyterEnv(),
    HOME: home,
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
  };
  return spawn(pythonCommand(), args, { env, stdio: "ignore" });
}

/** Asks until the answer is true. */
async function waitFor(ask: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + START_TIMEOUT; Date.now() < end; ) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited ${START_TIMEOUT / 1000} s in vain for: ${ask}`);
}

/**
 * The port that the server serves on, from the file it writes once it does: it takes the next one where another program
 * was first.
 */
async function servedPort(runtime: string): Promise<number> {
  const file = () =>
    existsSync(runtime) ? readdirSync(runtime).find((name) => /^jpserver-.*\.json$/.test(name)) : undefined;
  await waitFor(async () => file() !== undefined);
  const port: number = JSON.parse(readFileSync(join(runtime, file() as string), "utf8")).port;
  await waitFor(async () =>
    fetch(`http://127.0.0.1:${port}/api`).then(
      () => true,
      () => false,
    ),
  );
  return port;
}
