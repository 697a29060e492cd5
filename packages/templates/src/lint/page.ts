import type { Element, Outline } from "./outline.js";
import { isHidden } from "./outline.js";
import { type Declaration, readStyles, type StyleSheet, urlsIn } from "./style-sheet.js";

/** A mail as the rules about clients look at it: everything that one of them would have to show. */
export interface LintPage {
  readonly elements: readonly Element[];
  /** Of style sheets and of style attributes. */
  readonly declarations: readonly Declaration[];
  readonly sheet: StyleSheet;
  /** Addresses of pictures: elements', their `srcset`'s, attributes' and styles'. */
  readonly images: readonly string[];
}

/**
 * What stands in conditional comments is left out, as are the styles of what nobody sees and of
 * backgrounds that Outlook is given in its own way.
 */
export function createPage({ elements: all, css, vml }: Outline): LintPage {
  const sheet = readStyles(css);
  const elements = all.filter((element) => !isMachinery(element));
  const inline = elements.flatMap((element) =>
    isHidden(element) ? [] : ownStyles(element, vml).declarations,
  );
  const declarations = [...sheet.declarations, ...inline];
  return {
    elements,
    declarations,
    sheet,
    images: [
      ...elements.flatMap(findImages),
      ...declarations.flatMap(({ property, value }) =>
        /^(?:background|list-style|border-image|mask|content)/.test(property) ? urlsIn(value) : [],
      ),
    ],
  };
}

/** What MJML's menus, carousels and accordions work by, where they work; else all is shown. */
function isMachinery({ attributes }: Element): boolean {
  return (
    /^mj-(?:menu|carousel|accordion)-/.test(attributes["class"] ?? "") ||
    /^#\d+$/.test(attributes["href"] ?? "")
  );
}

function ownStyles({ attributes }: Element, vml: ReadonlySet<string>): StyleSheet {
  const style = attributes["style"] ?? "";
  const read = readStyles(style, true);
  // Addresses may hold quotes and parentheses themselves, so they are looked for whole.
  const given = [...vml].some((address) => style.includes(address));
  return given
    ? {
        ...read,
        declarations: read.declarations.filter(
          ({ property }) => !property.startsWith("background"),
        ),
      }
    : read;
}

/** Pictures that an element names by itself. */
export function findImages({ tag, attributes }: Element): readonly string[] {
  const picture = tag === "img" || (tag === "input" && attributes["type"] === "image");
  return [
    picture ? attributes["src"] : undefined,
    ...splitCandidates(attributes["srcset"]),
    attributes["background"],
    tag === "video" ? attributes["poster"] : undefined,
    ...(/^(?:image|feimage|use)$/.test(tag) ? [attributes["href"], attributes["xlink:href"]] : []),
  ].flatMap((address) => (address === undefined || address.trim() === "" ? [] : [address.trim()]));
}

/** The addresses of a `srcset`. */
function splitCandidates(srcset: string | undefined): readonly string[] {
  return (srcset ?? "").split(/,\s+/).map((candidate) => candidate.trim().split(/\s+/, 1)[0] ?? "");
}
