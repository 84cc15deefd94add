import type { QuickInfo } from "@tslab/typescript-for-tslab";

/**
 * The text that Jupyter shows on Shift+Tab: type, documentation and tags of a name. For a constructor, pass its class too, for
 * the documentation.
 */
export function quickInfoText(
  { displayParts = [], documentation = [], tags = [] }: QuickInfo,
  ofClass?: QuickInfo,
): string {
  const signature = displayParts.map(({ text }) => text).join("");
  const about = ofClass?.documentation?.map(({ text }) => text).join("") ?? "";
  const description = documentation.map(({ text }) => text).join("");
  const notes = tags.map(({ name, text = [] }) =>
    `@${name} ${text.map((part) => part.text).join("")}`.trimEnd(),
  );
  return [...new Set([signature, about, description, notes.join("\n")])]
    .filter((part) => part !== "")
    .join("\n\n");
}
