import { Evaluator } from "../../kernel/protocol/evaluator.ts";
import { History } from "../../kernel/protocol/history.ts";
import { Kernel } from "../../kernel/protocol/kernel.ts";
import { type Message, type Sender, wellFormed } from "../../kernel/protocol/message.ts";
import { Stdin } from "../../kernel/protocol/stdin.ts";
import type { OwnFile } from "../worker/cells.ts";
import { CellsWorker } from "./cells-worker.ts";
import { LanguageWorker } from "./language-worker.ts";
import { startWorker } from "./worker.ts";

/** A message as JupyterLab's services have it. */
export interface LiteMessage {
  channel: "shell" | "control" | "iopub" | "stdin";
  header: Message["header"];
  parent_header: Message["parent"];
  metadata: Message["metadata"];
  content: Message["content"];
  buffers?: (ArrayBuffer | ArrayBufferView)[];
}

export interface KernelOptions {
  id: string;
  name: string;
  location: string;
  sendMessage(message: LiteMessage): void;
  /** Address of this extension's files. */
  base: string;
  language: LanguageWorker;
  Signal: new (sender: object) => { emit(value: undefined): void; connect(listener: () => void): void };
  contents: {
    get(path: string, options: { content: boolean }): Promise<StoredFile>;
    save(path: string, model: object): Promise<unknown>;
    delete(path: string): Promise<void>;
    readonly fileChanged: { connect(listener: FileListener): void; disconnect(listener: FileListener): void };
  };
}

/** A file or folder of the browser's storage. */
interface StoredFile {
  readonly type: string;
  readonly path: string;
  readonly format?: string | null;
  readonly content: unknown;
}

interface FileChange {
  readonly type: string;
  readonly oldValue: { path?: string } | null;
  readonly newValue: { path?: string } | null;
}

type FileListener = (sender: unknown, change: FileChange) => void;

/** The addresses of the site's files, as the build writes them. */
interface Site {
  modules: Record<string, string>;
  files: [path: string, url: string][];
  typescript: string;
}

declare const SITE: Site;

/** False for the site's notebooks, which cells read from the server. */
const isOwn = (path: string): boolean => /\/my_[^/]*\.ipynb$|(?<!\.ipynb)$/.test(path);

function ownFile({ path, format, content }: StoredFile): OwnFile {
  if (format === "base64")
    return [`/day/${path}`, Uint8Array.from(atob(String(content)), (c) => c.charCodeAt(0))];
  return [`/day/${path}`, typeof content === "string" ? content : JSON.stringify(content)];
}

/** The model with which JupyterLite stores a file. */
function storedFile(path: string, bytes: Uint8Array): object {
  if (path.endsWith(".ipynb"))
    return { type: "notebook", format: "json", content: JSON.parse(new TextDecoder().decode(bytes)) };
  try {
    const content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { type: "file", format: "text", content };
  } catch {
    return { type: "file", format: "base64", content: base64(bytes) };
  }
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return btoa(parts.join(""));
}

/** A part of a message as it arrives over a wire. */
const asSent = <Part extends object>(part: Part): Part => JSON.parse(wellFormed(JSON.stringify(part)));

/** Starts TypeScript, of the files at `base`. */
export function startLanguage(base: string): LanguageWorker {
  const address = (path: string) => new URL(path, base).href;
  const start = () => startWorker(address("typescript.js"), "classic");
  return new LanguageWorker(start, address("typescript-files.json"), SITE.typescript);
}

/** The `tslab` kernel in a page: the protocol here, cells and TypeScript each in a worker. It is JupyterLite's `IKernel`. */
export class LiteKernel {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly ready = Promise.resolve();
  readonly disposed: InstanceType<KernelOptions["Signal"]>;
  isDisposed = false;
  readonly #kernel: Kernel;
  readonly #evaluator: Evaluator;
  readonly #cells: CellsWorker;
  readonly #language: LanguageWorker;
  readonly #stdin: Stdin;
  readonly #shell: Sender;
  /** Files of cells that are being saved, with their contents, or removed. */
  readonly #written = new Map<string, Uint8Array | undefined>();
  /** The client that spoke last: messages without a parent go to it. */
  #session = "";

  constructor(private readonly options: KernelOptions) {
    this.id = options.id;
    this.name = options.name;
    this.location = options.location;
    this.disposed = new options.Signal(this);
    const { base } = options;
    const address = (path: string) => new URL(path, base).href;
    const start = async () => ({
      type: "start" as const,
      modules: Object.fromEntries(Object.entries(SITE.modules).map(([name, path]) => [name, address(path)])),
      files: SITE.files.map(([path, url]): [string, string] => [path, address(url)]),
      own: await this.#files(),
    });
    this.#language = options.language;
    this.#cells = new CellsWorker(start, {
      start: () => startWorker(address("cells.js"), "module"),
      output: (output) => this.#kernel.output(output),
      written: ({ path, bytes }) => void this.#save(path.replace(/^\/day\//, ""), bytes),
      restarted: () => this.#evaluator.forget(),
    });
    options.contents.fileChanged.connect(this.#changed);
    this.#evaluator = new Evaluator(this.#language, this.#cells);
    this.#shell = this.#sender("shell");
    this.#stdin = new Stdin(this.#sender("stdin"), (answer) => this.#cells.answer(answer));
    this.#kernel = new Kernel({
      cells: this.#cells,
      evaluator: this.#evaluator,
      language: this.#language,
      host: {
        name: "a browser",
        ports: {},
        usage: () => ({ status: "ok" }),
        fileNames: async () => [],
      },
      log: (text) => console.debug(`[tslab] ${text}`),
      iopub: this.#sender("iopub"),
      stdin: this.#stdin,
      history: new History(undefined),
      subscribed: Promise.resolve(),
      shutdown: () => this.dispose(),
    });
  }

  /** Does not wait for the answer: JupyterLite hands over the next message only after this one. */
  async handleMessage(message: LiteMessage): Promise<void> {
    const { header, parent_header, metadata, content, buffers = [], channel } = message;
    this.#session = header.session;
    const bytes = buffers.map((buffer) =>
      ArrayBuffer.isView(buffer)
        ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
        : new Uint8Array(buffer),
    );
    const own: Message = {
      identities: [],
      header,
      parent: parent_header,
      metadata,
      content,
      buffers: bytes as never,
    };
    if (channel === "stdin") this.#stdin.receive(own);
    else void this.#kernel.receive({ ...own, replies: this.#shell });
  }

  /** Stops the running cell. */
  interrupt(): Promise<void> {
    return this.#evaluator.interrupt();
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.options.contents.fileChanged.disconnect(this.#changed);
    this.#cells.close();
    this.#language.release();
    this.disposed.emit(undefined);
  }

  #sender(channel: LiteMessage["channel"]): Sender {
    return {
      send: ({ header, parent, metadata, content, buffers }) => {
        if (this.isDisposed) return;
        const session = (parent as Message["header"]).session ?? this.#session;
        this.options.sendMessage({
          channel,
          header: { ...header, session },
          parent_header: parent,
          metadata: asSent(metadata),
          content: asSent(content),
          buffers: buffers.map((bytes) => bytes.slice().buffer as ArrayBuffer),
        });
      },
    };
  }

  /** The learner's own files beside the notebooks, in the browser's storage: none if it cannot be read. */
  async #files(folder = "notebooks"): Promise<OwnFile[]> {
    const { contents } = this.options;
    try {
      const { content } = await contents.get(folder, { content: true });
      const files: OwnFile[] = [];
      for (const { type, path } of content as StoredFile[]) {
        if (type === "directory") files.push(...(await this.#files(path)));
        else if (isOwn(path)) files.push(ownFile(await contents.get(path, { content: true })));
      }
      return files;
    } catch {
      // Nothing can be saved either.
      return [];
    }
  }

  /** The file at a path, or all that are in the folder there. */
  async #filesAt(path: string): Promise<OwnFile[]> {
    const file = await this.options.contents.get(path, { content: true });
    return file.type === "directory" ? this.#files(path) : [ownFile(file)];
  }

  /** Gives cells a file that was uploaded, saved or renamed, and takes from them one that was removed. */
  readonly #changed: FileListener = (_, { type, oldValue, newValue }) => {
    // The worker knows what its cells have done, perhaps with later changes.
    const isOthers = (path: string | undefined): path is string =>
      path?.startsWith("notebooks/") === true && isOwn(path) && !this.#written.has(path);
    const { path: before } = oldValue ?? {};
    if (/^(delete|rename)$/.test(type) && isOthers(before)) this.#cells.remove(`/day/${before}`);
    const { path } = newValue ?? {};
    if (!isOthers(path)) return;
    // None any more if it has been removed again.
    this.#filesAt(path)
      .then((files) => {
        for (const file of files) this.#cells.add(file);
      })
      .catch(() => {});
  };

  /**
   * Saves a file that a cell has written in the browser's storage, beside the notebooks, or removes it there, unless it is an
   * exercise, which the learner may have edited; of several changes at once the last.
   */
  async #save(path: string, bytes: Uint8Array | undefined): Promise<void> {
    if (bytes === undefined && !isOwn(path)) return;
    const isSaving = this.#written.has(path);
    this.#written.set(path, bytes);
    if (isSaving) return;
    try {
      let saved: Uint8Array | undefined | null = null;
      while (saved !== this.#written.get(path)) {
        saved = this.#written.get(path);
        const { contents } = this.options;
        await (saved === undefined ? contents.delete(path) : contents.save(path, storedFile(path, saved)));
      }
    } catch (error) {
      const text = `${path} cannot be saved or removed: ${(error as Error).message}\n`;
      this.#kernel.output({ type: "stream", name: "stderr", text });
    }
    this.#written.delete(path);
  }
}
