import * as Escape from "../../program/escape.js";
import type { EscapeCode } from "../../program/index.js";
import { plainUrl, urlEscape, urlScheme } from "./url-context.js";

const urlAttributes: ReadonlySet<string> = new Set([
  "href",
  "src",
  "background",
  "action",
  "formaction",
  "cite",
  "poster",
  "longdesc",
  "data",
  "xlink:href",
]);
const safeSchemes: ReadonlySet<string> = new Set(["http", "https", "mailto", "tel", "sms", "cid"]);
const cssAttributes: ReadonlySet<string> = new Set([
  "bgcolor",
  "color",
  "fillcolor",
  "strokecolor",
  "bordercolor",
]);

/** Makes the error for a hole that no escaping could make safe. */
export type Refuse = (why: string, remedy?: string) => Error;

/** The escape of a hole in an attribute's value; `before` is what stands there before it. */
export function attributeEscape(name: string, before: string, refuse: Refuse): EscapeCode {
  if (urlAttributes.has(name)) return ofUrl(before, refuse);
  if (name === "srcset") return ofUrl(before.replace(/^[\s\S]*(?:,\s*|\s)/, ""), refuse);
  if (name === "style") return cssEscape(before, refuse);
  if (name === "class") return Escape.classes;
  return cssAttributes.has(name) ? Escape.css : Escape.attribute;
}

/** In a style sheet. No parser decodes entities in there: a URL stands bare. */
export function styleSheetEscape(before: string, refuse: Refuse): EscapeCode {
  const how = cssEscape(before, refuse);
  return how === Escape.css ? how : plainUrl(how);
}

function cssEscape(before: string, refuse: Refuse): EscapeCode {
  const url = /url\(\s*(?:['"]|&quot;|&#39;)?([^)'"]*)$/i.exec(before)?.[1];
  if (url !== undefined) return ofUrl(url, refuse);
  if (/:[^;{}]*$/.test(before)) return Escape.css;
  throw refuse(
    "In CSS a hole can only be (part of) a property's value.",
    "Write the property out: color: {{accent}}.",
  );
}

/**
 * `javascript:f({{x}})` runs what is put into it, and no escaping of URLs prevents that; `data:`
 * may be a page.
 */
function ofUrl(before: string, refuse: Refuse): EscapeCode {
  const scheme = urlScheme(before);
  if (scheme === undefined || safeSchemes.has(scheme)) return urlEscape(before);
  throw refuse(`A hole in a ${scheme}: URL cannot be made safe.`);
}
