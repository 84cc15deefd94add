import type { Header, Message } from "../../lib/kernel/protocol/message.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";

/** The parts of JupyterLab's application object that the tests touch. */
export interface JupyterWindow {
  /** Kernels without a notebook, by id. */
  kernels?: Map<string, KernelConnection>;
  /** The notebook that `openNotebook` opened. */
  notebook: NotebookPanel;
  jupyterapp: {
    restored: Promise<void>;
    commands: { execute(name: string, args?: object): Promise<NotebookPanel> };
    serviceManager: {
      contents: {
        get(
          path: string,
          options: { content: true },
        ): Promise<{ writable: boolean; content: string | { name: string }[] }>;
        save(path: string, file: object): Promise<unknown>;
        delete(path: string): Promise<void>;
      };
      sessions: { shutdown(id: string): Promise<void> };
      kernels: {
        startNew(options: { name: string }): Promise<KernelConnection>;
        shutdown(id: string): Promise<void>;
      };
    };
    shell: { currentWidget: NotebookPanel | null; activateById(id: string): void };
  };
}

export interface NotebookPanel {
  id: string;
  context: { ready: Promise<void>; path: string; model: { dirty: boolean } };
  sessionContext: {
    ready: Promise<void>;
    session: {
      id: string;
      kernel: {
        info: Promise<{ language_info: unknown }>;
        status: string;
        requestExecute(content: { code: string }): { done: Promise<unknown> };
      };
    };
  };
  content: {
    model: { toJSON(): Notebook };
    activeCellIndex: number;
    /** Its cells; only those of code have a count. */
    widgets: { model: { type: string; executionCount?: number | null } }[];
    scrollToItem(index: number): Promise<void>;
  };
  close(): void;
  isDisposed: boolean;
}

export interface KernelConnection {
  readonly id: string;
  readonly clientId: string;
  readonly username: string;
  readonly info: Promise<unknown>;
  sendShellMessage(
    message: PageMessage & { channel: "shell" },
    expectsReply: true,
    disposesOnDone: true,
  ): { onIOPub: (message: PageMessage) => void; done: Promise<PageMessage> };
}

/** A message as JupyterLab's services have it. */
export interface PageMessage {
  header: Header;
  parent_header: Message["parent"];
  metadata: Message["metadata"];
  content: Message["content"];
  buffers: never[];
}
