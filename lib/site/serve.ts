import { createReadStream, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";

const types: Record<string, string> = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html",
  ".ico": "image/x-icon",
  ".ipynb": "application/json",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Serves a folder on the loopback interface, compressed as hosts of static pages do, with the headers of cross-origin isolation.
 *
 * @param port 0: a free one
 */
export async function serveSite(folder: string, port = 0): Promise<{ address: string; server: Server }> {
  const server = createServer((request, response) => {
    const file = requested(folder, request.url ?? "/");
    if (file === undefined) {
      response.writeHead(400).end();
      return;
    }
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}"`;
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return;
    }
    const type = types[extname(file)] ?? "application/octet-stream";
    const isZipped = /gzip/.test(request.headers["accept-encoding"] ?? "") && !/image\/png|woff2/.test(type);
    response.writeHead(200, {
      "content-type": type,
      etag,
      "cache-control": "no-cache", // asks whether it has changed
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      ...(isZipped ? { "content-encoding": "gzip" } : {}),
    });
    const content = createReadStream(file).on("error", () => response.destroy());
    (isZipped ? content.pipe(createGzip({ level: 6 })) : content).pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/lab/index.html`, server };
}

/** The file that a request asks for, in a folder its index; undefined if the address is malformed. */
function requested(folder: string, url: string): string | undefined {
  try {
    const { pathname } = new URL(url, "http://127.0.0.1");
    const file = join(folder, normalize(decodeURIComponent(pathname)));
    return statSync(file, { throwIfNoEntry: false })?.isDirectory() ? join(file, "index.html") : file;
  } catch {
    return undefined;
  }
}
