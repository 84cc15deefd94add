import { mimeBundle } from "../kernel/session/mime-bundle.ts";
import { kernelApi } from "../kernel-api.ts";

/** What `display` has shown under an id, to be replaced wherever it stands. */
export class DisplayHandle {
  constructor(readonly displayId: string) {}

  /** Shows `value` in the place of what was shown before; outside a notebook, below it. */
  async update(value: unknown): Promise<void> {
    const bundle = await mimeBundle(value);
    const api = kernelApi();
    if (api === undefined) console.log(bundle["text/plain"]);
    else api.display(bundle, { displayId: this.displayId, update: true });
  }
}
