import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ScratchProject } from "../day/scratch-project";
import { until } from "./until";

/** Above the ports that people use, below those that the system gives out. */
const FIRST_PORT = 28_888;

/** What `npm run lab` starts, on a copy of the project: what a browser saves does not reach the real notebooks. */
export class LabServer {
  private constructor(
    readonly project: ScratchProject,
    /** The address that JupyterLab would open a browser on. */
    readonly address: string,
    private readonly server: ChildProcess,
    private readonly home: string,
  ) {}

  static async start(): Promise<LabServer> {
    const project = await ScratchProject.create();
    const home = mkdtempSync(join(tmpdir(), "keras-day-lab-"));
    const token = randomUUID();
    const server = startLab(project, home, token);
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

/** `lab` itself, with no folder of the user's: their settings must not decide a test. */
function startLab(project: ScratchProject, home: string, token: string): ChildProcess {
  const args = [
    "--no-browser",
    "--ip=127.0.0.1",
    `--port=${FIRST_PORT}`,
    `--IdentityProvider.token=${token}`,
    // The page's application object, by which the tests see what state it is in.
    "--LabApp.expose_app_in_browser=True",
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
  // Set-up is not part of it: the copy shares what this project has installed. That the port is free is not asked
  // either, since JupyterLab takes the next one by itself.
  const program =
    `const { lab } = await import(${JSON.stringify(pathToFileURL(project.path("lib/setup/lab.mjs")).href)});` +
    "process.exitCode = await lab(process.argv.slice(1));";
  return spawn(process.execPath, ["--input-type=module", "--eval", program, "--", ...args], {
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
  });
}

/** The port that the server serves on, from the file that it writes once it does. */
async function servedPort(runtime: string, server: ChildProcess): Promise<number> {
  const file = () =>
    existsSync(runtime) ? readdirSync(runtime).find((name) => /^jpserver-.*\.json$/.test(name)) : undefined;
  await until("JupyterLab to say its port", () => {
    if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`);
    return file() !== undefined;
  });
  const port: number = JSON.parse(readFileSync(join(runtime, file() as string), "utf8")).port;
  await until("JupyterLab to answer", () =>
    fetch(`http://127.0.0.1:${port}/api`).then(
      () => true,
      () => false,
    ),
  );
  return port;
}
