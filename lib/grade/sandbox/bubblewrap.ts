import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { RECORD } from "../../keras/record.ts";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { libraryFolder } from "../../kernel/library.mjs";
import { NO_DRAWINGS } from "../../plot/drawing.ts";
import { pageCodeFolder } from "../../plot/page-code.ts";
import { condaEnvironment, jupyterEnv, pythonCommand, root, venv } from "../../setup/paths.mjs";
import { NO_NATIVE } from "../../tfjs/addon.ts";
import { readFolder } from "../submission/file-names.ts";
import { FORK_SERVER, forkServer } from "./fork-server.ts";
import { type Job, ownNamespace } from "./runner.ts";

/** The folder for temporary files inside a sandbox. `box.py` makes the boxes in it, outside. */
export const TEMPORARY = "/tmp";
/** Seeds `Math.random`, so that a notebook without a seed gets the same verdict each time it is graded. */
const FIXED_SEED = "--random-seed=20";
/** Parts of the project that a notebook needs. Tests, reports and other submissions are not visible to it. */
export const PARTS: readonly string[] = ["lib", "datasets", "node_modules", "package.json", "tsconfig.json"];

/**
 * The reason why a sandbox cannot be made here, or `undefined` if it can. bubblewrap may be missing, or the system may forbid
 * namespaces, as in some containers.
 */
export function sandboxTrouble(): string | undefined {
  if (process.platform !== "linux") return "the sandbox needs Linux";
  if (spawnSync("bwrap", ["--version"]).error)
    return "bubblewrap is not installed (Debian: apt-get install bubblewrap)";
  // The same steps as for a notebook: own namespaces, a tmpfs mount, then bubblewrap.
  const [program, ...namespace] = ownNamespace;
  const script = 'mount -t tmpfs tmpfs "$0" && exec "$@"';
  const sandbox = ["bwrap", ...isolation(), ...system(), "--", process.execPath, "-e", "0"];
  const args = [...namespace, "/bin/sh", "-c", script, import.meta.dirname, ...sandbox];
  const tried = spawnSync(program, args, { encoding: "utf8", cwd: "/" });
  if (tried.status === 0) return undefined;
  const message = tried.error?.message ?? tried.stderr.trim().split("\n").at(-1);
  return `bubblewrap cannot make a sandbox here (${message || `it ended with code ${tried.status}`})`;
}

type Sandboxed = Pick<Job, "command" | "folder" | "submitted">;
/** Other names of some files in the sandbox, by their paths. */
type Names = Readonly<Record<string, string>>;

/**
 * The command that runs our kernels in a sandbox, one after the other, and what is mounted for it.
 *
 * @param folder the notebook's folder
 * @param files paths of the submitted files in it
 */
export function sandboxedKernel(folder: string, files: readonly string[], names: Names = {}): Sandboxed {
  const build = buildKernel();
  return sandboxed(folder, files, names, {
    mounts: [
      ...PARTS.flatMap((part) => readOnly(join(root, part))),
      ...writable("build", build),
      ...kernelFiles(build),
      ...readOnly(libraryFolder),
      ...readOnly(pageCodeFolder()),
    ],
    // The WebAssembly back end gives the same outputs and needs less memory.
    env: { [NO_NATIVE]: "1", [NO_DRAWINGS]: "1", [RECORD]: "1" },
    kernels: ["command", ...kernelCommand([FIXED_SEED])],
  });
}

/**
 * The command that runs ipykernels in such a sandbox, with Keras' calls recorded.
 *
 * @param keras Keras' back end; `undefined` for notebooks without Keras
 * @param modules what is imported once for all of them
 */
export function sandboxedPython(
  folder: string,
  files: readonly string[],
  names: Names,
  keras: string | undefined,
  modules: readonly string[],
): Sandboxed {
  const record = join(root, "lib/grade/record");
  return sandboxed(folder, files, names, {
    mounts: [record, FORK_SERVER, join(root, "datasets")].flatMap(readOnly),
    env: {
      PYTHONPATH: record,
      PYTHONDONTWRITEBYTECODE: "1",
      TF_CPP_MIN_LOG_LEVEL: "2",
      ...(keras && { KERAS_BACKEND: keras }),
    },
    kernels: ["python", ...modules],
  });
}

/**
 * A command in a sandbox. The submitted folder is mounted over the project's `notebooks`. `{box}` in an argument stands for the only
 * writable folder: `run.py` makes one, with limits of bytes and files. Connection files are in `{box}/sockets`.
 *
 * Inside there is no network, no root and no other process; the system, the project and the submission are read-only.
 */
function sandboxed(
  folder: string,
  files: readonly string[],
  names: Names,
  { mounts, env, kernels }: { mounts: string[]; env: Record<string, string>; kernels: string[] },
): Sandboxed {
  const notebooks = join(root, "notebooks");
  const command = [
    "bwrap",
    ...isolation(),
    // First, because the project or Python may be below /tmp.
    ...writable("tmp", TEMPORARY),
    ...system(),
    ...writable("shm", "/dev/shm"),
    ...mounts,
    ...writable("notebooks", notebooks),
    ...["--bind", "{box}/sockets", "{box}/sockets"],
    ...environment(env),
    ...["/proc", "/dev", "/"].flatMap((path) => ["--remount-ro", path]),
    ...["--chdir", notebooks],
    "--",
    ...forkServer(kernels),
  ];
  return { command, folder: "/", submitted: { folder, paths: submittedPaths(folder, files), names } };
}

function isolation(): string[] {
  const user = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns", "--cap-drop", "ALL"];
  return [
    "--unshare-all",
    ...user,
    "--die-with-parent",
    "--new-session",
    "--hostname",
    "sandbox",
    "--clearenv",
  ];
}

/** Mounts the system's programs and libraries, Node and Python, and from `/etc` only what the dynamic loader reads. */
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
    ...["--proc", "/proc", "--dev", "/dev"],
  ];
}

/** Mounts the project's Python, which a cell asks for JupyterLab's version. */
function python(): string[] {
  const prefix = condaEnvironment() ?? venv;
  if (!existsSync(prefix)) return [];
  const config = join(prefix, "pyvenv.cfg");
  const home = existsSync(config) ? /^home = (.+)$/m.exec(readFileSync(config, "utf8"))?.[1] : undefined;
  return [...readOnly(prefix), ...(home ? outsideUsr(home, dirname(home)) : [])];
}

const outsideUsr = (path: string, mount: string) => (path.startsWith("/usr/") ? [] : readOnly(mount));
const readOnly = (path: string) => (existsSync(path) ? ["--ro-bind", path, path] : []);
const writable = (part: string, path: string) => ["--bind", `{box}/${part}`, path];

/** Mounts the built kernel and its type-check records (see `lib/kernel/typescript/project-check.ts`). */
function kernelFiles(build: string): string[] {
  const entries = readdirSync(build, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return [...files.flatMap((name) => readOnly(join(build, name))), ...readOnly(join(build, "checked"))];
}

/** The submitted files, and nothing else of their folder. A folder with only such files is one path. */
function submittedPaths(folder: string, files: readonly string[]): string[] {
  const submittedFiles = new Set(files);
  const visit = (below: string): { whole: boolean; paths: string[] } => {
    let whole = true;
    const paths = readFolder(join(folder, below)).flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (submittedFiles.has(path)) return [path];
      if (entry.isDirectory() && files.some((file) => file.startsWith(`${path}/`))) {
        const inner = visit(path);
        if (inner.whole) return [path];
        whole = false;
        return inner.paths;
      }
      whole = false;
      return [];
    });
    return { whole, paths };
  };
  return visit("").paths;
}

function environment(own: Record<string, string>): string[] {
  const programs = [pythonCommand(), process.execPath].map((program) => dirname(program));
  const values = {
    PATH: [...programs, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    HOME: TEMPORARY,
    LANG: "C.UTF-8",
    TZ: "UTC",
    ...own,
    ...(jupyterEnv().VIRTUAL_ENV ? { VIRTUAL_ENV: venv } : { CONDA_PREFIX: condaEnvironment()! }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["--setenv", name, value]);
}
