/** A client of ZeroMQ's wire protocol (ZMTP 3.0) that may break its rules, as the sockets of a library do not. */
import { connect, type Socket } from "node:net";

/** An eight-byte length follows; more frames of the same message do too. */
const large = 2;
export const more = 1;
const command = 4;

export class ZmtpClient {
  readonly socket: Socket;
  /** When the kernel has ended the connection. */
  readonly closed: Promise<void>;

  private constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.once("close", () => resolve()));
  }

  /** Connects as a ZeroMQ socket of the type `type`, such as DEALER. */
  static async connect(port: number, type: string): Promise<ZmtpClient> {
    const client = new ZmtpClient(port);
    const greeting = Buffer.alloc(64);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
    greeting.write("NULL", 12);
    const name = "Socket-Type";
    const property = [...shortText(name), 0, 0, 0, type.length, ...Buffer.from(type)];
    const ready = Buffer.from([...shortText("READY"), ...property]);
    client.socket.write(Buffer.concat([greeting, Buffer.from([command, ready.length]), ready]));
    // The kernel's greeting and its own READY.
    let received = 0;
    await new Promise<void>((resolve) => {
      client.socket.on("data", (bytes) => {
        received += bytes.length;
        if (received > greeting.length) resolve();
      });
    });
    return client;
  }

  /** Sends the head of a frame that says it has so many bytes. */
  head(flags: number, length: bigint): void {
    const bytes = Buffer.alloc(9);
    bytes[0] = flags | large;
    bytes.writeBigUInt64BE(length, 1);
    this.socket.write(bytes);
  }

  end(): void {
    this.socket.destroy();
  }
}

function shortText(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}
