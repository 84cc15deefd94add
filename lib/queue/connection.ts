import { debuglog } from "node:util";
import { UserError } from "../setup/user-error.mjs";
import { parseAddress, type QueueAddress } from "./address.ts";
import { loadIoredis, type Redis } from "./packages.ts";

export const debug = debuglog("keras-day:queue");

/** Milliseconds until a server that does not answer counts as unreachable. */
const CONNECT_TIMEOUT = 10_000;
/** Milliseconds without an answer until a connection counts as lost. The largest message, 256 MB, takes so long at 7 Mbit/s. */
const SOCKET_TIMEOUT = 300_000;
/** Milliseconds between two attempts to reach a server that has gone. */
const RETRY = 500;

/** A server that was checked, and how to connect to it. */
export interface Server {
  shown: string;
  /** Sentences about its configuration. */
  warnings: string[];
  /** A connection that waits for the server to come back whenever it is gone, until `signal` is aborted. */
  connect(signal?: AbortSignal): Redis;
}

/**
 * Connects to a queue's server and checks that it keeps what it is given.
 *
 * @param address such as `redis://host:6379`
 * @throws UserError if it cannot be reached, is too old, or may drop jobs when its memory is full
 */
export async function openServer(address: string): Promise<Server> {
  const parsed = parseAddress(address);
  const { Redis } = await loadIoredis();
  const { shown, ...options } = settings(parsed);
  const first = new Redis({
    ...options,
    lazyConnect: true,
    socketTimeout: CONNECT_TIMEOUT,
    retryStrategy: () => null,
  });
  let failure: unknown;
  first.on("error", (error) => {
    failure = error;
  });
  let info: string;
  try {
    await first.connect();
    info = await first.info();
  } catch (error) {
    throw unreachable(shown, failure ?? error);
  } finally {
    first.disconnect();
  }
  return {
    shown,
    warnings: checkServer(shown, info),
    connect(signal) {
      const redis = new Redis({
        ...options,
        maxRetriesPerRequest: null,
        socketTimeout: SOCKET_TIMEOUT,
        retryStrategy: () => (signal?.aborted ? null : RETRY),
      });
      redis.on("error", (error) => debug("%s", String(error)));
      return redis;
    },
  };
}

function settings({ shown, host, port, db, username, password, tls }: QueueAddress) {
  return {
    shown,
    host,
    port,
    db,
    username,
    password,
    connectTimeout: CONNECT_TIMEOUT,
    // An empty object means TLS, with the certificate authorities that Node knows (NODE_EXTRA_CA_CERTS adds to them).
    ...(tls ? { tls: {} } : {}),
  };
}

function unreachable(shown: string, error: unknown): UserError {
  const { code, message = "" } = error as NodeJS.ErrnoException;
  if (/WRONGPASS|NOAUTH|AUTH/.test(message))
    return new UserError(
      `The queue ${shown} refuses the user or the password: give them as in redis://user:password@host:6379.`,
    );
  if (/NOPERM/.test(message))
    return new UserError(`The queue ${shown} does not let this user do what a queue needs: allow it +@all.`);
  const reason = code ?? (/timed? ?out/i.test(message) ? "ETIMEDOUT" : "it closed the connection");
  return new UserError(
    `The queue ${shown} cannot be reached (${reason}): check that Redis runs there, its address, and whether it expects TLS (rediss://).`,
  );
}

/**
 * Reads the answer to Redis' command INFO.
 *
 * @returns warnings
 * @throws UserError if the server cannot serve as a queue
 */
export function checkServer(shown: string, info: string): string[] {
  const fields = new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value]));
  const version = fields.get("valkey_version") ?? fields.get("redis_version") ?? "of unknown version";
  if (!(Number.parseInt(version, 10) >= 7))
    throw new UserError(`The queue ${shown} is Redis ${version}: Redis 7 or newer, or Valkey, is needed.`);
  const policy = fields.get("maxmemory_policy");
  if (policy !== "noeviction")
    throw new UserError(
      `The queue ${shown} drops jobs when its memory is full: its maxmemory-policy is ${policy} and has to be noeviction (redis-cli config set maxmemory-policy noeviction).`,
    );
  return fields.get("aof_enabled") === "1"
    ? []
    : [
        `The queue ${shown} keeps nothing when Redis is restarted, since appendonly is off: jobs would start anew.`,
      ];
}
