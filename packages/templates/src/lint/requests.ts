import type { FieldUse } from "../program/index.js";
import type { Remark } from "./finding.js";
import { holeWords, placeOfUrl, readHole, unknownUrl } from "./flatten.js";
import { type Element, isHidden, type Outline } from "./outline.js";
import { findImages } from "./page.js";
import { readStyles, urlsIn } from "./style-sheet.js";

const data: unique symbol = Symbol("data");

/** `data`: whatever the recipient's data say. `null`: it is fetched from no host. */
function findHost(address: string): string | typeof data | null {
  if (address.startsWith(unknownUrl)) return data;
  const host = /^(?:https?:)?\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(address.trim())?.[1];
  if (host === undefined) return null;
  return holeWords.some((word) => word === host) ? data : host.toLowerCase();
}

type Kind = "FONT" | "IMAGE" | "MEDIA";
interface Request {
  readonly kind: Kind;
  readonly address: string;
}

const media: Readonly<Record<string, string>> = {
  audio: "src",
  embed: "src",
  iframe: "src",
  object: "data",
  source: "src",
  track: "src",
  video: "src",
  script: "src",
};

/** Everything a client may fetch when the mail is opened, before anybody follows a link. */
function* findRequests({ elements, css, commented }: Outline): Generator<Request> {
  const sheet = readStyles(css);
  for (const { name, prelude } of sheet.atRules) {
    if (name !== "import") continue;
    const [address = /^["']([^"']*)/.exec(prelude)?.[1] ?? ""] = urlsIn(prelude);
    yield { kind: "FONT", address };
  }
  const fonts = new Set(
    sheet.declarations.flatMap(({ property, value }) => (property === "src" ? urlsIn(value) : [])),
  );
  const withoutImports = css.replace(/@import[^;]*;?/gi, "");
  for (const address of urlsIn(withoutImports))
    yield { kind: fonts.has(address.toLowerCase()) ? "FONT" : "IMAGE", address };
  for (const element of elements) {
    const { tag, attributes } = element;
    if (tag === "link" && attributes["href"] !== undefined)
      yield { kind: "FONT", address: attributes["href"] };
    for (const address of isPixel(element) ? [] : findImages(element))
      yield { kind: "IMAGE", address };
    for (const address of urlsIn(attributes["style"] ?? "")) yield { kind: "IMAGE", address };
    const named = media[tag];
    const address = named === undefined ? undefined : attributes[named];
    if (address !== undefined) yield { kind: "MEDIA", address };
  }
  for (const address of commented) yield { kind: "IMAGE", address };
}

function length(element: Element, side: "width" | "height"): number | null {
  const given = element.attributes[side] ?? element.style.get(side);
  const number = /^\s*(\d*\.?\d+)\s*(?:px)?\s*$/.exec(given ?? "")?.[1];
  return number === undefined ? null : Number(number);
}

/** An image that is there to be fetched and not to be seen. */
export function isPixel(element: Element): boolean {
  if (element.tag !== "img") return false;
  const [width, height] = [length(element, "width"), length(element, "height")];
  const tiny = (width ?? 2) <= 1 && (height ?? 1) <= 1;
  return tiny || ((height ?? 2) <= 1 && (width ?? 1) <= 1) || isHidden(element);
}

const what: Readonly<Record<Kind, readonly [thing: string, remedy: string]>> = {
  FONT: [
    "A font or style sheet is loaded",
    "Use system fonts, or serve the font from a host of your own and name that host in hosts.",
  ],
  IMAGE: [
    "A picture is loaded",
    "Serve it from a host of your own, attach it (cid:), or name the host in hosts.",
  ],
  MEDIA: ["Something is loaded", "Link to it instead."],
};

/** The hosts that one request may go to; `data` among them for any that data name. */
function findHosts(
  address: string,
  fields: readonly FieldUse[],
): readonly (string | typeof data)[] {
  const host = findHost(address);
  const use = fields[readHole(address)?.field ?? -1];
  if (host === null || use === undefined) return host === null ? [] : [host];
  const { type, options, fallback } = use;
  const declared = type === "image" && Array.isArray(options["hosts"]) ? options["hosts"] : [data];
  const instead = fallback === null ? null : findHost(fallback);
  return [...declared, ...(instead === null ? [] : [instead])];
}

/**
 * Whom a mail tells that it was opened, beside the hosts of its sender.
 *
 * @param hosts The author's own, subdomains included; undefined where nobody said.
 */
export function requests(
  hosts: readonly string[] | undefined,
  fields: readonly FieldUse[],
): (outline: Outline) => Generator<Remark> {
  const own = (hosts ?? []).map((host) => host.toLowerCase().replace(/^\*?\./, ""));
  const isOwn = (host: string | typeof data): boolean =>
    host !== data && own.some((each) => host === each || host.endsWith(`.${each}`));
  return function* (outline) {
    yield* pixels(outline);
    const seen = new Set<string>();
    const pictures = new Map<string, string>();
    for (const { kind, address } of findRequests(outline)) {
      for (const host of findHosts(address, fields)) {
        const name = host === data ? wherever(address) : host;
        if (isOwn(host) || seen.has(`${kind} ${name}`)) continue;
        seen.add(`${kind} ${name}`);
        if (kind === "IMAGE" && hosts === undefined) pictures.set(name, address);
        else yield request(kind, address, host, name);
      }
    }
    const [first] = pictures;
    if (first === undefined) return;
    yield {
      code: "HOSTS_UNDECLARED",
      severity: "info",
      near: placeOfUrl(first[1]),
      message: `Pictures come from ${[...pictures.keys()].slice(0, 5).join(", ")}: whoever runs such a host learns who opens the mail, and when.`,
      remedy: "Name the hosts that are yours in hosts; any other becomes a finding.",
    };
  };
}

function wherever(address: string): string {
  const name = readHole(address)?.name ?? "";
  return name === "" ? "wherever data say" : `wherever the data of “${name}” say`;
}

function request(kind: Kind, address: string, host: string | typeof data, name: string): Remark {
  const [thing, remedy] = what[kind];
  return {
    code: `REQUEST_${kind}`,
    severity: "warning",
    // Where a hole is the host, its word stands in the address.
    near: host === data && readHole(address) === undefined ? /\/\/\{\{/ : placeOfUrl(address),
    message: `${thing} from ${name}; its host so learns that the mail was opened, when, and from which IP address, without having been allowed to.`,
    remedy: host === data ? dataRemedy[kind] : remedy,
  };
}

const dataRemedy: Readonly<Record<Kind, string>> = {
  FONT: "Write out from where, and name that host in hosts.",
  IMAGE:
    "Declare a field.image with the hosts it may come from: from any other it counts as missing.",
  MEDIA: what.MEDIA[1],
};

function* pixels({ elements }: Outline): Generator<Remark> {
  for (const element of elements) {
    const address = element.attributes["src"]?.trim() ?? "";
    if (!isPixel(element) || !/^(?:https?:)?\/\//i.test(address)) continue;
    yield {
      code: "REQUEST_PIXEL",
      severity: isHidden(element) ? "warning" : "error",
      near: placeOfUrl(address),
      message:
        "An image that nobody sees reports who opened the mail, also of readers who never agreed to that.",
      remedy: "Remove it: the open pixel is written by itself, for those who agreed.",
    };
  }
}
