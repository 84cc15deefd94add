/** A kernel process and a client of its sockets, as a Jupyter front end is one. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Dealer, Request, Subscriber } from "zeromq";
import { installKernelSpec } from "../../lib/kernel/kernelspec.ts";
import { createMessage, type Header, type Message } from "../../lib/kernel/protocol/message.ts";
import { decode, encode } from "../../lib/kernel/wire/frames.ts";

export const root = join(import.meta.dirname, "../..");
const key = "a key of the tests";

/** One request's answer: the reply, and what was published for it until it was idle. */
export interface Answer {
  reply: Message;
  published: Message[];
}

export class TestKernel {
  /** Signs the messages. */
  readonly key = key;
  readonly process: ChildProcess;
  /** Everything that was published, of all requests. */
  readonly published: Message[] = [];
  /** The `input_request`s of cells. */
  readonly questions: Message[] = [];
  /** The text that the kernel writes into the log of the server. */
  log = "";
  readonly #folder: string;
  readonly #sockets: { shell: Dealer; control: Dealer; stdin: Dealer; iopub: Subscriber; hb: Request };
  readonly #replies = new Map<string, (reply: Message) => void>();
  readonly #idle = new Map<string, () => void>();

  private constructor(
    process: ChildProcess,
    folder: string,
    /** As the connection file has them. */
    readonly ports: Record<string, number>,
    address: (channel: string) => string,
  ) {
    this.process = process;
    this.#folder = folder;
    const identity = "tests";
    this.#sockets = {
      shell: new Dealer({ routingId: identity, linger: 0 }),
      control: new Dealer({ routingId: identity, linger: 0 }),
      stdin: new Dealer({ routingId: identity, linger: 0 }),
      iopub: new Subscriber({ receiveHighWaterMark: 0, linger: 0 }),
      hb: new Request({ linger: 0 }),
    };
    for (const [name, socket] of Object.entries(this.#sockets)) {
      socket.connect(address(name));
    }
    this.#sockets.iopub.subscribe();
    void this.#read(this.#sockets.iopub);
    void this.#read(this.#sockets.shell);
    void this.#read(this.#sockets.control);
    void this.#read(this.#sockets.stdin);
    process.stderr?.setEncoding("utf8").on("data", (text) => {
      this.log += text;
    });
  }

  /** Starts the kernel that `kernel.json` names, in `cwd`, as Jupyter does. `spec` is the folder of another project's. */
  static async start(
    options: { cwd?: string; env?: NodeJS.ProcessEnv; transport?: "tcp" | "ipc"; spec?: string } = {},
  ): Promise<TestKernel> {
    const { cwd = join(root, "notebooks"), env = process.env, transport = "tcp", spec } = options;
    const folder = mkdtempSync(join(tmpdir(), "kernel-"));
    if (spec === undefined) installKernelSpec(folder);
    const names = ["shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"];
    const ports = await freePorts(names);
    const connection = join(folder, "connection.json");
    const ip = transport === "tcp" ? "127.0.0.1" : join(folder, "ipc");
    writeFileSync(connection, JSON.stringify({ transport, ip, key, ...ports }));
    const address = (channel: string) =>
      `${transport}://${ip}${transport === "tcp" ? ":" : "-"}${ports[`${channel}_port`]}`;
    const { argv } = JSON.parse(readFileSync(join(spec ?? folder, "kernel.json"), "utf8"));
    const [command, ...rest] = argv.map((word: string) => word.replace("{connection_file}", connection));
    const child = spawn(command, rest, {
      cwd,
      env: { TSLAB_HISTORY: "", ...env },
      stdio: ["ignore", "inherit", "pipe"],
    });
    const kernel = new TestKernel(child, folder, ports, address);
    await kernel.#connected();
    return kernel;
  }

  /** Sends a request and waits for its reply and its `idle`. */
  async ask(type: string, content: object, channel: "shell" | "control" = "shell"): Promise<Answer> {
    const message = createMessage(type, content);
    const id = message.header.msg_id;
    const reply = new Promise<Message>((resolve) => this.#replies.set(id, resolve));
    const idle = new Promise<void>((resolve) => this.#idle.set(id, resolve));
    await this.send(encode(message, key), channel);
    const late = new Promise<never>((_, reject) => {
      const error = new Error(
        `Waited five minutes for the kernel to be idle after ${JSON.stringify({ type, ...content })}.`,
      );
      setTimeout(reject, 300_000, error).unref();
    });
    await Promise.race([idle, late]);
    const published = this.published.filter(({ parent }) => parent.msg_id === id);
    return { reply: await reply, published };
  }

  execute(code: string, options: object = {}): Promise<Answer> {
    return this.ask("execute_request", { code, ...options });
  }

  /** Types an answer to a question. */
  answer(question: Message, content: object): Promise<void> {
    return this.send(encode(createMessage("input_reply", content, question.header as Header), key), "stdin");
  }

  async send(frames: (string | Buffer)[], channel: "shell" | "control" | "stdin" = "shell"): Promise<void> {
    await this.#sockets[channel].send(frames);
  }

  /** Waits until a cell has printed `text`, after the first `from` messages. */
  async heard(text: string, from = 0): Promise<void> {
    await until(
      () => this.published.slice(from).some(({ content }) => String(content.text ?? "").includes(text)),
      `${JSON.stringify(text)} in a stream`,
    );
  }

  async heartbeat(): Promise<string> {
    await this.#sockets.hb.send("ping");
    const [answer] = await this.#sockets.hb.receive();
    return String(answer);
  }

  /** Ends the kernel if it is not over, and the client. */
  async stop(): Promise<void> {
    const over = this.ended();
    this.process.kill("SIGKILL");
    await over;
    for (const socket of Object.values(this.#sockets)) socket.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The exit code, or the signal, once the process is over. */
  ended(): Promise<number | string | null> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return Promise.resolve(exitCode ?? signalCode);
    return new Promise((resolve) => this.process.once("exit", (code, signal) => resolve(code ?? signal)));
  }

  /** A subscription takes a moment; what is published before is not heard. */
  async #connected(): Promise<void> {
    for (;;) {
      const heard = await Promise.race([
        this.ask("kernel_info_request", {}).then(
          () => true,
          () => false,
        ),
        new Promise((resolve) => setTimeout(resolve, 200, false)),
      ]);
      if (heard) return;
      if (this.process.exitCode !== null) throw new Error(`The kernel ended with ${this.process.exitCode}.`);
    }
  }

  async #read(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = decode(frames as Buffer[], key);
      const id = String(message.parent.msg_id);
      if (socket === this.#sockets.stdin) this.questions.push(message);
      else if (socket !== this.#sockets.iopub) this.#replies.get(id)?.(message);
      else {
        this.published.push(message);
        if (message.header.msg_type === "status" && message.content.execution_state === "idle")
          this.#idle.get(id)?.();
      }
    }
  }
}

/** The text of a stream, joined. */
export function streamText({ published }: Answer, name: "stdout" | "stderr" = "stdout"): string {
  const streams = published.filter(
    ({ header, content }) => header.msg_type === "stream" && content.name === name,
  );
  return streams.map(({ content }) => content.text).join("");
}

/** The contents of the messages of a type. */
export function contents({ published }: Answer, type: string): Message["content"][] {
  return published.filter(({ header }) => header.msg_type === type).map(({ content }) => content);
}

/** Text without its colours. */
export function plain(text: string): string {
  return stripVTControlCharacters(text);
}

/** The text of the value that a cell ended with. */
export function resultText(answer: Answer): string | undefined {
  const [result] = contents(answer, "execute_result") as { data: Record<string, string> }[];
  return result?.data["text/plain"];
}

/** Waits for something that happens in another process. The limit is generous: a machine of CI may be slow and busy. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited two minutes for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Ports that nobody listens on, by name. */
export async function freePorts(names: string[]): Promise<Record<string, number>> {
  const servers = await Promise.all(
    names.map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]]));
}
