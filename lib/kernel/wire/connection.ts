import { readFileSync } from "node:fs";

/** The addresses and the key of the kernel, from the connection file that Jupyter writes. */
export interface Connection {
  /** Signs every message. Messages are not signed if it is empty. */
  key: string;
  /** The address of each socket, such as `tcp://127.0.0.1:5555`. */
  address: Record<Channel, string>;
  /** The ports as in the file, under Jupyter's names. */
  ports: Record<`${Channel}_port`, number>;
}

export type Channel = "shell" | "control" | "iopub" | "stdin" | "hb";

const channels: Channel[] = ["shell", "control", "iopub", "stdin", "hb"];

/**
 * Reads a connection file.
 *
 * @throws Error if the file is missing or incomplete, or asks for a signature scheme other than HMAC-SHA256, the only one
 * that Jupyter uses today
 */
export function readConnection(file: string | undefined): Connection {
  if (file === undefined) {
    throw new Error(
      "The kernel was started without a connection file. Jupyter starts it by its kernel.json.",
    );
  }
  const info = readJson(file);
  const scheme = info.signature_scheme ?? "hmac-sha256";
  if (scheme !== "hmac-sha256") {
    throw new Error(
      `The connection file ${file} asks for signatures of ${scheme}; this kernel knows hmac-sha256.`,
    );
  }
  const { transport = "tcp", ip, key = "" } = info;
  if (transport !== "tcp" && transport !== "ipc") {
    throw new Error(`The connection file ${file} asks for ${transport}; this kernel knows tcp and ipc.`);
  }
  const ports = channels.map((channel) => [`${channel}_port`, info[`${channel}_port`]] as const);
  const missing = [["ip", ip] as const, ...ports].find(([, value]) => value === undefined);
  if (missing !== undefined) throw new Error(`The connection file ${file} has no ${missing[0]}.`);
  const separator = transport === "ipc" ? "-" : ":";
  const address = channels.map(
    (channel) => [channel, `${transport}://${ip}${separator}${info[`${channel}_port`]}`] as const,
  );
  return {
    key: String(key),
    address: Object.fromEntries(address) as Connection["address"],
    ports: Object.fromEntries(ports) as Connection["ports"],
  };
}

function readJson(file: string): Record<string, string | number | undefined> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`The connection file ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const info = JSON.parse(text);
    if (typeof info === "object" && info !== null) return info;
  } catch {}
  throw new Error(`The connection file ${file} is not the JSON object that Jupyter writes.`);
}
