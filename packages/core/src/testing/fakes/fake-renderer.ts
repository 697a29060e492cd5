import { isObject, type JsonObject, type JsonValue } from "../../json.js";
import type { ProductUse } from "../../ports/catalog.js";
import type { CodeUse } from "../../ports/codes.js";
import type { MessageClass } from "../../ports/consent-gate.js";
import type { Renderer, TrackedLink } from "../../ports/renderer.js";

export interface FakeTemplate {
  readonly channel?: "email" | "sms";
  readonly messageClass?: MessageClass;
  readonly purpose?: string;
  readonly locales?: readonly string[];
  readonly codes?: CodeUse;
  readonly products?: ProductUse;
  readonly subject?: string;
  /**
   * `{name}` is replaced by the attribute or datum of that name, `{name.member}` by its member. If
   * there is none, it is removed and counted as a fallback.
   */
  readonly text: string;
  /** Appended to the text and tracked. `{name}` is replaced here too. */
  readonly links?: readonly string[];
}

/**
 * Replaces `{name}` and appends the unsubscribe link, without HTML or escaping. For tests of code
 * that calls a renderer.
 */
export function fakeRenderer(templates: Readonly<Record<string, FakeTemplate>>): Renderer {
  const find = (id: string): FakeTemplate | undefined =>
    Object.hasOwn(templates, id) ? templates[id] : undefined;
  return {
    specVersion: 1,
    id: "fake",
    template(id) {
      const template = find(id);
      if (template === undefined) return undefined;
      const {
        channel = "email",
        messageClass = "marketing",
        locales = ["en"],
        links = [],
        purpose,
        codes,
        products,
      } = template;
      const known = links.map((link) => (/\{\w+\}/.test(link) ? "" : link));
      const own = { ...(purpose === undefined ? {} : { purpose }), codes, products };
      const digest = JSON.stringify(template);
      const info = { id, channel, messageClass, wayOut: true, digest, locales, links: known };
      return { ...info, ...own };
    },
    render(request) {
      const template = find(request.template);
      if (template === undefined)
        return { rendered: false, reasons: [{ code: "TEMPLATE_UNKNOWN", path: "template" }] };
      const fallbacks: string[] = [];
      const fill = (source: string): string => {
        const values: JsonObject = { ...request.attributes, ...request.data };
        return source.replace(/\{([\w.]+)\}/g, (_, name: string) => {
          const value = valueAt(values, name);
          if (value === undefined || value === null) fallbacks.push(name);
          if (value === undefined || value === null) return "";
          return typeof value === "object" ? JSON.stringify(value) : String(value);
        });
      };
      const { clicks, opens } = request.tracking;
      const targets = (template.links ?? []).map(fill);
      const links = targets.map((target, index) =>
        clicks ? request.links.clickBase + index : target,
      );
      const subject = fill(template.subject ?? request.template);
      const text = [fill(template.text), ...links, request.links.unsubscribe].join("\n");
      const html = `<pre>${text}</pre>${opens ? `<img src="${request.links.openPixel}" alt="">` : ""}`;
      const locale = request.locale ?? "en";
      const tracked: readonly TrackedLink[] = clicks
        ? targets.map((target, index) => ({ position: index, link: index, target }))
        : [];
      return {
        rendered: true,
        subject,
        preheader: "",
        html,
        text,
        locale,
        fallbacks,
        links: tracked,
        // Long texts have parts, as real ones do.
        segments: Math.max(1, Math.ceil(text.length / 160)),
      };
    },
  };
}

function valueAt(values: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const name of path.split("."))
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}
