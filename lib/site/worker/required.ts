/** What `lib` requires by name, rather than imports. */
import { register } from "../node/module.ts";

declare const VERSIONS: Record<string, string>;

register("typescript/package.json", () => ({ version: VERSIONS.TypeScript }));
register("siphash", () => require("siphash"));
