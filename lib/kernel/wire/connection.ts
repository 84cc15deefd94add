import { readFileSync } from "node:fs";

/** Where the kernel listens, from the file that Jupyter writes for it. */
export interface Connection {
  /** Signs every message; empty: none is signed. */
  key: string;
  /** The address of each socket, such as `tcp://127.0.0.1:5555`. */
  address: Record<Channel, string>;
}

export type Channel = "shell" | "control" | "iopub" | "stdin" | "hb";

/**
 * Reads a connection file.
 *
 * @throws Error if it asks for a signature that is not HMAC-SHA256, the only one Jupyter writes today.
 */
export function readConnection(file: string): Connection {
  const info = JSON.parse(readFileSync(file, "utf8")) as Record<string, string | number | undefined>;
  const scheme = info.signature_scheme ?? "hmac-sha256";
  if (scheme !== "hmac-sha256") {
    throw new Error(
      `The connection file ${file} asks for signatures of ${scheme}; this kernel knows hmac-sha256.`,
    );
  }
  const separator = info.transport === "ipc" ? "-" : ":";
  const address = (channel: Channel) =>
    `${info.transport}://${info.ip}${separator}${info[`${channel}_port`]}`;
  return {
    key: String(info.key ?? ""),
    address: {
      shell: address("shell"),
      control: address("control"),
      iopub: address("iopub"),
      stdin: address("stdin"),
      hb: address("hb"),
    },
  };
}
