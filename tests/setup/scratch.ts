import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compilerPin } from "../../lib/setup/environment.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { lockFile } from "../../lib/setup/requirements.mjs";

/** A lock file of two packages, which the stand-in for npm "installs". */
const lock = {
  packages: {
    "": { name: "scratch" },
    "node_modules/tsx": { version: "1.0.0" },
    "node_modules/dep": { version: "1.0.0" },
  },
};
/** Its version is that of what it really is. */
const { version: tsx } = JSON.parse(readFileSync(join(root, "node_modules/tsx/package.json"), "utf8"));

const environment = `
dependencies:
  - python>=3.11
  - pip:
      - jupyterlab==4.0.0
      - tensorflow-cpu==2.0.0; sys_platform == "linux"
      - tensorflow==2.0.0; sys_platform != "linux"
      - keras==3.0.0
`;

/** The lock of `environment` and `tests/requirements.txt`: packages without dependencies. */
const pythonLock = [
  "jupyterlab==4.0.0",
  "keras==3.0.0",
  "nbmake==1.0.0",
  'tensorflow==2.0.0 ; sys_platform != "linux"',
  'tensorflow-cpu==2.0.0 ; sys_platform == "linux"',
  `${compilerPin.name}==${compilerPin.version}`,
];

/** Stands for Python with venv and pip, which takes nothing but locked wheels. `PYTHON` says which it is, `PIP_FAILS` and `PIP_SAYS` which package fails and how, `PIP_WAITS_FOR` a file that pip waits for, `IMPORT_FAILS` which does not load. */
const python = `#!/bin/sh
PATH=/usr/bin:/bin
echo "python $*" >> "$LOG"
case "$*" in
*--broken*)
  echo "[C ServerApp] it is broken" >&2
  exit 3
  ;;
*"from jupyterlab.labapp import main"*)
  echo "[I ServerApp] Jupyter Server 2.21.1 is running at:" >&2
  echo "[I ServerApp] http://localhost:8888/lab?token=1a2b" >&2
  echo "[I ServerApp]     http://127.0.0.1:8888/lab?token=1a2b" >&2
  ;;
esac
# As pip does, with its record.
pack() {
  mkdir -p "$1/$2-$3.dist-info" "$1/$2"
  echo "# $2" > "$1/$2/__init__.py"
  printf '%s\\n' "$2/__init__.py,sha256=x,$(wc -c < "$1/$2/__init__.py")" "$2-$3.dist-info/RECORD,," > "$1/$2-$3.dist-info/RECORD"
  touch "$1/$2-$3.dist-info/INSTALLER"
}
case "$*" in
  *NotebookClient*) echo 2 ;;
  *import_module*)
    shift 2
    for name in "$@"; do
      [ "$name" = "$IMPORT_FAILS" ] && echo "ModuleNotFoundError: no part of $name" || echo "loaded $name"
    done ;;
  *kernelspecapp*)
    folder="\${0%/bin/python}/share/jupyter/kernels/tslab"
    printf '{\\n"kernelspecs": {"tslab": {"resource_dir": "%s", "spec": %s}}\\n}\\n' "$folder" "$(cat "$folder/kernel.json")" ;;
  -c*) echo "\${PYTHON:-3.12.1 True}" ;;
  "-m venv"*)
    mkdir -p "$4/bin"
    pack "$4/lib/python3.12/site-packages" pip 1
    printf 'version = 3.12.1\\ncommand = python3 -m venv %s\\n' "$4" > "$4/pyvenv.cfg"
    cp "$0" "$4/bin/python" ;;
  *"pip install"*)
    [ -n "$PIP_HANGS" ] && echo "hangs $$" >> "$LOG" && exec sleep 600
    while [ -n "$PIP_WAITS_FOR" ] && [ ! -e "$PIP_WAITS_FOR" ]; do sleep 0.05; done
    case "$*" in *"--require-hashes --only-binary :all: -r "*) ;; *) echo "ERROR: not locked"; exit 1 ;; esac
    for file in "$@"; do :; done
    for word in $(sed -n '/==/s/[ \\]//gp' "$file"); do
      name="\${word%%==*}"
      [ "$name" = "$PIP_FAILS" ] && { echo "$PIP_SAYS"; exit 1; }
      case "$word" in *"!="*) continue ;; esac
      version="\${word#*==}"
      pack "$(dirname "$0")/../lib/python3.12/site-packages" "$name" "\${version%%;*}"
      echo "  Downloading $name-1-py3-none-any.whl (12.4 MB)"
    done ;;
esac
`;

const npm = `#!/bin/sh
PATH=/usr/bin:/bin
echo "npm $*" >> "$LOG"
[ "$1" = --version ] && echo 11.0.0 && exit
[ -n "$NPM_SAYS" ] && { echo "$NPM_SAYS"; exit 1; }
mkdir -p node_modules/dep
echo '{ "version": "1.0.0", "main": "index.js" }' > node_modules/dep/package.json
echo 'module.exports = 1;' > node_modules/dep/index.js
for name in tsx commander picocolors; do ln -sfn "$MODULES/$name" node_modules/$name; done
cp package-lock.json node_modules/.package-lock.json
echo "added 1 package in 1s"
`;

const kernelspec = `
import { mkdirSync, writeFileSync } from "node:fs";
export function installKernelSpec(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(directory + "/kernel.json", JSON.stringify({ argv: ["node"] }));
}
`;

/** Stands for a kernel of one line, whose snapshot is real. */
const kernelBuild = `
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSums } from "../setup/sums.mjs";
export const builtFolder = () => join(import.meta.dirname, "../../.day/kernel/built");
export function buildKernel() {
  mkdirSync(builtFolder(), { recursive: true });
  writeFileSync(join(builtFolder(), "typescript.cjs"), "globalThis.kernel = true;");
  writeSums(builtFolder(), ["typescript.cjs"]);
  return builtFolder();
}
`;

/** Stands for a library of one file. */
const libraryBuild = `
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSums } from "../setup/sums.mjs";
export const libraryFolder = join(import.meta.dirname, "../../.day/library");
export const libraryKey = () => "one file";
const { CHANGED = 0, HOURS_AGO = 0 } = process.env;
export const changedSince = () => Array(Number(CHANGED)).fill(Date.now() - Number(HOURS_AGO) * 3_600_000);
export const builtProgram = () => undefined;
export async function buildLibrary() {
  mkdirSync(libraryFolder, { recursive: true });
  writeFileSync(join(libraryFolder, "errors.ts.mjs"), "export {};");
  writeSums(libraryFolder, ["errors.ts.mjs"]);
}
`;

/** The result of a run of set-up. */
export interface Outcome {
  code: number | null;
  /** Everything that it printed. */
  text: string;
}

/**
 * A copy of `lib/setup` and `lib/cli` in a project of its own, where stand-ins for npm, Python and the compiler take the place of
 * downloads of minutes. No other program is on its PATH.
 */
export class Scratch {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "set-up-")));
  private readonly programs = join(this.folder, "programs");

  constructor() {
    for (const folder of ["setup", "cli"]) {
      cpSync(join(root, "lib", folder), join(this.folder, "lib", folder), { recursive: true });
    }
    this.write("package.json", JSON.stringify({ type: "module", dependencies: { dep: "1.0.0", tsx } }));
    this.write("package-lock.json", JSON.stringify(lock));
    this.write("environment.yml", environment);
    this.write("tests/requirements.txt", "# Why.\nnbmake==1.0.0\n");
    this.lock();
    this.write("lib/kernel/kernelspec.ts", kernelspec);
    this.write("lib/kernel/build.mjs", kernelBuild);
    this.write("lib/kernel/library.mjs", libraryBuild);
    for (const file of [
      "lib/kernel/snapshot.mjs",
      "lib/errors.ts",
      "lib/engine/engine.wasm",
      "lib/engine/SHA256SUMS",
    ]) {
      this.restore(file);
    }
    for (const name of ["tfjs_backend.cc", "tfjs_binding.cc"]) {
      this.write(`node_modules/@tensorflow/tfjs-node/binding/${name}`, "");
    }
    this.program("npm", npm);
    this.program("python3", python);
    this.program("g++", "#!/bin/sh\necho 'fatal error: no such header'\nexit 1\n");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Makes a file of the project's what it is there. */
  restore(path: string): void {
    cpSync(join(root, path), join(this.folder, path));
  }

  /** Writes the lock of the Python packages, with one pin changed if that is wanted. */
  lock(before = "", after = ""): void {
    const entries = pythonLock.map(
      (pin) => `${pin.replace(before, after)} \\\n    --hash=sha256:${"0".repeat(64)}\n`,
    );
    this.write(lockFile, entries.join(""));
  }

  program(name: string, script: string): void {
    this.write(`programs/${name}`, script);
    chmodSync(join(this.programs, name), 0o755);
  }

  exists(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), { encoding: "utf8", flag: "a+" });
  }

  /** The commands that npm and Python were given since the last call, without those that ask for a version. */
  asked(): string[] {
    const lines = this.read("log").split("\n");
    rmSync(join(this.folder, "log"));
    return lines
      .flatMap((line) => /^(npm ci|npm install|python -m venv|python -m pip install)/.exec(line)?.[0] ?? [])
      .sort();
  }

  /** Runs `node lib/setup/main.mjs` with these words, as the last arguments of the command `within` if there is one. */
  run(words: string[], env?: NodeJS.ProcessEnv, within?: string[]): Promise<Outcome> {
    return this.start(words, env, within).outcome;
  }

  /** The same, for a test that ends it early. */
  start(
    words: string[],
    env: NodeJS.ProcessEnv = {},
    within: string[] = [],
  ): { kill: () => void; text: () => string; outcome: Promise<Outcome> } {
    const main = join(this.folder, "lib", "setup", "main.mjs");
    const [program, ...args] = [...within, process.execPath, main, ...words];
    const child = spawn(program, args, {
      env: {
        PATH: this.programs,
        LOG: join(this.folder, "log"),
        MODULES: realpathSync(join(root, "node_modules")),
        ...env,
      },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        text += chunk;
      });
    }
    const outcome = new Promise<Outcome>((resolve) => {
      child.on("close", (code) => resolve({ code, text }));
    });
    return { kill: () => child.kill("SIGKILL"), text: () => text, outcome };
  }

  remove(): void {
    // The other steps of a failed set-up are stopped a moment after it. Node retries only the last step of a removal.
    for (let triesLeft = 5; ; triesLeft--) {
      try {
        rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
        return;
      } catch (error) {
        if (triesLeft === 0) throw error;
      }
    }
  }
}
