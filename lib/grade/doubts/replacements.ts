import type { Language } from "../code/parse.ts";

/** A replaced part, and how far it reaches: one that cells print with concerns those above as well. */
interface Replacement {
  what: string;
  everywhere: boolean;
}

/** Members of models and layers that tell what they are, or what came of a training. */
export const TELLING =
  "fit|summary|evaluate|predict|get_?[cC]onfig|toString|__repr__|__str__|_repr_html_|constructor";
/** Keras' and scikit-learn's classes by which the day's answers are made. */
export const CLASSES = "Sequential|Dense|StandardScaler";
const KERAS = `${CLASSES}|Model|Layer|InputLayer|History|keras|tf`;
const LANGUAGE =
  "console|process|globalThis|JSON|Math|Object|Array|Number|String|Date|Promise|Reflect|Buffer";
const MEMBER = String.raw`(?:\s*(?:\??\.\s*\w+|\[[^\]\n]{1,80}\]))`;
const ASSIGNS = String.raw`\s*(?:\*\*|\?\?|\|\||&&|[+])?=(?![=>])`;
/** A class of one's own, and the beginning of its body. */
const EXTENDS = String.raw`\bclass(?:\s+(?!extends\b)\w+)?\s+extends\s+(?:\(\s*)?(?:\w+\.){0,3}(?:Sequential|Dense|Model|Layer)\b[\s\S]{0,2000}?`;

/** A regular expression as it is spelled, with parts of it inserted. */
const pattern = (spelled: TemplateStringsArray, ...parts: string[]): RegExp =>
  new RegExp(String.raw(spelled, ...parts), "gm");

const JAVASCRIPT: [pattern: RegExp, everywhere: boolean][] = [
  [pattern`(?<![\w.])(?:\(?\s*(?:${LANGUAGE})(?:\s+as\s+any\))?)${MEMBER}{1,4}${ASSIGNS}`, true],
  [pattern`(?<![\w.])\(?(?:${KERAS})(?:\s+as\s+any\))?${MEMBER}{1,4}${ASSIGNS}`, false],
  [pattern`\bprototype(?:\s+as\s+any\))?${MEMBER}{0,2}${ASSIGNS}`, false],
  [/\.\s*__proto__\b|\bgetPrototypeOf\s*\(|\bsetPrototypeOf\s*\(/g, false],
  [
    pattern`\b(?:Object|Reflect)\s*\.\s*(?:assign|set|defineProperty|defineProperties)\s*\(\s*\(?\s*(?:${LANGUAGE}|${KERAS}|\w+\.prototype|\w*[mM]odel)\b`,
    true,
  ],
  [
    pattern`\b(?:class|function)\s+(?:${CLASSES})\b|\b(?:const|let|var)\s+(?:${CLASSES}|console|JSON|Math|print)\s*(?::[^=\n]{1,80})?=\s*(?:class|function|async|\(|\w+\s*=>|\{|new\s+Proxy)|\bdeclare\s+(?:const|let|var|class|function)\s+(?:${CLASSES})\b`,
    true,
  ],
  [
    // Methods and fields: defined, not called; every class may have a constructor.
    pattern`${EXTENDS}[{};\n][^\S\n]*(?:@[\w.]+(?:\([^()\n]{0,80}\))?[^\S\n]+)?(?:(?:override|async|public|private|protected|readonly|declare|accessor|static|get)\s+){0,4}(?:\*\s*)?(?:\[\s*)?["']?(?!constructor)(?:${TELLING})(?:["'](?:\s*\])?)?\s*(?:\(|(?::[^=;\n]{1,80})?=(?![=>]))`,
    false,
  ],
  [
    // A text that is computed or escaped may come to one of these names.
    /\bSymbol\.for\(\s*(?:["'`](?:tslab\.kernel|keras-day\.|nodejs\.util\.inspect)|(?!\s|(["'`])[^"'`\\$]*\1\s*\)))|\bgetOwnPropertySymbols\b|\b(?:ownKeys|getOwnPropertyDescriptors)\s*\(\s*global/g,
    true,
  ],
  [
    /\b(?:registerHooks|syncBuiltinESMExports)\b|\bmodule\.register\s*\(|\bprocess\.(?:binding|dlopen)\b/gi,
    false,
  ],
  [/["'`][^"'`\n]{0,200}\blib(?:rary)?\/[^"'`\n]{0,200}\b(?:grade|engine|kernel|record|state)\b/g, true],
  // A name in pieces.
  [/\[\s*(["'`])\w*\1\s*\+\s*["'`]\w*["'`]\s*\]/g, false],
  // A class is changed by a function of any name, or by taking a list or an object apart.
  [
    pattern`\(\s*(?:${KERAS})\s*\.\s*prototype\s*,|(?<![\w.])(?:${KERAS})\s*\.\s*prototype${MEMBER}\s*[\]}]\s*=(?![=>])`,
    false,
  ],
  [/\bhistory\s*(?:\??\.\s*\w+|\[[^\]\n]{1,40}\])\s*=(?![=>])(?<!\bthis\.history\.\w+\s*=)/g, false],
];
const PYTHON: [pattern: RegExp, everywhere: boolean][] = [
  [/(?<!\w)setattr\s*\(|__setattr__\s*\(/g, false],
  [
    /\bsys\.(?:modules|meta_path|path_hooks)(?:\[[^\]\n]{1,80}\]\s*=(?!=)|\.(?:update|setdefault|__setitem__|append|insert|extend)\s*\()/g,
    false,
  ],
  [/\bsys\.(?:stdout|displayhook)(?:\.write)?\s*=(?!=)|\bbuiltins\.\w+\s*=(?!=)|__builtins__\b/g, true],
  [
    pattern`(?<![\w.])(?:${KERAS}|type\(\w+\)|model|net|network)(?:\.\w+){0,4}\.(?:${TELLING}|on_epoch_end|fit_transform)\s*=(?!=)`,
    false,
  ],
  [
    pattern`^[^\S\n]*(?:class|def)\s+(?:${CLASSES}|print)\b|^[^\S\n]*print\s*=(?!=)(?!\s*(?:functools|partial|rich))`,
    true,
  ],
  [
    pattern`^[^\S\n]*class\s+\w+\s*\((?:\w+\.){0,3}(?:Sequential|Model|Dense|Layer)\)[\s\S]{0,2000}?\bdef\s+(?:${TELLING})\b`,
    false,
  ],
  [/\bunittest\.mock\b|\bMagicMock\b|\bmock\.patch\b|\bmonkeypatch\b|^[^\S\n]*@patch\b/gm, false],
  [/\bfor_type(?:_by_name)?\s*\(|\bdisplay_formatter\.format\s*=/g, true],
  [/\.history\s*(?:\[[^\]\n]{1,40}\])?\s*=(?!=)(?<!\bself\.history\s*=)/g, false],
  // A file whose code is not read.
  [/(?:^|=)[^\S\n]*%run\s[^\n]{0,40}/gm, false],
  // The record of the second run, and what leads to it.
  [
    /\b(?:keras_record|notebook_imports|__globals__|__closure__|__wrapped__|extension_manager)\b|\bgc\.get_(?:objects|referr\w+|referents)|\b(?:ast_transformers|input_transformer(?:s_cleanup|s_post|_manager))\b|\bevents\.register\b/g,
    true,
  ],
];
/** Parts of the language that are honestly replaced or changed. */
const OF_ONES_OWN = /\bMath\.random\b|\bDate\.now\b|\bprocess\.(?:env|exitCode|argv)\b/;
/** Code that is a text; a method of that name, as of a table or a regular expression, is none. */
const TEXT_AS_CODE: Record<Language, RegExp> = {
  typescript:
    /(?<![\w.])(?:globalThis\s*\.\s*)?eval\b(?!\s*:)|\bnew\s+Function\b|(?<![\w.])Function\s*\(|\.constructor\s*\(\s*["'`]|\brunIn\w*Context\b|\bset(?:Timeout|Interval)\s*\(\s*["'`]|["'`]data:text\/javascript/g,
  python:
    /(?<![\w.])(?:eval|exec)\s*\(|\bget_ipython\(\)\.(?:run_(?!line_magic\(\s*["'](?:matplotlib|config|(?:re)?load_ext|autoreload|pip|conda|pylab|env|tensorflow_version|tensorboard|precision|cd|pwd|whos)["'])\w+|ex)\s*\(|(?<![\w.])compile\s*\(\s*["']|=\s*(?:eval|exec)\s*$/gm,
};
const OF_THE_DAY =
  /\b(?:writeFile|appendFile|createWriteStream|copyFile|rename|symlink|cp|to_csv|savetxt|write_text|copy\w*|move|open)(?:Sync)?\s*\([^;\n]{0,300}?["'`](?:\.\.\/)+(?:lib|datasets)\/[^"'`\n]*["'`](?:\s*,\s*["'][rb]*[wax+])?/g;

/** The places of a cell that replace parts of a library or of the language, run text as code, or write to the day's own files. */
export function replacements(source: string, language: Language): Replacement[] {
  const found: Replacement[] = [];
  const add = (what: string, everywhere: boolean) => {
    // Patterns overlap: the longest says it all.
    const longer = found.find((one) => one.what.endsWith(what));
    if (longer) longer.everywhere ||= everywhere;
    else found.push({ what, everywhere });
  };
  // Code that goes from a class or a name to what is replaced may have these on its way.
  for (const [pattern, everywhere] of language === "python" ? PYTHON : JAVASCRIPT)
    for (const [text] of source.matchAll(pattern))
      if (/^\s*(?:class|const|let|var)\b/.test(text) || !OF_ONES_OWN.test(text))
        add(`${short(text.replace(/\s*=$/, ""))} is replaced or changed`, everywhere);
  for (const [text] of source.matchAll(TEXT_AS_CODE[language]))
    add(`code runs text as code: ${short(text)}`, true);
  for (const [text] of source.matchAll(OF_THE_DAY)) {
    // The source of a copy is only read.
    const reads = /^open/.test(text)
      ? !/["'][rb]*[wax+]$/.test(text)
      : /^(?:copy|rename|symlink|cp|move)/.test(text) && !text.includes(",");
    if (!reads) add(`${short(text)} writes to a file of the day's`, false);
  }
  return found;
}

export const short = (text: string) => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
};
