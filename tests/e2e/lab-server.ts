import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ProjectOptions, ScratchProject } from "../day/scratch-project.ts";
import { until } from "./until.ts";

/** JupyterLab, or Notebook 7: the same application, one notebook a page. */
export type App = "lab" | "notebook";

/**
 * JupyterLab as `npm run lab` starts it, or Notebook 7, on a copy of the project: files that a browser saves do not reach the
 * real notebooks.
 */
export class LabServer {
  private constructor(
    readonly project: ScratchProject,
    /** The address that it would open a browser on. */
    readonly address: string,
    private readonly server: ChildProcess,
    private readonly home: string,
  ) {}

  static async start(app: App, options: ProjectOptions): Promise<LabServer> {
    const project = await ScratchProject.create(options);
    const home = mkdtempSync(join(tmpdir(), "keras-day-lab-"));
    // JupyterLab would save by itself after two minutes, and ask what to do if a test saves meanwhile.
    const settings = join(home, "settings/@jupyterlab/docmanager-extension");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "plugin.jupyterlab-settings"), '{ "autosave": false }');
    const token = randomUUID();
    const server = startServer(app, project, home, token);
    let log = "";
    server.stderr?.on("data", (text) => {
      log += text;
    });
    const lab = (port: number) =>
      new LabServer(project, `http://127.0.0.1:${port}/?token=${token}`, server, home);
    try {
      return lab(await servedPort(join(home, "runtime"), server));
    } catch (error) {
      await lab(0).stop();
      throw new Error(`JupyterLab did not start: ${log}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const gone = new Promise((resolve) => this.server.once("exit", resolve));
      this.server.kill("SIGTERM");
      await gone;
    }
    rmSync(this.home, { recursive: true, force: true });
    this.project.remove();
  }
}

/** With no folder of the user's: their settings must not decide a test. It finds itself a free port. */
function startServer(app: App, project: ScratchProject, home: string, token: string): ChildProcess {
  const args = [
    "--no-browser",
    "--ip=127.0.0.1",
    `--IdentityProvider.token=${token}`,
    // The page's application object, by which the tests see what state it is in.
    `--${app === "lab" ? "LabApp" : "JupyterNotebookApp"}.expose_app_in_browser=True`,
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
  // Set-up is not part of it: the copy shares what this project has installed.
  const from = (file: string) => JSON.stringify(pathToFileURL(project.path("lib", file)).href);
  const program =
    app === "lab"
      ? `const { startLab } = await import(${from("cli/lab.ts")});
         process.exitCode = await startLab(process.argv.slice(1));`
      : `const { jupyterEnv, pythonCommand, root } = await import(${from("setup/paths.mjs")});
         const { runHere } = await import(${from("setup/run.mjs")});
         const command = [pythonCommand(), "-m", "notebook", "--ServerApp.root_dir=" + root + "/notebooks"];
         const env = { ...jupyterEnv(), JUPYTER_CONFIG_PATH: root + "/lib/setup" };
         process.exitCode = await runHere([...command, ...process.argv.slice(1)], env);`;
  return spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program, "--", ...args],
    {
      env: {
        ...process.env,
        HOME: home,
        JUPYTER_CONFIG_DIR: join(home, "config"),
        JUPYTER_DATA_DIR: join(home, "data"),
        JUPYTER_RUNTIME_DIR: join(home, "runtime"),
        JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
        JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
      },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
}

/** The port that the server serves on, from the file that it writes once it does. */
async function servedPort(runtime: string, server: ChildProcess): Promise<number> {
  let port = 0;
  await until("JupyterLab to say its port", () => {
    if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`);
    port = saidPort(runtime) ?? 0;
    return port > 0;
  });
  await until("JupyterLab to answer", () =>
    fetch(`http://127.0.0.1:${port}/api`).then(
      () => true,
      () => false,
    ),
  );
  return port;
}

/** The server's file as far as it is written: it appears first and is written then. */
function saidPort(runtime: string): number | undefined {
  if (!existsSync(runtime)) return undefined;
  const file = readdirSync(runtime).find((name) => /^jpserver-.*\.json$/.test(name));
  const text = file === undefined ? "" : readFileSync(join(runtime, file), "utf8");
  return text.trimEnd().endsWith("}") ? JSON.parse(text).port : undefined;
}
