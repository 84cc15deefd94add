/** `node:os`. */
declare const navigator: { readonly hardwareConcurrency?: number };

export const availableParallelism = (): number => navigator.hardwareConcurrency ?? 1;
export const cpus = () => Array.from({ length: availableParallelism() }, () => ({ model: "browser" }));
export const tmpdir = (): string => "/tmp";
export const homedir = (): string => "/tmp";
export const platform = (): string => "linux";
export const hostname = (): string => "browser";
export const totalmem = (): number => 4 * 2 ** 30;
export const freemem = (): number => 2 * 2 ** 30;
export const EOL = "\n";
export default { availableParallelism, cpus, tmpdir, homedir, platform, hostname, totalmem, freemem, EOL };
