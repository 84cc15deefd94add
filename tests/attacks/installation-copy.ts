import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildKernel } from "../../lib/kernel/build.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { copy } from "../day/scratch-project.ts";
import { online } from "../online.ts";

export interface Outcome {
  code: number | null;
  /** All that it printed. */
  text: string;
}

/** The project with all that is installed, at another place. What is installed shares its files by hard links. */
export class InstallationCopy {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    const files = ["package.json", "package-lock.json", "environment.yml", "tsconfig.json", ".npmrc"];
    for (const part of ["lib", "datasets", "notebooks", "tests/requirements.txt", ...files]) {
      mkdirSync(dirname(join(folder, part)), { recursive: true });
      copy(join(root, part), join(folder, part));
    }
    for (const part of ["node_modules", ".venv"]) {
      const [from, to] = [join(root, part), join(folder, part)];
      if (spawnSync("cp", ["-al", from, to]).status === 0) continue;
      rmSync(to, { recursive: true, force: true }); // on another disk
      if (spawnSync("cp", ["-a", from, to]).status !== 0) throw new Error(`${from} cannot be copied`);
    }
    // Set-up would not take an environment that was moved.
    this.replace(
      ".venv/pyvenv.cfg",
      Buffer.from(this.read(".venv/pyvenv.cfg").toString().replaceAll(root, folder)),
    );
    // Without this list, npm's packages were not installed by set-up, which then does it here.
    if (!existsSync(join(folder, "node_modules/.sizes.json"))) {
      rmSync(join(folder, "node_modules/.package-lock.json"), { force: true });
    }
  }

  /**
   * Takes over the built kernel with its snapshot, and tells set-up that these and pip's packages are complete: to find that out it
   * would take a minute of CPU time, and checks all of `lib` for a snapshot.
   */
  async takeOver(): Promise<void> {
    const part = (file: string) => import(pathToFileURL(join(this.folder, "lib", file)).href);
    const { builtFolder } = await part("kernel/build.mjs");
    cpSync(buildKernel(), builtFolder(), { recursive: true });
    const { setUpSteps } = await part("setup/steps.mjs");
    const { writeStamp } = await part("setup/stamps.mjs");
    for (const { name, key } of setUpSteps(false))
      if (["jupyter", "tensorflow", "keras", "snapshot"].includes(name)) writeStamp(name, key());
  }

  read(file: string): Buffer {
    return readFileSync(join(this.folder, file));
  }

  /** Writes another content, and leaves the file that it was linked to as it is. */
  replace(file: string, content: Buffer): void {
    rmSync(join(this.folder, file));
    writeFileSync(join(this.folder, file), content);
  }

  /** As an interrupted write leaves a file. */
  cutInHalf(...files: string[]): void {
    for (const file of files) this.replace(file, this.read(file).subarray(0, this.read(file).length / 2));
  }

  /** `npm` with these words. */
  npm(...words: string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const { npm_config_local_prefix: _, INIT_CWD: __, ...env } = online();
      const child = spawn("npm", words, { cwd: this.folder, env });
      let text = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => {
          text += chunk;
        });
      }
      child.on("close", (code) => resolve({ code, text }));
    });
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
