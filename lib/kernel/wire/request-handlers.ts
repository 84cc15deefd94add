import type { Language } from "../typescript/language.ts";
import type { Connection } from "./connection.ts";
import { helpName } from "./help.ts";
import type { History } from "./history.ts";
import { kernelInfo } from "./kernel-info.ts";
import type { Message } from "./message.ts";
import type { OpenComms } from "./open-comms.ts";
import type { CursorRequest, HistoryRequest } from "./requests.ts";

interface AnswerParts {
  language: Language;
  history: History;
  comms: OpenComms;
  ports: Connection["ports"];
  /** The declarations of the cells so far. */
  declarations: () => string;
  interrupt: () => Promise<void>;
}

type Answer = (content: never, request: Message) => object | undefined | Promise<object | undefined>;

/** The content of the reply to each request but a cell, by type; `undefined` where there is no reply. */
export function requestHandlers(parts: AnswerParts): Map<string, Answer> {
  const { language, history, comms } = parts;
  const comm: Answer = async (_content, request) => {
    await comms.receive(request);
    return undefined;
  };
  return new Map<string, Answer>([
    ["kernel_info_request", () => kernelInfo(language.version)],

    [
      "complete_request",
      async ({ code, cursor_pos }: CursorRequest) => {
        const { start, end, matches } = await language.complete(
          parts.declarations(),
          code,
          toUnits(code, cursor_pos),
        );
        const [cursor_start, cursor_end] = [toCharacters(code, start), toCharacters(code, end)];
        return { status: "ok", matches, cursor_start, cursor_end, metadata: {} };
      },
    ],

    [
      "inspect_request",
      async ({ code, cursor_pos }: CursorRequest) => {
        const text = await language.inspect(parts.declarations(), code, toUnits(code, cursor_pos));
        const data = text === undefined ? {} : { "text/plain": text };
        return { status: "ok", found: text !== undefined, data, metadata: {} };
      },
    ],

    [
      "is_complete_request",
      ({ code }: { code: string }) =>
        helpName(code) === undefined ? language.isComplete(code) : { status: "complete" },
    ],

    ["history_request", (request: HistoryRequest) => ({ status: "ok", history: history.find(request) })],

    ["comm_info_request", ({ target_name }: { target_name?: string }) => comms.info(target_name)],
    ["comm_open", comm],
    ["comm_msg", comm],
    ["comm_close", comm],

    ["connect_request", () => ({ status: "ok", ...parts.ports })],

    ["debug_request", debugAnswer],

    [
      "interrupt_request",
      async () => {
        await parts.interrupt();
        return { status: "ok" };
      },
    ],

    [
      "shutdown_request",
      ({ restart }: { restart?: boolean }) => ({ status: "ok", restart: restart === true }),
    ],
  ]);
}

/** No debugger, as `kernel_info_reply` says, in the words of the Debug Adapter Protocol and of Jupyter's. */
function debugAnswer({ seq = 0, command = "" }: { seq?: number; command?: string }): object {
  const message = "This kernel has no debugger.";
  const body = { error: { id: 1, format: message } };
  const response = { type: "response", seq: 0, request_seq: seq, success: false, command, message, body };
  return {
    ...response,
    status: "error",
    ename: "NotImplementedError",
    evalue: message,
    traceback: [message],
  };
}

/** Jupyter counts characters, JavaScript UTF-16 units. */
function toUnits(code: string, characters: number): number {
  return [...code].slice(0, characters).join("").length;
}

function toCharacters(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}
