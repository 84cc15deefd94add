/** `node:url`. */
export const fileURLToPath = (url: string | URL): string => decodeURIComponent(new URL(url).pathname);
export const pathToFileURL = (path: string): URL => new URL(`file://${encodeURI(path)}`);
const own = { URL, URLSearchParams };

export { own as default };

const { URL: Url, URLSearchParams: Parameters } = own;

export { Parameters as URLSearchParams, Url as URL };
