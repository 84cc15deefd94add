import type { Notebook } from "../../lib/nbformat/notebook.ts";

/** The parts of JupyterLab's application object that the tests touch. */
export interface JupyterWindow {
  /** The notebook that `openNotebook` opened. */
  notebook: NotebookPanel;
  jupyterapp: {
    restored: Promise<void>;
    commands: { execute(name: string, args?: object): Promise<NotebookPanel> };
    serviceManager: {
      contents: {
        get(path: string, options: { content: true }): Promise<{ writable: boolean; content: string }>;
      };
      sessions: { shutdown(id: string): Promise<void> };
    };
    shell: { currentWidget: NotebookPanel | null; activateById(id: string): void };
  };
}

export interface NotebookPanel {
  id: string;
  context: { ready: Promise<void>; path: string; model: { dirty: boolean } };
  sessionContext: {
    ready: Promise<void>;
    session: { id: string; kernel: { info: Promise<{ language_info: unknown }>; status: string } };
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
