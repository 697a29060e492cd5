import type { MailWords } from "./mail-words.js";

/** What a mail shows between its paragraphs and its button. */
export interface MailBlocks {
  /** Markup inside `<mj-column>`, by language. */
  readonly [language: string]: string;
}

/** The parts of a mail that a layout puts together. */
export interface MailParts extends Pick<MailWords, "heading" | "paragraphs" | "button"> {
  /** BCP 47. */
  readonly language: string;
  /** The same as the subject. */
  readonly title: string;
  /** MJML for a column: a code, products, the answers of a survey. Empty: none. */
  readonly block: string;
  /** Where the button leads. */
  readonly link: string;
  /** Why the person gets it, and the ways out, as HTML. */
  readonly footer: string;
}

/** Makes the MJML of a mail. It has to hold the footer, where the way out stands. */
export type MailLayout = (parts: MailParts) => string;

/**
 * One column in the reader's own colors: a language, a title, one heading, text of 16 pixels, and a
 * button with a contrast of at least 7 to 1.
 */
export const plainLayout: MailLayout = ({
  language,
  title,
  heading,
  paragraphs,
  block,
  button,
  link,
  footer,
}) => `<mjml lang="${language}"><mj-head><mj-title>${title}</mj-title><mj-attributes>
<mj-all font-family="Helvetica, Arial, sans-serif" />
<mj-text font-size="16px" line-height="1.5" color="#1a1a1a" />
</mj-attributes></mj-head><mj-body background-color="#ffffff"><mj-section><mj-column>
<mj-text><h1 style="font-size:24px;line-height:1.3;margin:0">${heading}</h1></mj-text>
${paragraphs.map((text) => `<mj-text>${text}</mj-text>`).join("\n")}
${block}
${button === undefined ? "" : buttonTo(link, button)}
<mj-divider border-width="1px" border-color="#767676" />
<mj-text font-size="14px" color="#595959">${footer}</mj-text>
</mj-column></mj-section></mj-body></mjml>`;

function buttonTo(link: string, text: string): string {
  return `<mj-button href="${link}" background-color="#14407a" color="#ffffff" font-size="16px" inner-padding="14px 24px" align="left">${text}</mj-button>`;
}

/** A single-use code, and until when it holds; nothing where the message has none. */
export const codeBlock: MailBlocks = {
  en: codeIn("Your code", "Valid until"),
  de: codeIn("Ihr Code", "Gültig bis"),
};

function codeIn(label: string, until: string): string {
  return `<mj-text font-size="20px">{{#if code}}<p style="margin:0">${label}: <strong>{{code.value}}</strong></p>
{{#if code.expiresAt}}<p style="margin:0;font-size:16px">${until} {{code.expiresAt}}</p>{{/if}}{{/if}}</mj-text>`;
}

/** The products of the catalog, each with its price at that moment. */
export const productBlock: MailBlocks = {
  en: productsIn("instead of"),
  de: productsIn("statt"),
};

function productsIn(insteadOf: string): string {
  return `<mj-text>{{#each products}}<p><a href="{{link}}">{{title}}</a><br>{{price}}{{#if usualPrice}} (${insteadOf} {{usualPrice}}){{/if}}</p>{{/each}}</mj-text>`;
}

/** The block of a language, or that of English. */
export function blockIn(blocks: MailBlocks | undefined, language: string): string {
  if (blocks === undefined) return "";
  const [base = language] = language.split("-");
  return blocks[language] ?? blocks[base] ?? blocks["en"] ?? "";
}
