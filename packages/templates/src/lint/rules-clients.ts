import { featureTable } from "./client-table.js";
import {
  type ClientChoice,
  type ClientSupport,
  chosenClients,
  listed,
  readSupport,
  usualClients,
} from "./clients.js";
import type { Features, Loss } from "./feature.js";
import { cssFeatures } from "./features-css.js";
import { htmlFeatures } from "./features-html.js";
import type { Remark, Severity } from "./finding.js";
import type { Outline } from "./outline.js";
import { createPage } from "./page.js";

const severities: Readonly<Record<Loss, Severity>> = {
  content: "error",
  layout: "warning",
  looks: "info",
  nothing: "info",
};

/** What every client takes out, and caniemail need not say. */
const removed: readonly (readonly [tag: string, remedy: string])[] = [
  ["script", "Remove it: filters count it against the mail."],
  ["iframe", "Link to the page."],
  ["embed", "Link to it."],
  ["canvas", "Use an image."],
];

export interface ClientRuleOptions {
  readonly clients?: readonly ClientChoice[];
  /** See `LintOptions.support`. */
  readonly support?: "losses" | "everything";
}

/**
 * One remark a feature, whatever the number of places: a list that nobody reads helps nobody.
 *
 * @throws TemplateError `TEMPLATE_LINT_CLIENT`.
 */
export function clientSupport({
  clients = usualClients,
  support: asked = "losses",
}: ClientRuleOptions): (outline: Outline) => Generator<Remark> {
  const chosen = chosenClients(clients);
  return function* (outline) {
    const page = createPage(outline);
    for (const [tag, remedy] of removed) {
      if (!page.elements.some((element) => element.tag === tag)) continue;
      yield {
        code: "CLIENT_SUPPORT",
        severity: "error",
        near: new RegExp(`<${tag}\\b`, "i"),
        message: `<${tag}> is taken out by every client.`,
        remedy,
      };
    }
    for (const [key, { matcher, loss, partIsNone, remedy }] of Object.entries(features)) {
      const [slug = key] = key.split("#");
      const [title, row] = featureTable[slug] ?? [slug, ""];
      const all = readSupport(row, chosen);
      const none = all.filter(
        ({ support: how }) => how === "none" || (partIsNone && how === "partial"),
      );
      const partly = all.filter((one) => one.support === "partial" && !none.includes(one));
      const told =
        asked === "everything" ? none.length + partly.length : loss === "nothing" ? 0 : none.length;
      if (told === 0 || !matcher.uses(page)) continue;
      yield {
        code: "CLIENT_SUPPORT",
        severity: none.length === 0 ? "info" : severities[loss],
        near: matcher.near,
        message: sentence(title, none, partly),
        remedy: remedy ?? `Do without, or see what becomes of it: caniemail.com/features/${slug}/`,
        feature: slug,
        clients: [...none, ...partly],
      };
    }
  };
}

function sentence(
  title: string,
  none: readonly ClientSupport[],
  partly: readonly ClientSupport[],
): string {
  if (none.length === 0) return `${title} works only partly in ${listed(partly)}.`;
  const rest = partly.length === 0 ? "" : `, and only partly in ${listed(partly)}`;
  return `${title} does not work in ${listed(none)}${rest}.`;
}

/** Everything that caniemail knows of and a mail's markup shows. */
export const features: Features = { ...cssFeatures, ...htmlFeatures };

/** What no mail's markup shows. */
export const unseen: Readonly<Record<string, string>> = {
  bimi: "a record of the sender's domain",
  "html-comments": "they are no part of what is shown",
  "image-hdr": "known only from the picture's own bytes",
};
