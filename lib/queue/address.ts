import { UserError } from "../setup/user-error.mjs";

/** The address of a Redis server. */
export interface QueueAddress {
  host: string;
  port: number;
  db: number;
  username?: string;
  password?: string;
  tls: boolean;
  /** The address without user and password, for messages. */
  shown: string;
}

const EXPECTED = "redis://host:6379, or with TLS, user and password rediss://user:password@host:6379/0";

/**
 * Parses the address of a queue. Its messages never contain it, since it may hold a password.
 *
 * @param text `redis://` or, with TLS, `rediss://`; a percent sign, slash or @ in a password is percent-encoded
 * @throws UserError if it is not such an address
 *
 * @example parseAddress("rediss://:secret@example.org").shown // "rediss://example.org:6379"
 */
export function parseAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const db = /^\/?(\d*)$/.exec(url?.pathname ?? "?")?.[1];
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === "" || db === undefined || url.search)
    throw new UserError(`The address of the queue is not valid: expected ${EXPECTED}.`);
  const port = Number(url.port || 6379);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    db: Number(db),
    username: decoded(url.username),
    password: decoded(url.password),
    tls: url.protocol === "rediss:",
    shown: `${url.protocol}//${url.hostname}:${port}${Number(db) > 0 ? `/${db}` : ""}`,
  };
}

function decoded(text: string): string | undefined {
  try {
    return text === "" ? undefined : decodeURIComponent(text);
  } catch {
    throw new UserError(
      "The user or password in the address of the queue has a percent sign that encodes nothing: write it as %25.",
    );
  }
}
