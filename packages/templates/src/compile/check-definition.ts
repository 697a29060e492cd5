import { TemplateError } from "../errors/index.js";
import { offerFault } from "../fields/offers.js";
import { isRecord, isText } from "../unknown-value.js";

const classes: ReadonlySet<unknown> = new Set([
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
]);
const types: ReadonlySet<unknown> = new Set([
  ...[
    "text",
    "name",
    "url",
    "image",
    "color",
    "number",
    "money",
    "date",
    "enum",
    "bool",
    "list",
    "html",
  ],
]);

/**
 * What `tsc` tells everybody who lets it: definitions also come from JSON, databases and
 * JavaScript, and one with a message class that nobody knows must not pass for one that needs no
 * unsubscribe link.
 *
 * @throws TemplateError `TEMPLATE_DEFINITION` with the path of what is of the wrong type;
 * `TEMPLATE_LOCALE`. The message begins with the template's id.
 */
export function checkDefinition(definition: unknown): void {
  if (!isRecord(definition)) throw wrong("definition", "an object");
  const { id } = definition;
  if (typeof id !== "string") throw wrong("id", "a string");
  try {
    checkParts(definition);
  } catch (error) {
    throw error instanceof TemplateError ? error.in({ id: id.slice(0, 128), partials: {} }) : error;
  }
}

function checkParts(definition: Loose): void {
  if (!classes.has(definition["messageClass"]))
    throw wrong("messageClass", `one of ${[...classes].join(", ")}`);
  for (const key of ["locale", "subject", "preheader", "mjml", "text", "purpose", "topic"])
    optional(definition, key, key, isText, "a string");
  for (const key of ["utm", "partials"])
    optional(definition, key, key, isTexts, "an object of strings");
  optional(
    definition,
    "events",
    "events",
    (value) => Array.isArray(value) && value.every(isText),
    "a list of strings",
  );
  const fault = offerFault(definition);
  if (fault !== null) throw wrong(...fault);
  optional(definition, "locales", "locales", isRecord, "an object");
  optional(definition, "fields", "fields", isRecord, "an object");
  if (isText(definition["locale"])) checkLocale(definition["locale"], "locale");
  for (const [locale, parts] of listEntries(definition["locales"])) {
    checkLocale(locale, "locales");
    if (!isTexts(parts)) throw wrong(`locales.${locale}`, "an object of strings");
  }
  for (const [path, declaration] of listEntries(definition["fields"]))
    checkField(declaration, `fields.${path}`);
}

/** As `Intl` takes it: a renderer would else fail on the first date. */
export function checkLocale(locale: string, path: string): void {
  try {
    Intl.getCanonicalLocales(locale);
  } catch {
    const close = locale.replaceAll("_", "-");
    throw new TemplateError(
      "TEMPLATE_LOCALE",
      `“${locale.slice(0, 40)}” is no BCP 47 language tag.`,
      {
        path,
        remedy: `Write it as in ${/^[a-z]{2,3}-[a-z]{2}$/i.test(close) ? close : "de-AT"}.`,
      },
    );
  }
}

const hostName = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

function checkField(field: unknown, path: string): void {
  if (!isRecord(field)) throw wrong(path, "a field declaration");
  if (!types.has(field["type"])) throw wrong(`${path}.type`, `one of ${[...types].join(", ")}`);
  for (const bound of ["maxLength", "maxItems", "decimals"]) {
    optional(field, bound, `${path}.${bound}`, isCount, "a whole number from 0");
  }
  optional(
    field,
    "fallback",
    `${path}.fallback`,
    (value) => isText(value) || isTexts(value),
    "a string, or one per locale",
  );
  optional(
    field,
    "values",
    `${path}.values`,
    (value) => Array.isArray(value) && value.every(isText),
    "a list of strings",
  );
  optional(
    field,
    "hosts",
    `${path}.hosts`,
    (value) => Array.isArray(value) && value.every((host) => isText(host) && hostName.test(host)),
    "a list of hosts in ASCII, such as cdn.example, without scheme or port",
  );
  for (const text of ["style", "timeZone", "currency"])
    optional(field, text, `${path}.${text}`, isText, "a string");
  const { of } = field;
  if (of === undefined) return;
  if (!isRecord(of)) throw wrong(`${path}.of`, "a field, or an object of fields");
  if (isText(of["type"])) checkField(of, `${path}[]`);
  else for (const [name, inner] of Object.entries(of)) checkField(inner, `${path}[].${name}`);
}

type Loose = Readonly<Record<string, unknown>>;
function isTexts(value: unknown): boolean {
  return (
    isRecord(value) && Object.values(value).every((text) => text === undefined || isText(text))
  );
}
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;
}
function listEntries(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function optional(
  from: Loose,
  key: string,
  path: string,
  test: (value: unknown) => boolean,
  wanted: string,
): void {
  if (from[key] !== undefined && !test(from[key])) throw wrong(path, wanted);
}

function wrong(path: string, wanted: string): TemplateError {
  return new TemplateError(
    "TEMPLATE_DEFINITION",
    `In the template's definition ${path.slice(0, 120)} is not ${wanted}.`,
    {
      path,
    },
  );
}
