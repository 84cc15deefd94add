/**
 * Checks of the machine rather than of the installation. They run before each command, because a fault would otherwise show as a
 * library's stack trace, or as a hang. Together they take a few milliseconds.
 */
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskFull, isFull } from "./failure.mjs";
import { generated, root } from "./paths.mjs";
import { UserError } from "./user-error.mjs";

/** Throws a UserError if the project cannot write its own files. */
export function checkProjectFolder() {
  if (root.includes("?")) {
    throw new UserError(
      `The path of the project has a question mark, ${root}: tsx, which loads its TypeScript, takes what follows for the query of an address`,
      "Rename that folder, then run the command again",
    );
  }
  try {
    if (!existsSync(generated)) mkdirSync(generated);
    tryToWrite(generated);
    for (const entry of readdirSync(generated, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const folder = join(generated, entry.name);
      // Folders that another user's set-up has made lack these permissions.
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    throw explainUnwritable(/** @type {NodeJS.ErrnoException} */ (error));
  }
}

/** Throws a UserError if there is no folder for temporary files. */
export function checkTemporaryFolder() {
  const folder = tmpdir();
  try {
    tryToWrite(folder);
  } catch (error) {
    const variable = ["TMPDIR", "TMP", "TEMP"].find((name) => process.env[name]);
    if (isFull(error)) throw new DiskFull(folder);
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UserError(
      `The folder for temporary files, ${folder}, ${code === "ENOENT" ? "does not exist" : `cannot be written to (${code})`}`,
      variable
        ? `Set ${variable} to a folder that you may write to (\`export ${variable}=/tmp\`), then run the command again`
        : "Make it, writable for you, or set TMPDIR to a folder that is; then run the command again",
    );
  }
}

/** WebAssembly memories of a notebook with TensorFlow.js and two networks. */
const MEMORIES = 4;

/** Throws a UserError if WebAssembly gets no memory: V8 reserves some 10 GB of addresses for each, used or not. */
export function checkAddressSpace() {
  try {
    for (let i = 0; i < MEMORIES; i++) new wasm.Memory({ initial: 1 });
  } catch {
    throw new UserError(
      "WebAssembly cannot reserve its memory: this shell limits virtual memory (`ulimit -v`)",
      "Run `ulimit -v unlimited`, or open another shell where that is refused; then run the command again",
    );
  }
}

/** Missing in Node's types. */
const wasm = /** @type {any} */ (globalThis).WebAssembly;

/** Throws a UserError if programs of this machine cannot reach each other at 127.0.0.1, where Jupyter and kernels listen. */
export async function checkLoopback() {
  const error = await listen(0, (port) => reach(port));
  if (error === undefined) return;
  throw new UserError(
    `Programs cannot reach each other at 127.0.0.1 (${error.code}), as Jupyter and its kernels do: the loopback interface is down`,
    "Run `sudo ip link set lo up` (in a container, start it with a network), then run the command again",
  );
}

/**
 * Throws a UserError if nothing can listen on a port.
 *
 * @param {number} port 0 for any
 * @param {string} remedy what to do if it cannot be used
 */
export async function checkPort(port, remedy) {
  if (port > 65535) throw new UserError(`Expected a port of at most 65535. Received: port=${port}`, remedy);
  const error = await listen(port);
  if (error === undefined) return;
  const reason = error.code === "EADDRINUSE" ? "is in use" : `cannot be used (${error.code})`;
  throw new UserError(`Port ${port} ${reason}`, remedy);
}

/**
 * @param {number} port 0 for any
 * @param {(port: number) => Promise<NodeJS.ErrnoException | undefined>} meanwhile called while it listens
 * @returns {Promise<NodeJS.ErrnoException | undefined>} why nothing can listen there, or the result of `meanwhile`
 */
function listen(port, meanwhile = async () => undefined) {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.on("error", resolve);
    server.listen(port, LOOPBACK, async () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      const error = await meanwhile(port);
      server.close(() => resolve(error));
    });
  });
}

const LOOPBACK = "127.0.0.1";

/**
 * @param {number} port
 * @returns {Promise<NodeJS.ErrnoException | undefined>} why it cannot be reached
 */
function reach(port) {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on("error", resolve);
  });
}

/** More than fits into the last block of a full disk. */
const PROBE = Buffer.alloc(256 * 1024);

/** @param {string} folder */
function tryToWrite(folder) {
  const file = join(folder, `probe-${process.pid}`);
  try {
    writeFileSync(file, PROBE);
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {NodeJS.ErrnoException} error of the project's folder or one in it
 * @returns {Error}
 */
export function explainUnwritable(error) {
  const { code, path = generated, message } = error;
  if (isFull(error)) return new DiskFull();
  if (code === "EROFS") {
    return new UserError(
      `${root} is on a disk that is mounted read-only`,
      "Mount it for writing, or copy the project to another disk; then run the command again",
    );
  }
  if (code === "EEXIST" || code === "ENOTDIR") {
    return new UserError(`${generated} is not a folder`, "Remove it, then run the command again");
  }
  const owner = ownerOf(path);
  const me = process.getuid?.();
  if (owner !== undefined && me !== 0 && owner !== me) {
    return new UserError(
      `${path} cannot be written (${code}), as it belongs to another user (id ${owner}; you are ${me})`,
      `Run \`sudo chown -R ${me} .\` in ${root}, then run the command again`,
    );
  }
  return new UserError(
    message,
    `Make ${root} and all in it yours and writable (\`chmod -R u+rwX .\` there), then run the command again`,
  );
}

/**
 * The user id of the owner of a file, or of the folder that it would be in.
 *
 * @param {string} path
 */
function ownerOf(path) {
  for (const place of [path, join(path, "..")]) {
    try {
      return lstatSync(place).uid;
    } catch {
      // Missing, or not readable.
    }
  }
  return statSync(root, { throwIfNoEntry: false })?.uid;
}
