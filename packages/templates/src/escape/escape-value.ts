import * as Escape from "../program/escape.js";
import { classNames, cssValue } from "./css.js";
import { headerText } from "./header.js";
import { htmlText } from "./html-text.js";
import {
  attributeEntities,
  compatEntities,
  type EntityTable,
  escapeWith,
  noEntities,
  plainEntities,
  textEntities,
} from "./markup.js";
import { urlPath, urlQuery, urlStart } from "./url.js";

/**
 * Escapes that are nothing but a table, by {@link Escape} code: these can be written to bytes in
 * one pass.
 */
export const entityTables: Readonly<Record<number, EntityTable | undefined>> = {
  [Escape.text]: textEntities,
  [Escape.attribute]: attributeEntities,
  [Escape.title]: textEntities,
  [Escape.plain]: plainEntities,
  [Escape.html]: noEntities,
  [Escape.compat]: compatEntities,
  [Escape.compatRaw]: noEntities,
};

/**
 * What may be written of a value where it stands. Total: whatever comes in, nothing that could
 * break out comes out.
 */
export function escapeValue(context: number, value: string): string {
  const table = entityTables[context];
  if (table !== undefined) return escapeWith(table, value);
  switch (context) {
    case Escape.urlStart:
      return escapeWith(attributeEntities, urlStart(value));
    case Escape.urlPath:
    case Escape.plainUrlPath:
      return urlPath(value);
    case Escape.urlQuery:
    case Escape.plainUrlQuery:
      return urlQuery(value);
    case Escape.css:
      return cssValue(value);
    case Escape.classes:
      return classNames(value);
    case Escape.conditionalComment:
      return escapeWith(textEntities, value).replaceAll("--", "-&#45;");
    case Escape.header:
      return headerText(value);
    case Escape.plainUrlStart:
      return urlStart(value);
    case Escape.htmlText:
      // Marks are control characters: those of the value go first.
      return htmlText(escapeWith(plainEntities, value));
    default:
      return "";
  }
}
