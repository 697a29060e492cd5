import { contactId, type RenderResult, sampleOffers } from "@wellsent/core";
import { attributeEntities, escapeWith, textEntities } from "../escape/markup.js";
import type { TemplateRenderer } from "../renderer.js";
import { galleryStyle } from "./gallery-style.js";
import type { PreviewPerson } from "./sample-people.js";

export interface PreviewOptions {
  /** Default: every template given, in order. */
  readonly title?: string;
  /** Widths in CSS pixels, by name. Default: phone 375, desktop 700. */
  readonly widths?: Readonly<Record<string, number>>;
  /**
   * True: images and pixels are fetched when the file is opened. Default: nothing leaves the
   * machine.
   */
  readonly remote?: boolean;
}

function text(value: string): string {
  return escapeWith(textEntities, value);
}
function attribute(value: string): string {
  return escapeWith(attributeEntities, value);
}
const links = {
  unsubscribe: "https://preview.invalid/unsubscribe",
  preferences: "https://preview.invalid/preferences",
  view: "https://preview.invalid/view",
  confirm: "https://preview.invalid/confirm",
  wording: "https://preview.invalid/privacy-notice",
  clickBase: "https://preview.invalid/click/",
  openPixel: "https://preview.invalid/open",
};
const closed = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;

/**
 * One self-contained HTML page that shows every template to every person, at phone and at desktop
 * width: subject and preheader as an inbox has them, which fallbacks spoke, the text part, and why
 * somebody would get no mail. Codes and products are marked samples. Mails stand in sandboxed
 * frames without scripts, and by default fetch nothing.
 */
export function renderPreview(
  renderer: Pick<TemplateRenderer, "render" | "template">,
  templates: readonly string[],
  people: readonly PreviewPerson[],
  options: PreviewOptions = {},
): string {
  const {
    title = "Template preview",
    widths = { Phone: 375, Desktop: 700 },
    remote = false,
  } = options;
  const shown = templates.map((template) => {
    const cards = people.map((person) => {
      const result = renderer.render({
        template,
        locale: person.locale,
        contact: contactId("preview"),
        attributes: person.attributes,
        data: { ...sampleOffers(renderer.template(template) ?? {}), ...person.data },
        memberships: person.memberships ?? [],
        links,
        tracking: person.tracking ?? { opens: false, clicks: false },
        at: 0,
      });
      return card(person, result, widths, remote);
    });
    return `<section><h2 id="${attribute(template)}">${text(template)}</h2>${cards.join("")}</section>`;
  });
  const index = templates
    .map((template) => `<a href="#${attribute(template)}">${text(template)}</a>`)
    .join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(title)}</title><style>${galleryStyle}</style></head>
<body><header><h1>${text(title)}</h1><nav>${index}</nav></header><main>${shown.join("")}</main></body></html>`;
}

function card(
  person: PreviewPerson,
  result: RenderResult,
  widths: Readonly<Record<string, number>>,
  remote: boolean,
): string {
  const head = (note: string): string =>
    `<article><h3>${text(person.label)} <span class="note">${note}</span></h3>`;
  if (!result.rendered) {
    const reasons = result.reasons
      .map(({ code, path }) => `<code>${text(code)}</code> ${text(path)}`)
      .join(", ");
    return `${head('<span class="bad">gets no mail</span>')}<div class="inbox">${reasons}</div></article>`;
  }
  const used =
    result.fallbacks.length === 0
      ? "no fallback used"
      : `fallback: ${text(result.fallbacks.join(", "))}`;
  const tracked = result.html.includes(links.openPixel) || result.html.includes(links.clickBase);
  const measured = tracked ? "measured" : '<span class="good">nothing reports back</span>';
  const size =
    result.html === ""
      ? ""
      : ` · ${(new TextEncoder().encode(result.html).length / 1024).toFixed(1)} KB`;
  const inbox =
    result.subject === ""
      ? ""
      : `<div class="inbox" dir="auto"><b>${text(result.subject)}</b><span class="note">${text(result.preheader)}</span></div>`;
  const frames =
    result.html === ""
      ? ""
      : `<div class="frames">${Object.entries(widths)
          .map(([name, width]) => frame(name, width, person.label, result.html, remote))
          .join("")}</div>`;
  const open = result.html === "" ? " open" : "";
  return `${head(`${text(result.locale)} · ${used} · ${measured}${size}`)}${inbox}${frames}<details${open}><summary class="note">Text</summary><pre dir="auto">${text(result.text)}</pre></details></article>`;
}

function frame(name: string, width: number, label: string, html: string, remote: boolean): string {
  const head = /<head[^>]*>/i;
  const page = remote
    ? html
    : head.test(html)
      ? html.replace(head, (tag) => tag + closed)
      : closed + html;
  const caption = `${name}, ${width} px`;
  return `<figure><figcaption>${text(caption)}</figcaption><iframe sandbox="" title="${attribute(`${label}: ${caption}`)}" width="${width}" srcdoc="${attribute(page)}"></iframe></figure>`;
}
