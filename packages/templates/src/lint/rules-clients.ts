import { type Client, features } from "./clients.js";
import type { Remark } from "./finding.js";
import type { Outline } from "./outline.js";

/** One remark a feature, whatever the number of places: a list that nobody reads helps nobody. */
export function clientSupport(chosen: readonly Client[]): (outline: Outline) => Generator<Remark> {
  return function* ({ elements, css, vml }) {
    const inline = elements.map((element) => withoutVml(element.attributes["style"] ?? "", vml));
    const styles = `${css}\n${inline.join(";\n")}`.toLowerCase();
    for (const feature of features) {
      const used =
        (feature.css?.test(styles) ?? false) ||
        (feature.tag !== undefined && elements.some((element) => element.tag === feature.tag));
      const affected = feature.without.filter((client) => chosen.includes(client));
      if (!used || affected.length === 0) continue;
      yield {
        code: "CLIENT_SUPPORT",
        severity:
          feature.loss === "content" ? "error" : feature.loss === "layout" ? "warning" : "info",
        near: feature.tag === undefined ? feature.name.split(/[ :(]/)[0] : `<${feature.tag}`,
        message: `${feature.name} does not work in ${affected.join(", ")}.`,
        remedy: feature.remedy,
      };
    }
  };
}

/** Backgrounds that Outlook gets in its own way are no loss there. */
const withoutVml = (style: string, vml: ReadonlySet<string>): string => {
  let left = style;
  // Addresses may hold quotes and parentheses themselves, so they are looked for whole.
  for (const address of vml)
    for (const quote of ["'", '"', ""])
      left = left.replaceAll(`url(${quote}${address}${quote})`, "none");
  return left;
};
