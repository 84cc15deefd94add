import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fromArguments, isPlainObject, received, ValueError } from "../errors.ts";
import { replaceFile } from "../files.ts";

export interface GetFileOptions {
  /** Address of the file, `origin: "https://…"`. */
  origin: string;
  /** The file's name in the cache, `fname: "data.csv"`; default: the last part of `origin`. */
  fname?: string | null;
  /** SHA-256 or MD5 of the file, in hexadecimal digits, `fileHash: "9c1185a5c5…"`; default none. */
  fileHash?: string | null;
  /** A folder in the cache, `cacheSubdir: "models"`; default `"datasets"`. */
  cacheSubdir?: string;
  /** `cacheDir: "data"`; default: `KERAS_HOME`, or `.keras` in the home folder. */
  cacheDir?: string | null;
  /** Download the file even if it is in the cache, default false. */
  forceDownload?: boolean;
}

/**
 * The path of a file in Keras' cache, which is downloaded first if it is missing.
 *
 * Porting note: archives are not unpacked.
 *
 * @param args options, or `fname` and `origin` before them
 * @throws ValueError for more arguments without a name, if the file is neither in the cache nor on the network, and if its hash is another
 *
 * @example
 * const path = await utils.getFile({ origin: "https://example.org/data.csv" }).catch((error) => error.message);
 */
export async function getFile(
  ...args:
    | [options: GetFileOptions]
    | [fname: string | null, originOrOptions: string | GetFileOptions]
    | [fname: string | null, origin: string, options: Omit<GetFileOptions, "origin">]
): Promise<string> {
  // Keras' third argument is `untar`.
  if (args.length > 3 || (args.length === 3 && !isPlainObject(args[2]))) {
    throw new ValueError(
      "Expected the arguments of getFile after `fname` and `origin` by name: getFile(fname, origin, { fileHash }). " +
        `Received: ${received(args[2])}`,
    );
  }
  const { origin, fname, fileHash, cacheSubdir, cacheDir, forceDownload } = fromArguments<GetFileOptions>(
    "getFile",
    args,
    {
      fname: null,
      origin: "",
      fileHash: null,
      cacheSubdir: "datasets",
      cacheDir: null,
      forceDownload: false,
    },
  );
  if (!URL.canParse(origin)) {
    throw new ValueError(
      `Please specify the \`origin\` argument (URL of the file to download). Received: origin=${JSON.stringify(origin)}`,
    );
  }
  const name = fname ?? basename(new URL(origin).pathname);
  if (name === "" || name !== basename(name) || name === "..") {
    throw new ValueError(
      "Paths are no longer accepted as the `fname` argument. To specify the file's parent directory, use the `cacheDir` " +
        `argument. Received: fname=${JSON.stringify(name)}`,
    );
  }
  const cache = cacheDir ?? (process.env.KERAS_HOME || join(homedir(), ".keras"));
  const path = join(cache, cacheSubdir ?? "", name);
  if (existsSync(path) && !forceDownload) {
    if (fileHash == null || (await hashOf(path, fileHash)) === fileHash) return path;
    process.stdout.write(
      "A local file was found, but it seems to be incomplete or outdated because the auto file hash does not match the " +
        `original value of ${fileHash} so we will re-download the data.\n`,
    );
  }
  await download(origin, path, fileHash ?? null);
  return path;
}

async function download(origin: string, path: string, hash: string | null): Promise<void> {
  process.stdout.write(`Downloading data from ${origin}\n`);
  const failed = (why: string) => {
    return new ValueError(
      `URL fetch failure on ${origin}: ${why}. Without a network put the file there yourself: '${path}'.`,
    );
  };
  await replaceFile(path, async (part) => {
    const response = await fetch(origin).catch((error) => {
      throw failed(error.cause?.message ?? error.message);
    });
    if (!response.ok || response.body === null) throw failed(`${response.status} ${response.statusText}`);
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(part)).catch((error) => {
      throw failed(error.message);
    });
    if (hash !== null && (await hashOf(part, hash)) !== hash) {
      throw new ValueError(
        `Incomplete or corrupted file detected. The auto file hash does not match the provided value of ${hash}.`,
      );
    }
  });
}

/** The hash of a file; its length tells the algorithm. */
async function hashOf(path: string, like: string): Promise<string> {
  const hash = createHash(like.length === 64 ? "sha256" : "md5");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
