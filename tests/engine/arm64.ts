import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { generated } from "../../lib/setup/paths.mjs";
import { NotHere } from "./not-here.ts";

/** Debian 12 has the emulator that needs no library in the first package, Debian 13 in the second. */
const EMULATORS = ["qemu-user-static", "qemu-user"];
const NAMES = ["qemu-aarch64-static", "qemu-aarch64"];
/** Packages that Node is linked with. For any processor, since they serve compilers for ARM64. */
const LIBRARIES = ["libc6", "libstdc++6", "libgcc-s1", "libatomic1"].map((name) => `${name}-arm64-cross`);

/**
 * The start of a command line that runs a Linux program for ARM64: nothing on such a machine, else QEMU out of Debian's
 * or Ubuntu's packages, unpacked into `.day/arm64`. The system stays as it is.
 *
 * @throws NotHere when the packages cannot be had
 */
export function arm64(): Promise<string[]> {
  command ??= prepare();
  return command;
}

let command: Promise<string[]> | undefined;

async function prepare(): Promise<string[]> {
  if (process.arch === "arm64") return [];
  const folder = join(generated, "arm64");
  if (!existsSync(folder)) {
    const download = `${folder}.${process.pid}`;
    mkdirSync(download, { recursive: true });
    try {
      await unpack(download);
      if (!existsSync(folder)) renameSync(download, folder);
    } finally {
      rmSync(download, { recursive: true, force: true });
    }
  }
  const libraries = join(folder, "usr", "aarch64-linux-gnu");
  return [(await emulatorIn(folder))!, "-L", libraries];
}

async function unpack(folder: string): Promise<void> {
  await fetchPackages(folder, LIBRARIES);
  for (const emulator of EMULATORS) {
    await fetchPackages(folder, [emulator]);
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
      await run(["dpkg-deb", "-x", file, "."], folder);
      rmSync(join(folder, file));
    }
    removeOtherEmulators(join(folder, "usr", "bin"));
    if ((await emulatorIn(folder)) !== undefined) return;
  }
  throw new NotHere(
    ["apt-get", "download", ...EMULATORS],
    "none of them has an emulator that runs by itself",
  );
}

/** There are thirty, of a size of 300 MB. */
function removeOtherEmulators(programs: string): void {
  for (const name of existsSync(programs) ? readdirSync(programs) : []) {
    if (!NAMES.includes(name)) rmSync(join(programs, name));
  }
}

/** Downloads with the system's lists of packages; where they are missing or old, with new ones of its own. */
async function fetchPackages(folder: string, packages: string[]): Promise<void> {
  const download = ["-q", "-o", "Acquire::http::Timeout=10", "download", ...packages];
  if ((await run(["apt-get", ...download], folder)).ok) return;
  const state = join(folder, "apt");
  const own = ["-o", `Dir::State::lists=${join(state, "lists")}`, "-o", `Dir::Cache=${state}`];
  mkdirSync(join(state, "lists", "partial"), { recursive: true });
  // One source out of order is no matter as long as the packages are found.
  const update = await run(["apt-get", ...own, "-q", "-o", "Acquire::http::Timeout=10", "update"], folder);
  const { ok, output } = await run(["apt-get", ...own, ...download], folder);
  rmSync(state, { recursive: true, force: true });
  if (!ok) throw new NotHere(["apt-get", "download", ...packages], update.output + output);
}

/** The emulator in the folder that can run without libraries of the system. */
async function emulatorIn(folder: string): Promise<string | undefined> {
  for (const name of NAMES) {
    const file = join(folder, "usr", "bin", name);
    if ((await run([file, "--version"], folder)).ok) return file;
  }
  return undefined;
}

function run([program, ...args]: string[], cwd: string): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, _, stderr) => resolve({ ok: error === null, output: stderr }));
  });
}
