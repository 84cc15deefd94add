import type { SyntaxNode } from "@lezer/common";
import { Names } from "./names.ts";
import { children, NoTranslation } from "./syntax.ts";
import { checkEscapes, formatted, inTemplate } from "./typescript-text.ts";

/** Translates strings and f-strings. */
export abstract class Strings extends Names {
  protected abstract expression(node: SyntaxNode): string;

  protected string(node: SyntaxNode): string {
    const [, prefix, quote, inner] = /^(\w*)("""|'''|"|')([\s\S]*)\2$/.exec(this.raw(node)) ?? [];
    if (inner === undefined || /b/i.test(prefix)) throw new NoTranslation("bytes");
    if (/r/i.test(prefix)) {
      if (/`|\$\{/.test(inner)) throw new NoTranslation("a raw string");
      return `String.raw\`${inner}\``;
    }
    checkEscapes(inner);
    return quote.length === 3 ? `\`${inTemplate(inner)}\`` : `${quote}${inner}${quote}`;
  }

  protected formatString(node: SyntaxNode): string {
    const quote = /^\w+("""|'''|"|')/.exec(this.raw(node))![0];
    let position = node.from + quote.length;
    let result = "";
    const isRaw = /^\w*r/i.test(quote);
    const plain = (to: number) => {
      const text = this.text.slice(position, to).replace(/(\{|\})\1/g, "$1");
      if (!isRaw) checkEscapes(text);
      return inTemplate(isRaw ? text.replaceAll("\\", "\\\\") : text);
    };
    for (const part of children(node).filter(({ name }) => name === "FormatReplacement")) {
      result += plain(part.from);
      const value = children(part).find(({ name }) => !/^[{}=]$|^Format/.test(name));
      const conversion = children(part).find((one) => one.name === "FormatConversion");
      if (children(part).some((one) => one.name === "FormatSelfDoc"))
        result += inTemplate(`${this.raw(value!)}=`);
      const spec = children(part).find(({ name }) => name === "FormatSpec");
      const text = this.expression(value!);
      const type = this.typeOf(text);
      if (conversion !== undefined && (spec !== undefined || this.is(conversion, "!a")))
        throw new NoTranslation("a conversion");
      const isInspected = this.is(conversion, "!r") && type !== "number";
      result += isInspected
        ? `\${inspect(${text})}`
        : formatted(text, spec === undefined ? "" : this.raw(spec).slice(1), type);
      position = part.to;
    }
    return `\`${result}${plain(node.to - quote.replace(/^\w+/, "").length)}\``;
  }
}
