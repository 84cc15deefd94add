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

/** A lock file of one package, which the stand-in for npm "installs". */
const lock = { packages: { "": { name: "scratch" }, "node_modules/tsx": { version: "1.0.0" } } };

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

/** Stands for Python with venv and pip, which takes nothing but locked wheels. `PYTHON` says which it is, `PIP_FAILS` and `PIP_SAYS` which package fails and how. */
const python = `#!/bin/sh
PATH=/usr/bin:/bin
echo "python $*" >> "$LOG"
case "$*" in
  -c*) echo "\${PYTHON:-3.12.1 True}" ;;
  "-m venv"*)
    mkdir -p "$4/bin" "$4/lib/python3.12/site-packages/pip-1.dist-info"
    touch "$4/lib/python3.12/site-packages/pip-1.dist-info/INSTALLER"
    printf 'version = 3.12.1\\ncommand = python3 -m venv %s\\n' "$4" > "$4/pyvenv.cfg"
    cp "$0" "$4/bin/python" ;;
  *"pip install"*)
    [ -n "$PIP_HANGS" ] && echo "hangs $$" >> "$LOG" && exec sleep 600
    case "$*" in *"--require-hashes --only-binary :all: -r "*) ;; *) echo "ERROR: not locked"; exit 1 ;; esac
    for file in "$@"; do :; done
    for word in $(sed -n '/==/s/[ \\]//gp' "$file"); do
      name="\${word%%==*}"
      [ "$name" = "$PIP_FAILS" ] && { echo "$PIP_SAYS"; exit 1; }
      case "$word" in *"!="*) continue ;; esac
      version="\${word#*==}"
      folder="$(dirname "$0")/../lib/python3.12/site-packages/$name-\${version%%;*}.dist-info"
      mkdir -p "$folder" && touch "$folder/INSTALLER"
      echo "  Downloading $name-1-py3-none-any.whl (12.4 MB)"
    done ;;
esac
`;

const npm = `#!/bin/sh
PATH=/usr/bin:/bin
echo "npm $*" >> "$LOG"
[ -n "$NPM_SAYS" ] && { echo "$NPM_SAYS"; exit 1; }
mkdir -p node_modules
ln -sfn "$TSX" node_modules/tsx
cp package-lock.json node_modules/.package-lock.json
echo "added 1 package in 1s"
`;

const kernelspec = `
import { mkdirSync, writeFileSync } from "node:fs";
export function installKernelSpec(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(directory + "/kernel.json", "{}");
}
`;

/** Stands for a kernel of one line, whose snapshot is real. */
const kernelBuild = `
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
export const builtFolder = () => join(import.meta.dirname, "../../.day/kernel/built");
export function buildKernel() {
  mkdirSync(builtFolder(), { recursive: true });
  writeFileSync(join(builtFolder(), "typescript.cjs"), "globalThis.kernel = true;");
  return builtFolder();
}
`;

/** What a run of set-up came to. */
export interface Outcome {
  code: number | null;
  /** All that it printed. */
  text: string;
}

/**
 * A copy of `lib/setup` in a project of its own, where stand-ins for npm, Python and the compiler take the place of
 * downloads of minutes. No other program is on its PATH.
 */
export class Scratch {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "set-up-")));
  private readonly programs = join(this.folder, "programs");

  constructor() {
    cpSync(join(root, "lib", "setup"), join(this.folder, "lib", "setup"), { recursive: true });
    this.write("package.json", '{ "type": "module" }');
    this.write("package-lock.json", JSON.stringify(lock));
    this.write("environment.yml", environment);
    this.write("tests/requirements.txt", "# Why.\nnbmake==1.0.0\n");
    this.lock();
    this.write("lib/kernel/kernelspec.ts", kernelspec);
    this.write("lib/kernel/build.mjs", kernelBuild);
    cpSync(join(root, "lib/kernel/snapshot.mjs"), join(this.folder, "lib/kernel/snapshot.mjs"));
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

  /** What npm and Python were asked since the last time, without the questions for a version. */
  asked(): string[] {
    const lines = this.read("log").split("\n");
    rmSync(join(this.folder, "log"));
    return lines
      .flatMap((line) => /^(npm ci|python -m venv|python -m pip install)/.exec(line)?.[0] ?? [])
      .sort();
  }

  /** `node lib/setup/main.mjs` with these words. */
  run(words: string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
    return this.start(words, env).outcome;
  }

  /** The same, for who wants to end it early. */
  start(words: string[], env: NodeJS.ProcessEnv = {}): { kill: () => void; outcome: Promise<Outcome> } {
    const child = spawn(process.execPath, [join(this.folder, "lib", "setup", "main.mjs"), ...words], {
      env: {
        PATH: this.programs,
        LOG: join(this.folder, "log"),
        TSX: realpathSync(join(root, "node_modules", "tsx")),
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
    return { kill: () => child.kill("SIGKILL"), outcome };
  }

  remove(): void {
    // What a failed set-up had begun beside is stopped a moment after it.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
