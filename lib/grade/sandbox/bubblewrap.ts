import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { prefix } from "../../kernel/snapshot.mjs";
import { DRAWINGS } from "../../plot/kept-drawings.ts";
import { condaEnvironment, jupyterEnv, pythonCommand, root, venv } from "../../setup/paths.mjs";
import { mountCompiled } from "./compiled.ts";
import type { Limits } from "./limits.ts";
import { mountPacks } from "./packs.ts";
import { practisedFlags } from "./practised.ts";
import type { Prepared } from "./prepare.ts";

/** Work that sets no seed draws the same each time that it is graded, and so is said the same of. */
const SAME_LOTS = "--random-seed=20";
/** Parts of the project that a notebook needs. Tests, reports and other people's work are not among them. */
const PARTS = ["lib", "datasets", "node_modules", "package.json", "tsconfig.json"];
/** Marks of checked files (see `lib/kernel/typescript/project-check.ts`) that are taken along, the newest. */
const MOST_MARKS = 200;

/**
 * Why there is no sandbox here, or `undefined` if there is one: bubblewrap is missing, or the system allows it no
 * namespaces, as in some containers.
 */
export function sandboxTrouble(): string | undefined {
  if (process.platform !== "linux") return "the sandbox needs Linux";
  const tried = spawnSync("bwrap", [...isolation(), ...system(), "--", process.execPath, "-e", "0"], {
    encoding: "utf8",
  });
  if (tried.error) return "bubblewrap is not installed (Debian: apt-get install bubblewrap)";
  if (tried.status === 0) return undefined;
  const said = tried.stderr.trim().split("\n").at(-1) || `it ended with code ${tried.status}`;
  return `bubblewrap cannot make a sandbox here (${said})`;
}

/**
 * The command that runs the kernel in a sandbox, in a notebook's folder that stands where the day's own stands. `{sockets}`
 * and `{connection_file}` are left to `run.py`.
 *
 * Inside: no network, no other processes, not root; system, project and the handed-in files to read only; a home, a /tmp and
 * a notebook's folder to write to, in memory and limited.
 */
export function sandboxedKernel(folder: string, { disk }: Limits, prepared?: Prepared): string[] {
  const { drawings, snapshot, packs = [] } = prepared ?? {};
  const build = buildKernel();
  const notebooks = join(root, "notebooks");
  return [
    "bwrap",
    ...isolation(),
    // First: the project, or Python, may lie below it.
    ...small(disk, "/tmp"),
    ...mountCompiled(build),
    ...system(),
    ...small(disk, "/dev/shm"),
    ...PARTS.flatMap((part) => readOnly(join(root, part))),
    ...small(disk, build),
    ...kernelFiles(build, snapshot),
    ...mountPacks(packs),
    ...(drawings === undefined ? [] : [...readOnly(drawings), "--setenv", DRAWINGS, drawings]),
    ...small(disk, notebooks),
    ...handedIn(folder, notebooks),
    "--bind",
    "{sockets}",
    "{sockets}",
    ...environment(),
    "--remount-ro",
    "/dev",
    "--remount-ro",
    "/",
    "--chdir",
    notebooks,
    "--",
    ...kernelCommand(snapshot === undefined ? undefined : practisedFlags, [SAME_LOTS]),
  ];
}

function isolation(): string[] {
  const user = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns"];
  return [
    "--unshare-all",
    ...user,
    "--cap-drop",
    "ALL",
    "--die-with-parent",
    "--new-session",
    "--hostname",
    "sandbox",
    "--clearenv",
  ];
}

/** The system's programs and libraries, Node and Python; of `/etc` only what the loader reads. */
function system(): string[] {
  const links = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"].filter((path) => existsSync(path));
  return [
    ...readOnly("/usr"),
    ...links.flatMap((path) =>
      lstatSync(path).isSymbolicLink() ? ["--symlink", realpathSync(path).slice(1), path] : readOnly(path),
    ),
    ...readOnly("/etc/ld.so.cache"),
    ...readOnly("/etc/alternatives"),
    ...outsideUsr(process.execPath, process.execPath),
    ...python(),
    "--proc",
    "/proc",
    "--dev",
    "/dev",
  ];
}

/** The project's Python: a cell asks it for JupyterLab's version. */
function python(): string[] {
  const prefix = condaEnvironment() ?? venv;
  if (!existsSync(prefix)) return [];
  const config = join(prefix, "pyvenv.cfg");
  const home = existsSync(config) ? /^home = (.+)$/m.exec(readFileSync(config, "utf8"))?.[1] : undefined;
  return [...readOnly(prefix), ...(home ? outsideUsr(home, dirname(home)) : [])];
}

const outsideUsr = (path: string, mount: string) => (path.startsWith("/usr/") ? [] : readOnly(mount));
const readOnly = (path: string) => (existsSync(path) ? ["--ro-bind", path, path] : []);
const small = (bytes: number, path: string) => ["--size", String(bytes), "--tmpfs", path];

/** The built kernel with its snapshot, or with another in its place, and the marks of what it has checked before. */
function kernelFiles(build: string, snapshot: string | undefined): string[] {
  const entries = readdirSync(build, { withFileTypes: true });
  const isPassedOver = (name: string) => snapshot !== undefined && name.startsWith(prefix);
  const files = entries
    .filter((entry) => entry.isFile() && !isPassedOver(entry.name))
    .map(({ name }) => name);
  const checked = join(build, "checked");
  const age = (name: string) => -statSync(join(checked, name)).mtimeMs;
  const marks = existsSync(checked) ? readdirSync(checked).sort((a, b) => age(a) - age(b)) : [];
  return [
    ...(snapshot === undefined ? [] : ["--ro-bind", snapshot, join(build, basename(snapshot))]),
    ...files.flatMap((name) => readOnly(join(build, name))),
    ...marks.slice(0, MOST_MARKS).flatMap((name) => readOnly(join(checked, name))),
  ];
}

/** What lies beside the notebook. Links are left out, wherever they point; what lies in a folder is seen as it is there. */
function handedIn(folder: string, notebooks: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && !entry.name.startsWith("."))
    .slice(0, 200)
    .flatMap(({ name }) => ["--ro-bind", join(folder, name), join(notebooks, name)]);
}

function environment(): string[] {
  const path = [
    dirname(pythonCommand()),
    dirname(process.execPath),
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
  ].join(":");
  const values = {
    PATH: path,
    HOME: "/tmp",
    LANG: "C.UTF-8",
    TZ: "UTC",
    // Its WebAssembly back end gives the same outputs and needs less.
    KERAS_DAY_NO_NATIVE: "1",
    ...(jupyterEnv().VIRTUAL_ENV ? { VIRTUAL_ENV: venv } : { CONDA_PREFIX: condaEnvironment()! }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["--setenv", name, value]);
}
