/** The page's form of `installedVersions`: the version of Node whose API it has, and those of the site. */
export { isAtLeast } from "../../notebook/versions.ts";

declare const VERSIONS: Record<string, string>;

export async function installedVersions(): Promise<Record<string, string | undefined>> {
  return { "Node.js": process.versions.node, ...VERSIONS };
}
