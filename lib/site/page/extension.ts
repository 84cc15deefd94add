/**
 * The JupyterLite extension with the `tslab` kernel. JupyterLite loads this script, which registers itself as a module of
 * webpack's federation: `init` receives the modules that the page shares, `get` returns one of this extension's.
 */
import { improveContents } from "./contents.ts";
import { type KernelOptions, LiteKernel, startLanguage } from "./lite-kernel.ts";
import { isStorageKept } from "./storage.ts";

type Factory<T = unknown> = () => T;
/** By package and version, how to load it. */
type ShareScope = Record<string, Record<string, { get: () => Promise<Factory> }>>;

interface LiteServices {
  IKernelSpecs: object;
  IKernelClient: object;
}

interface KernelSpecs {
  register(kernel: { spec: object; create: (options: KernelOptions) => Promise<LiteKernel> }): void;
}

interface Application {
  restored: Promise<void>;
  serviceManager: { contents: KernelOptions["contents"] };
}

interface Apputils {
  Notification: { warning(text: string, options: { autoClose: false }): void };
}

declare const window: Parameters<typeof isStorageKept>[0] & { _JUPYTERLAB?: Record<string, object> };
declare const document: { currentScript: { src: string } | null };
/** The name that JupyterLite knows the extension by. */
declare const EXTENSION: string;

const base = new URL(".", document.currentScript!.src).href;
let shared: ShareScope = {};
/** All kernels of the page share it. It takes longest to start, so it starts with the page. */
const language = startLanguage(base);

async function sharedModule<T>(name: string): Promise<T> {
  const [version] = Object.keys(shared[name] ?? {});
  if (version === undefined) throw new Error(`JupyterLite does not share ${name}`);
  return (await shared[name][version].get())() as T;
}

async function warnIfNothingIsKept(app: Application): Promise<void> {
  if (await isStorageKept(window)) return;
  // JupyterLab shows no notification from before that.
  await app.restored;
  const { Notification } = await sharedModule<Apputils>("@jupyterlab/apputils");
  // JupyterLab truncates texts of more than 140 characters.
  const text =
    "This browser keeps nothing: changes are lost when you close or reload the page. Notebooks run, and File > Download keeps a copy.";
  Notification.warning(text, { autoClose: false });
}

const extension = async (): Promise<Factory> => {
  const { IKernelSpecs, IKernelClient } = await sharedModule<LiteServices>("@jupyterlite/services");
  const { Signal } = await sharedModule<{ Signal: KernelOptions["Signal"] }>("@lumino/signaling");
  const kernels = new Map<string, LiteKernel>();
  const plugin = {
    id: `${EXTENSION}:kernel`,
    autoStart: true,
    requires: [IKernelSpecs, IKernelClient],
    activate: (app: Application, specs: KernelSpecs, client: { interrupt(id: string): Promise<void> }) => {
      specs.register({
        spec: {
          name: "tslab",
          display_name: "TypeScript",
          language: "typescript",
          argv: [],
          resources: {},
        },
        create: async (options) => {
          const { contents } = app.serviceManager;
          const kernel = new LiteKernel({ ...options, base, language, Signal, contents });
          kernels.set(options.id, kernel);
          kernel.disposed.connect(() => kernels.delete(options.id));
          return kernel;
        },
      });
      // JupyterLite itself only drops the waiting cells.
      const forget = client.interrupt.bind(client);
      client.interrupt = async (id) => {
        await forget(id);
        await kernels.get(id)?.interrupt();
      };
      improveContents(app.serviceManager.contents);
      void warnIfNothingIsKept(app);
    },
  };
  return () => ({ __esModule: true, default: [plugin] });
};

window._JUPYTERLAB ??= {};
window._JUPYTERLAB[EXTENSION] = {
  init: (scope: ShareScope) => {
    shared = scope;
  },
  get: extension,
};
