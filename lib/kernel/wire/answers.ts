import type { Language } from "../typescript/language";
import type { History } from "./history";
import { kernelInfo } from "./kernel-info";
import type { Header } from "./message";
import type { CursorRequest, HistoryRequest } from "./requests";

interface AnswerParts {
  language: Language;
  history: History;
  /** The declarations of the cells so far. */
  declarations: () => string;
  interrupt: () => Promise<void>;
  publish: (type: string, content: object, parent: Header) => void;
}

type Answer = (content: never, header: Header) => object | undefined | Promise<object | undefined>;

/** The content of the reply to each request but a cell; `undefined` where there is no reply. */
export function createAnswers(parts: AnswerParts): Record<string, Answer> {
  const { language, history } = parts;
  return {
    kernel_info_request: () => kernelInfo(language.version),

    complete_request: async ({ code, cursor_pos }: CursorRequest) => {
      const { start, end, matches } = await language.complete(
        parts.declarations(),
        code,
        toUnits(code, cursor_pos),
      );
      const [cursor_start, cursor_end] = [toCharacters(code, start), toCharacters(code, end)];
      return { status: "ok", matches, cursor_start, cursor_end, metadata: {} };
    },

    inspect_request: async ({ code, cursor_pos }: CursorRequest) => {
      const text = await language.inspect(parts.declarations(), code, toUnits(code, cursor_pos));
      const data = text === undefined ? {} : { "text/plain": text };
      return { status: "ok", found: text !== undefined, data, metadata: {} };
    },

    is_complete_request: ({ code }: { code: string }) => language.isComplete(code),

    history_request: (request: HistoryRequest) => ({ status: "ok", history: history.find(request) }),

    comm_info_request: () => ({ status: "ok", comms: {} }),

    // No target is registered in this kernel, so what a client opens is closed at once.
    comm_open: ({ comm_id }: { comm_id: string }, header) => {
      parts.publish("comm_close", { comm_id, data: {} }, header);
      return undefined;
    },
    comm_msg: () => undefined,
    comm_close: () => undefined,

    interrupt_request: async () => {
      await parts.interrupt();
      return { status: "ok" };
    },

    shutdown_request: ({ restart }: { restart?: boolean }) => ({ status: "ok", restart: restart === true }),
  };
}

/** Jupyter counts characters, JavaScript UTF-16 units. */
function toUnits(code: string, characters: number): number {
  return [...code].slice(0, characters).join("").length;
}

function toCharacters(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}
