import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Project } from "../project.ts";
import { PREFIX } from "./keys.ts";
import type { Redis } from "./packages.ts";

/** Milliseconds between two heartbeats, and until a member without one counts as gone. */
export const HEARTBEAT = 3000;
const MEMBER_TTL_MS = 10_000;

/** A worker, or a program that waits for results, as it announces itself. */
export interface Member {
  name: string;
  project: Project;
  /** The kinds of jobs that it does or waits for. */
  kinds: string[];
  /** Jobs that it does at once; 0 for who waits. */
  slots: number;
  busy: number;
  done: number;
}

type Role = "worker" | "client";

/** The name of this process as a member. A container that is started again has the same host and process number. */
export const ownName = (): string => `${hostname()}:${process.pid}:${randomBytes(2).toString("hex")}`;

const namesKey = (role: Role) => `${PREFIX}:${role}s`;
const memberKey = (role: Role, name: string) => `${PREFIX}:${role}:${name}`;
const refusedKey = (name: string) => `${PREFIX}:refused:${name}`;

/** Sends a heartbeat. */
export async function announce(redis: Redis, role: Role, member: Member): Promise<void> {
  await redis.sadd(namesKey(role), member.name);
  await redis.set(memberKey(role, member.name), JSON.stringify(member), "PX", MEMBER_TTL_MS);
}

export async function leave(redis: Redis, role: Role, name: string): Promise<void> {
  await redis.srem(namesKey(role), [name]);
  await redis.del(memberKey(role, name));
}

/** The members with a recent heartbeat, sorted by name. */
export async function members(redis: Redis, role: Role): Promise<Member[]> {
  const names = (await redis.smembers(namesKey(role))).sort();
  if (names.length === 0) return [];
  const texts = await redis.mget(names.map((name) => memberKey(role, name)));
  const gone = names.filter((_, at) => texts[at] === null);
  if (gone.length > 0) await redis.srem(namesKey(role), gone);
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text)]));
}

/** Bars a worker for a day. */
export async function refuse(redis: Redis, worker: string, reason: string): Promise<void> {
  await redis.set(refusedKey(worker), reason, "EX", 24 * 3600);
}

/** Why a worker is barred, or null. */
export const refusal = (redis: Redis, worker: string): Promise<string | null> =>
  redis.get(refusedKey(worker));

/** How a worker's project differs from the expected one, as the end of a sentence; undefined if it does not. */
export function mismatch(project: Project, expected: Project): string | undefined {
  const short = (digest: string) => digest.slice(0, 12);
  const version = ({ version, code }: Project) => `${version} (code ${short(code)})`;
  if (project.code !== expected.code)
    return `it has version ${version(project)}, and ${version(expected)} is expected`;
  if (project.datasets !== expected.datasets)
    return `it has other datasets (digest ${short(project.datasets)}), and ${short(expected.datasets)} is expected`;
  return undefined;
}
