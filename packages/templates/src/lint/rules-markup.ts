import { contrast, findColors } from "./contrast.js";
import type { Remark } from "./finding.js";
import { placeOfUrl, unknownUrl } from "./flatten.js";
import { ancestry, type Element, isHidden, type Outline, visible, wordsIn } from "./outline.js";
import { isShortened } from "./shorteners.js";
import { fontSize, isBold } from "./type-size.js";

function hiddenAbove(element: Element): boolean {
  return ancestry(element).some(isHidden);
}
function ownWords(element: Element): string {
  return visible(element.children.filter((child) => typeof child === "string").join(""));
}

/**
 * Images nobody can hear. `alt=""` says "decoration", and is fine unless the image is a link's only
 * content.
 */
export function* alternativeTexts({ elements }: Outline): Generator<Remark> {
  for (const element of elements) {
    if (element.tag !== "img" || hiddenAbove(element)) continue;
    if (element.attributes["alt"] === undefined) {
      yield {
        code: "ALT_MISSING",
        severity: "error",
        near: placeOfUrl(element.attributes["src"]),
        message: "An image has no alternative text.",
        remedy: 'Say in alt what it shows; alt="" where it is decoration.',
      };
    }
  }
}

/** Images that are not where they say, or that a client will not fetch. */
export function* images({ elements }: Outline): Generator<Remark> {
  for (const element of elements) {
    const src = element.attributes["src"]?.trim();
    if (element.tag !== "img" || src === undefined || hiddenAbove(element)) continue;
    if (src === "" || !/^[a-z][a-z0-9+.-]*:/i.test(src)) {
      yield {
        code: "IMAGE_RELATIVE",
        severity: "error",
        near: src,
        message: "An image has no absolute address, and a mail is nowhere.",
        remedy: "Give the whole address, https included, or a cid: of an inline image.",
      };
    } else if (/^http:/i.test(src)) {
      yield {
        code: "IMAGE_INSECURE",
        severity: "warning",
        near: src,
        message: "An image is not fetched by https.",
        remedy: "Use its https address: some clients do not load others.",
      };
    }
  }
}

const emptyWords: ReadonlySet<string> = new Set(
  "click here|here|click|more|read more|learn more|link|this|go|hier|hier klicken|klicken sie hier|mehr|mehr lesen|weiterlesen|ici|cliquez ici|en savoir plus|lire la suite|aquí|haz clic aquí|leer más|más|qui|clicca qui|leggi di più|aqui|clique aqui|leia mais|klik hier|lees meer|meer|tutaj|kliknij tutaj|więcej".split(
    "|",
  ),
);

/** Screen readers list links by their text alone. */
export function* links({ elements }: Outline): Generator<Remark> {
  for (const element of elements) {
    if (element.tag !== "a" || hiddenAbove(element)) continue;
    const href = element.attributes["href"]?.trim();
    const words = wordsIn(element)
      .toLowerCase()
      .replace(/[.…:!»›>→\s]+$/g, "");
    const near = placeOfUrl(href);
    if (href !== undefined && words === "") {
      yield {
        code: "LINK_TEXT_EMPTY",
        severity: "error",
        near,
        message: "A link has no text, nor an image with one.",
        remedy: "Give it words, or its image an alt.",
      };
    } else if (href !== undefined && emptyWords.has(words)) {
      yield {
        code: "LINK_TEXT_VAGUE",
        severity: "warning",
        near,
        message: `A link says only “${words}”.`,
        remedy: "Say where it leads: “See your order”.",
      };
    }
    if (href === "" || href === "#") {
      yield {
        code: "LINK_EMPTY",
        severity: "error",
        near: words || `href="${href}"`,
        message: "A link leads nowhere.",
        remedy: "Give it a target, or remove it.",
      };
    } else if (href !== undefined && !href.startsWith("#") && !/^[a-z][a-z0-9+.-]*:/i.test(href)) {
      yield {
        code: "LINK_RELATIVE",
        severity: "error",
        near,
        message: "A link has no absolute address, and a mail is nowhere.",
        remedy: "Give the whole address, https included.",
      };
    } else if (href !== undefined && /^(?:javascript|data|vbscript|file):/i.test(href)) {
      yield {
        code: "LINK_SCHEME",
        severity: "error",
        near,
        message: "A link has a scheme that no client follows.",
        remedy: "Use https, mailto or tel.",
      };
    } else if (href !== undefined && /^http:/i.test(href)) {
      yield {
        code: "LINK_INSECURE",
        severity: "warning",
        near,
        message: "A link is not https.",
        remedy: "Link to the https address: clients warn of others.",
      };
    } else if (href !== undefined && isShortened(href)) {
      yield {
        code: "LINK_SHORTENED",
        severity: "warning",
        near,
        message: "A link goes through a public shortener.",
        remedy: "Link to the target: spammers share that shortener.",
      };
    }
    const shown = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#]|$)/.exec(words)?.[1];
    if (
      shown !== undefined &&
      href !== undefined &&
      /^https?:/i.test(href) &&
      !href.startsWith(unknownUrl)
    ) {
      const host = /^https?:\/\/([^/?#:]+)/i.exec(href)?.[1]?.toLowerCase() ?? "";
      if (host !== shown && !host.endsWith(`.${shown}`) && !shown.endsWith(`.${host}`)) {
        yield {
          code: "LINK_DECEIVES",
          severity: "error",
          near,
          message: "A link shows one address and leads to another.",
          remedy: "Show words, or the address it leads to: filters take this for phishing.",
        };
      }
    }
  }
}

export function* headings({ elements }: Outline): Generator<Remark> {
  let deepest = 0;
  for (const element of elements) {
    const level = Number(/^h([1-6])$/.exec(element.tag)?.[1] ?? 0);
    if (level === 0) continue;
    if (level > deepest + 1) {
      yield {
        code: "HEADING_ORDER",
        severity: "warning",
        near: wordsIn(element),
        message:
          deepest === 0
            ? `The first heading is an h${level}.`
            : `An h${level} follows an h${deepest}.`,
        remedy: "Use levels in order, and style them as you like.",
      };
    }
    deepest = Math.max(deepest, level);
  }
}

export function* layoutTables({ elements }: Outline): Generator<Remark> {
  const ofData = new Set<Element | undefined>();
  for (const element of elements) {
    if (element.tag === "th") ofData.add(ancestry(element).find((above) => above.tag === "table"));
  }
  for (const element of elements) {
    const role = element.attributes["role"];
    if (element.tag !== "table" || hiddenAbove(element) || ofData.has(element)) continue;
    if (role === "presentation" || role === "none") continue;
    yield {
      code: "TABLE_ROLE",
      severity: "warning",
      near: wordsIn(element).slice(0, 40),
      message: "A layout table is read out as data.",
      remedy: 'Add role="presentation", or th cells where it is data.',
    };
  }
}

export function* legibility({ elements }: Outline): Generator<Remark> {
  for (const element of elements) {
    const words = ownWords(element);
    if (
      words === "" ||
      hiddenAbove(element) ||
      !ancestry(element).some((above) => above.tag === "body")
    )
      continue;
    const size = fontSize(element);
    const near = words.slice(0, 40);
    if (size !== null && size <= 1) {
      yield {
        code: "TEXT_HIDDEN",
        severity: "warning",
        near,
        message: "Text is too small to be seen, which filters take for a trick.",
        remedy: "Show it or remove it; a preheader goes into mj-preview.",
      };
      continue;
    }
    if (size !== null && size < 13) {
      yield {
        code: "FONT_SIZE",
        severity: "warning",
        near,
        message: `Text of ${Math.round(size * 10) / 10} px is hard to read.`,
        remedy: "Use 13 px or more, 14 to 16 for running text.",
      };
    }
    const { text, background } = findColors(element);
    if (text === null || background === null) continue;
    const ratio = contrast(text, background);
    const large = size !== null && (size >= 24 || (size >= 18.66 && isBold(element)));
    if (ratio < (large ? 3 : 4.5)) {
      yield {
        code: "CONTRAST",
        severity: ratio < 2 ? "error" : "warning",
        near,
        message: `Text has a contrast of ${ratio.toFixed(1)} to 1 with its background.`,
        remedy: `Make it at least ${large ? "3" : "4.5"} to 1 (WCAG 2.2 AA).`,
      };
    }
  }
}

/** @param locale Of the program: what the mail is written in. */
export function documentLanguage(locale: string): (outline: Outline) => Generator<Remark> {
  return function* (outline) {
    yield* checkLanguage(outline, locale);
  };
}

function* checkLanguage({ elements }: Outline, locale: string): Generator<Remark> {
  const lang = elements.find((element) => element.tag === "html")?.attributes["lang"]?.trim();
  if (lang === undefined || lang === "" || lang === "und") {
    yield {
      code: "LANGUAGE",
      severity: "error",
      near: "<mjml",
      message: "The mail does not say its language, so screen readers guess.",
      remedy: 'Write <mjml lang="…">.',
    };
  } else if (lang !== "text" && primary(lang) !== primary(locale)) {
    yield {
      code: "LANGUAGE_OTHER",
      severity: "warning",
      near: "<mjml",
      message: `The mail says that it is in “${lang.slice(0, 20)}”, and is the template's text for “${locale}”.`,
      remedy: "Make lang that of the text: screen readers speak it.",
    };
  }
  const title = elements.find((element) => element.tag === "title");
  if (title === undefined || title.children.join("").trim() === "") {
    yield {
      code: "TITLE",
      severity: "warning",
      near: inHead,
      message: "The mail has no title.",
      remedy: "Add <mj-title>.",
    };
  }
}

/** Where there is no head yet, the document. */
const inHead = /<mj-head|<mjml(?![\s\S]*<mj-head)/;

function primary(tag: string): string {
  return tag.toLowerCase().split(/[-_]/, 1)[0] ?? "";
}

export function* darkMode({ elements, css }: Outline): Generator<Remark> {
  const declared = elements.some(
    (element) =>
      element.tag === "meta" &&
      /^(?:supported-)?color-schemes?$/.test(element.attributes["name"] ?? ""),
  );
  if (!declared && !/color-scheme/.test(css)) {
    yield {
      code: "DARK_MODE",
      severity: "info",
      near: inHead,
      message:
        "The mail does not say whether it knows dark mode, so clients invert its colours as they like.",
      remedy:
        'Put <mj-raw><meta name="color-scheme" content="light dark"></mj-raw> into mj-head, and look at the mail in both.',
    };
  }
}

export function* imageOnly({ root, elements }: Outline): Generator<Remark> {
  const images = elements.filter(
    (element) => element.tag === "img" && !hiddenAbove(element),
  ).length;
  const letters = (node: Element | string): number =>
    typeof node === "string"
      ? node.replace(/\s+/g, " ").trim().length
      : node.tag === "title" || node.tag === "style" || isHidden(node)
        ? 0
        : node.children.reduce((sum, child) => sum + letters(child), 0);
  if (images > 0 && letters(root) < 120) {
    yield {
      code: "IMAGE_ONLY",
      severity: "warning",
      message:
        "The mail is hardly more than images: with those blocked nothing is left, and filters distrust it.",
      remedy: "Say what matters in text.",
    };
  }
}
