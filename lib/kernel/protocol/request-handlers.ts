import type { Completions, Language } from "../typescript/language.ts";
import type { Evaluator } from "./evaluator.ts";
import type { History } from "./history.ts";
import { kernelInfo } from "./kernel-info.ts";
import type { Message } from "./message.ts";
import type { OpenComms } from "./open-comms.ts";
import type { CursorRequest, HistoryRequest } from "./requests.ts";

/** The machine and runtime of the kernel, as its replies describe them. */
export interface Host {
  /** For the banner: `"Node 24.1.0"`. */
  name: string;
  /** The content of a `connect_reply`. */
  ports: object;
  /** The content of a `usage_reply`. */
  usage(): object;
  /** The names of the files and folders that complete a path. */
  fileNames(path: string): Promise<string[]>;
}

interface HandlerParts {
  language: Language;
  evaluator: Evaluator;
  history: History;
  comms: OpenComms;
  host: Host;
}

type Handler = (content: never, request: Message) => object | undefined | Promise<object | undefined>;

/** By message type, the handler of every request but `execute_request`. It returns the content of the reply, if there is one. */
export function requestHandlers({
  language,
  evaluator,
  history,
  comms,
  host,
}: HandlerParts): Map<string, Handler> {
  const comm: Handler = async (_content, request) => {
    await comms.receive(request);
    return undefined;
  };
  return new Map<string, Handler>([
    ["kernel_info_request", () => kernelInfo(language.version, host.name)],

    [
      "complete_request",
      async ({ code, cursor_pos }: CursorRequest) => {
        const position = toUnits(code, cursor_pos);
        const completions = await language.complete(evaluator.declarations, code, position);
        const { matches, start, end } = await withValues(completions, code, position, evaluator, host);
        const [cursor_start, cursor_end] = [toCharacters(code, start), toCharacters(code, end)];
        return {
          status: "ok",
          matches: matches.map(({ text }) => text),
          cursor_start,
          cursor_end,
          // As ipykernel does: JupyterLab shows an icon for the type.
          metadata: {
            _jupyter_types_experimental: matches.map(({ text, kind }) => ({
              text,
              type: kind,
              start: cursor_start,
              end: cursor_end,
            })),
          },
        };
      },
    ],

    [
      "inspect_request",
      async ({ code, cursor_pos }: CursorRequest) => {
        const text = await language.inspect(evaluator.declarations, code, toUnits(code, cursor_pos));
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

    ["connect_request", () => ({ status: "ok", ...host.ports })],

    ["debug_request", debugReply],

    ["usage_request", () => host.usage()],

    // There are none, as `kernel_info_reply` says.
    ["create_subshell_request", () => notImplemented("This kernel has no subshells.")],
    ["delete_subshell_request", () => notImplemented("This kernel has no subshells.")],
    ["list_subshell_request", () => ({ status: "ok", subshell_id: [] })],

    [
      "interrupt_request",
      async () => {
        await evaluator.interrupt();
        return { status: "ok" };
      },
    ],

    [
      "shutdown_request",
      ({ restart }: { restart?: boolean }) => ({ status: "ok", restart: restart === true }),
    ],
  ]);
}

/** Adds what TypeScript does not know: the members of an `any`, and the names of files. */
async function withValues(
  completions: Completions,
  code: string,
  position: number,
  evaluator: Evaluator,
  host: Host,
): Promise<Completions> {
  const { start, end, untyped, textStart } = completions;
  const added = (texts: string[], kind: string) => texts.map((text) => ({ text, kind }));
  if (untyped !== undefined) {
    const members = await evaluator.members(untyped);
    // Keys with quotes or line breaks are left out: they may need a backslash.
    const fitting = /["'`]/.test(code[start - 1]) ? /^[^"'`\\\n\r]*$/ : /^[A-Za-z_$][\w$]*$/;
    const typed = code.slice(start, position);
    const found = members.filter((name) => name.startsWith(typed) && fitting.test(name)).sort();
    return { ...completions, matches: added(found, "property") };
  }
  if (textStart === undefined) return completions;
  const path = code.slice(textStart, position);
  const matches = added(await host.fileNames(path), "path");
  return { start: position - path.length + path.lastIndexOf("/") + 1, end, matches };
}

/** The name that a cell like `Dense?` or `?Dense` asks about, as in IPython. Neither is valid TypeScript. */
export function helpName(code: string): string | undefined {
  const asked = /^\s*(?:\?{1,2}\s*(?<before>[\w$.]+)|(?<after>[\w$.]+)\s*\?{1,2})\s*$/.exec(code);
  return asked?.groups?.before ?? asked?.groups?.after;
}

/** There is no debugger, as `kernel_info_reply` says. The reply follows both the Debug Adapter Protocol and Jupyter's. */
function debugReply({ seq = 0, command = "" }: { seq?: number; command?: string }): object {
  const message = "This kernel has no debugger.";
  const body = { error: { id: 1, format: message } };
  const response = { type: "response", seq: 0, request_seq: seq, success: false, command, message, body };
  return { ...response, ...notImplemented(message) };
}

function notImplemented(message: string): object {
  return { status: "error", ename: "NotImplementedError", evalue: message, traceback: [message] };
}

/** Jupyter counts characters, JavaScript UTF-16 units. */
function toUnits(code: string, characters: number): number {
  return [...code].slice(0, characters).join("").length;
}

function toCharacters(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}
