import type { Page } from "playwright-core";
import type { Message } from "../../lib/kernel/protocol/message.ts";
import type { Answer } from "../kernel/test-kernel.ts";
import type { JupyterWindow, PageMessage } from "./jupyter-window.ts";

/** A kernel in a page of JupyterLite, which is asked as the page asks it. */
export class PageKernel {
  private constructor(
    private readonly page: Page,
    private readonly id: string,
  ) {}

  static async start(page: Page): Promise<PageKernel> {
    const id = await page.evaluate(async () => {
      const kernel = await window.jupyterapp.serviceManager.kernels.startNew({ name: "tslab" });
      await kernel.info;
      window.kernels ??= new Map();
      window.kernels.set(kernel.id, kernel);
      return kernel.id;
    });
    return new PageKernel(page, id);
  }

  /** Sends a request and waits for its reply and its `idle`. */
  async ask(type: string, content: Record<string, unknown>): Promise<Answer> {
    const { reply, published } = await this.page.evaluate(
      async ([id, msg_type, content]) => {
        const kernel = window.kernels!.get(id)!;
        const { clientId: session, username } = kernel;
        const date = new Date().toISOString();
        const header = { msg_id: crypto.randomUUID(), msg_type, session, username, version: "5.3", date };
        const empty = { parent_header: {}, metadata: {}, buffers: [] };
        const future = kernel.sendShellMessage({ channel: "shell", header, content, ...empty }, true, true);
        const published: PageMessage[] = [];
        future.onIOPub = (message) => published.push(message);
        return { reply: await future.done, published };
      },
      [this.id, type, content] as const,
    );
    return { reply: kernelMessage(reply), published: published.map(kernelMessage) };
  }

  execute(code: string, options: object = {}): Promise<Answer> {
    const usual = { silent: false, store_history: true, allow_stdin: true, stop_on_error: true };
    return this.ask("execute_request", { code, ...usual, user_expressions: {}, ...options });
  }

  async stop(): Promise<void> {
    await this.page.evaluate((id) => window.jupyterapp.serviceManager.kernels.shutdown(id), this.id);
  }
}

const kernelMessage = ({ header, parent_header: parent, metadata, content }: PageMessage): Message => ({
  ...{ identities: [], header, parent, metadata, content, buffers: [] },
});

/** The page's global objects: what is passed to `evaluate` runs there, not here. */
declare const window: JupyterWindow;
