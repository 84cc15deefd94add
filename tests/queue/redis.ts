/** A Redis of its own for a test: on a free port, with its files in a temporary folder. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why there is no Redis for tests, or false. */
export const noRedis =
  spawnSync("redis-server", ["--version"]).status === 0
    ? false
    : "redis-server is not installed (sudo apt-get install redis-server)";

export class TestRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), "keras-day-redis-"));
  #server: ChildProcess | undefined;
  port = 0;

  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** @param more arguments of redis-server */
  async start(...more: string[]): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    const files = ["--dir", this.#folder, "--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    const address = ["--port", String(this.port), "--bind", "127.0.0.1"];
    this.#server = spawn("redis-server", [...address, ...files, ...more]);
    for await (const data of this.#server.stdout!)
      if (String(data).includes("Ready to accept connections")) break;
    this.#server.stdout!.resume();
  }

  /** Kills it as a crash or power failure would. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Makes a certificate for `localhost`, and gives the arguments of redis-server for TLS with it. */
export function selfSigned(folder: string): { certificate: string; args: string[] } {
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const made = spawnSync("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", certificate]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
  return { certificate, args: [...files, "--tls-auth-clients", "no"] };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
