import { type Client, features } from "./clients.js";
import type { Remark } from "./finding.js";
import type { Outline } from "./outline.js";

/** One remark a feature, whatever the number of places: a list that nobody reads helps nobody. */
export function clientSupport(chosen: readonly Client[]): (outline: Outline) => Generator<Remark> {
  return function* ({ elements, css }) {
    const styles = `${css}\n${elements.map((element) => element.attributes["style"] ?? "").join(";\n")}`.toLowerCase();
    for (const feature of features) {
      const used =
        (feature.css?.test(styles) ?? false) ||
        (feature.tag !== undefined && elements.some((element) => element.tag === feature.tag));
      const affected = feature.without.filter((client) => chosen.includes(client));
      if (!used || affected.length === 0) continue;
      yield {
        code: "CLIENT_SUPPORT",
        severity: feature.loss === "content" ? "error" : feature.loss === "layout" ? "warning" : "info",
        near: feature.tag === undefined ? feature.name.split(/[ :(]/)[0] : `<${feature.tag}`,
        message: `${feature.name} does not work in ${affected.join(", ")}.`,
        remedy: feature.remedy,
      };
    }
  };
}
