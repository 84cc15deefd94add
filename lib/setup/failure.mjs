import { tmpdir } from "node:os";
import { root } from "./paths.mjs";
import { UserError } from "./user-error.mjs";

/** A full disk stops set-up even if the failed step is optional. */
export class DiskFull extends UserError {
  /** @param {string} folder that could not be written to */
  constructor(folder = root) {
    super(
      `The disk of ${folder} is full`,
      `All of set-up needs about 2.9 GB in ${root} (1.4 GB with --no-native) and 0.6 GB in ${tmpdir()}: make room there, then run the command again`,
    );
  }
}

/** @param {unknown} error */
export const isFull = (error) =>
  ["ENOSPC", "EDQUOT"].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? "");

const noRoom = /ENOSPC|EDQUOT|Errno 28|No space left|quota exceeded/i;
/** Messages of npm and pip when they cannot reach a registry. */
export const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|ProxyError|ConnectTimeout|ReadTimeout|Failed to establish|name resolution|Connection (refused|reset|broken)|Network is unreachable/i;

const notValidNow = /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate (has expired|is not yet valid)/i;

/**
 * Explains the failure of npm, pip or a compiler, from its output, in one sentence with a remedy.
 *
 * @param {string} what the subject of the sentence, such as "The npm packages"
 * @param {string} output
 * @param {string} done the participle of what failed, such as "built"
 * @returns {UserError}
 */
export function explainFailure(what, output, done = "installed") {
  if (noRoom.test(output)) return new DiskFull();
  // Checked first, because pip also prints that it finds no such package.
  if (notValidNow.test(output)) {
    return new UserError(
      `${what} could not be downloaded: by this machine's clock (${new Date().toISOString().slice(0, 10)}) the package registry's certificate is not valid`,
      "Set the clock if that is not today's date, then run the command again",
    );
  }
  if (noNetwork.test(output)) {
    return new UserError(
      `${what} could not be downloaded, since the package registry cannot be reached`,
      "Connect this machine to the network (behind a proxy, set HTTPS_PROXY), then run the command again",
    );
  }
  if (output.includes("No matching distribution found")) {
    return new UserError(`${what} is not published for this Python on ${process.platform} ${process.arch}.`);
  }
  const denied = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/.exec(output);
  if (denied) {
    return new UserError(
      `${what} could not be written in ${root} (${denied[0]})`,
      "Make the folder and all in it yours and writable, then run the command again",
    );
  }
  return new UserError(`${what} could not be ${done}: ${errorLine(output)}.`);
}

/**
 * The most informative line of a failed command's output.
 *
 * @param {string} output
 */
export function errorLine(output) {
  const lines = output.split("\n").map((line) => line.trim());
  const isError = (/** @type {string} */ line) =>
    /^(npm )?(fatal )?error\b|: (fatal )?error:|Error: /i.test(line);
  const line = lines.find(isError) ?? lines.filter(Boolean).at(-1) ?? "it printed nothing";
  return line.replace(/^(npm )?error:?\s*/i, "");
}
