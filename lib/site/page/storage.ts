/**
 * Storage in a browser that refuses it, because cookies are blocked for instance. JupyterLab does not open if `localStorage`
 * throws, so it is replaced by one in memory before JupyterLab starts. If IndexedDB is refused as well, JupyterLite keeps files and
 * settings there too.
 */

/** The storages of a page, each possibly a getter that throws. */
interface Storages {
  readonly localStorage: Pick<MemoryStorage, "getItem">;
  readonly sessionStorage: Pick<MemoryStorage, "getItem">;
}

/** IndexedDB, as far as this file uses it. */
interface Databases {
  open(name: string): {
    onsuccess: (() => void) | null;
    onerror: (() => void) | null;
    readonly result: { close(): void };
  };
  deleteDatabase(name: string): void;
}

/** Name of a database that is opened and deleted, to see whether it can be. */
const probe = "keras-day-probe";

/** A `Storage` that lasts as long as the page. */
export class MemoryStorage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(String(key)) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(String(key), String(value));
  }

  removeItem(key: string): void {
    this.#items.delete(String(key));
  }

  clear(): void {
    this.#items.clear();
  }
}

/** Replaces each storage that cannot be read. A full one can be read, and holds files. */
export function replaceRefused(page: Storages): void {
  for (const name of ["localStorage", "sessionStorage"] as const) {
    try {
      page[name].getItem("");
    } catch {
      Object.defineProperty(page, name, { value: new MemoryStorage(), configurable: true });
    }
  }
}

/** False if changes are lost with the page, because neither IndexedDB nor `localStorage` works. */
export async function isStorageKept(page: Storages & { readonly indexedDB?: Databases }): Promise<boolean> {
  // JupyterLite uses the first of the two that works.
  const hasDatabase = new Promise<boolean>((resolve) => {
    const databases = page.indexedDB!;
    const request = databases.open(probe);
    request.onerror = () => resolve(false);
    request.onsuccess = () => {
      request.result.close();
      databases.deleteDatabase(probe);
      resolve(true);
    };
  });
  if (await hasDatabase.catch(() => false)) return true;
  // Not `instanceof`: the script that has replaced it is a bundle with a class of its own.
  return page.localStorage.constructor.name !== MemoryStorage.name;
}
