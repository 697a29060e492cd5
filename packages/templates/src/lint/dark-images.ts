import type { Remark } from "./finding.js";
import { unknownUrl } from "./flatten.js";
import { isHidden, type Outline } from "./outline.js";
import { isPixel } from "./requests.js";

/** Formats that may leave parts of the picture open. GIFs are mostly photos and films. */
const open = /\.(?:png|apng|webp|avif|svg)(?:$|[?#])/i;

/**
 * Dark parts of a picture without a background of its own vanish where the client darkens what is
 * behind it.
 *
 * @param opaque Addresses, or beginnings of them, of pictures that are known to be whole.
 */
export function darkImages(opaque: readonly string[]): (outline: Outline) => Generator<Remark> {
  return function* ({ elements }) {
    const scheme = elements.find(({ attributes }) => attributes["name"] === "color-scheme");
    if (/^\s*(?:only\s+)?light(?:\s+only)?\s*$/i.test(scheme?.attributes["content"] ?? "")) return;
    const seen = new Set<string>();
    for (const element of elements) {
      const { attributes, style } = element;
      const address = attributes["src"]?.trim() ?? "";
      const filled =
        style.has("background-color") || style.has("background") || attributes["bgcolor"];
      if (element.tag !== "img" || filled || isHidden(element) || isPixel(element)) continue;
      if (seen.has(address) || opaque.some((each) => address.startsWith(each))) continue;
      if (!mayBeOpen(address)) continue;
      seen.add(address);
      yield {
        code: "DARK_IMAGE",
        severity: "info",
        near: address.slice(0, 200),
        message:
          "A picture may be transparent: in dark mode its dark parts are lost on a dark ground.",
        remedy:
          "Look at it on black; give it an edge or a background-color, or name it in opaqueImages.",
      };
    }
  };
}

function mayBeOpen(address: string): boolean {
  if (address.startsWith(unknownUrl)) return false;
  const data = /^data:image\/([\w+.-]+)[^,]*?(;base64)?,(.*)$/is.exec(address);
  if (data === null) return open.test(address);
  const [, type = "", base64, bytes = ""] = data;
  if (type.toLowerCase() === "png" && base64 !== undefined) return hasAlpha(bytes);
  return /^(?:svg\+xml|webp|avif|apng)$/i.test(type);
}

/** Whether a PNG has an alpha channel or transparent colors (PNG, sections 11.2.1 and 11.3.1.1). */
function hasAlpha(base64: string): boolean {
  let bytes: string;
  try {
    bytes = atob(base64.replace(/\s+/g, ""));
  } catch {
    return false;
  }
  const colorType = bytes.charCodeAt(25);
  return colorType === 4 || colorType === 6 || bytes.includes("tRNS");
}
