import { type ParsedEmailAddress, parseEmailAddress } from "../addresses/index.js";
import { InputError } from "../errors/index.js";
import { isTimeZone } from "../timing/index.js";
import { type AttributeValues, attributeValues } from "./attribute-values.js";
import { type ColumnTarget, columnsByTarget, isAttribute } from "./column-mapping.js";
import type { ImportOptions } from "./import-options.js";
import type { ImportRow } from "./import-row.js";
import { maskText } from "./mask.js";
import { readPermission } from "./permission-cell.js";
import { readJurisdiction, readLocale, readTimeZone } from "./place-cell.js";
import type { RowNote } from "./row-result.js";

/** A row that can be imported as far as the row itself goes. */
export interface RowDraft {
  readonly row: number;
  readonly email: ParsedEmailAddress;
  /** The identity the tenant chose. Empty only where `unfit`. */
  readonly key: string;
  readonly phone: string | null;
  readonly texts: Readonly<Record<string, string>>;
  readonly attributes: AttributeValues;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly jurisdiction: string | null;
  readonly denial: RowNote | null;
  readonly claimed: boolean;
  /**
   * Why this row would be refused if it held no denial. Nothing else of it is used: a denial is
   * kept whatever is wrong beside it.
   */
  readonly unfit: RowNote | null;
  readonly flags: readonly RowNote[];
}

export type RowReading = { readonly draft: RowDraft } | { readonly refused: RowNote };

/**
 * Compiles a mapping into a function of one row.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`, `INPUT_TIME_ZONE`
 */
export function rowReader(options: ImportOptions): (row: ImportRow) => RowReading {
  const zone = options.defaults?.timeZone;
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new InputError("INPUT_TIME_ZONE", "The default time zone is none that the host knows.", {
      path: "defaults.timeZone",
      remedy: "Give an IANA name, such as Europe/Berlin.",
    });
  }
  const columns = columnsByTarget(options.mapping);
  const single = (target: ColumnTarget): string | undefined => columns.get(target)?.[0];
  const permissions = (["status", "unsubscribed", "subscribed"] as const).flatMap((target) =>
    (columns.get(target) ?? []).map((column) => ({ target, column })),
  );
  const attributes = [...columns].flatMap(([target, [column = ""]]) =>
    isAttribute(target) ? [{ name: target.slice("attribute:".length), column }] : [],
  );
  const mapped = [...columns.values()].flat();
  const emailColumn = single("email") ?? "";
  const keyColumn = identityOf(options) === "key" ? single("key") : undefined;

  return ({ row, values, problem }) => {
    if (problem !== undefined) return { refused: problem };
    const cell = (column: string | undefined): string =>
      column === undefined ? "" : (values[column] ?? "").trim();
    const flags: RowNote[] = [];
    const email = readEmail(cell(emailColumn), options, emailColumn, flags);
    if ("refused" in email) return email;
    const { denial, claimed } = readPermissions(permissions, cell, flags);
    const key = keyColumn === undefined ? email.address : cell(keyColumn);
    const controls = mapped.find((column) => column !== emailColumn && hasControls(cell(column)));
    const unfit: RowNote | null =
      controls !== undefined
        ? { code: "CONTROL_CHARACTER", column: controls }
        : key === ""
          ? noteOf("KEY_MISSING", keyColumn)
          : email.role && options.roleAddresses === "refuse"
            ? noteOf("ROLE_ADDRESS", emailColumn, maskText(email.address))
            : null;
    const bare = (reason: RowNote): RowReading =>
      denial === null
        ? { refused: reason }
        : {
            draft: {
              ...nothing,
              row,
              email,
              key,
              attributes: attributeValues(options.schema, {}),
              denial,
              unfit: reason,
              flags,
            },
          };
    if (unfit !== null) return bare(unfit);
    if (email.role) flags.push(noteOf("ROLE_ADDRESS", emailColumn, maskText(email.address)));

    const jurisdictionCell = cell(single("jurisdiction"));
    const jurisdiction = jurisdictionCell === "" ? null : readJurisdiction(jurisdictionCell);
    if (jurisdictionCell !== "" && jurisdiction === null)
      flags.push(noteOf("COUNTRY_UNKNOWN", single("jurisdiction")));
    const phoneCell = cell(single("phone"));
    const phone =
      phoneCell === "" ? null : (options.parsePhone ?? plainPhone)(phoneCell, jurisdiction);
    if (phoneCell !== "" && phone === null)
      flags.push(noteOf("PHONE_UNREADABLE", single("phone"), maskText(phoneCell)));
    const locale = optional(
      cell(single("locale")),
      readLocale,
      "LOCALE_UNKNOWN",
      single("locale"),
      flags,
    );
    const timeZone = optional(
      cell(single("timeZone")),
      readTimeZone,
      "TIME_ZONE_UNKNOWN",
      single("timeZone"),
      flags,
    );

    const texts: Record<string, string> = {};
    for (const { name, column } of attributes) {
      const text = cell(column);
      if (text === "") continue;
      // Kept as it stands: it is only dangerous to a spreadsheet that runs it.
      if (isFormula(text)) flags.push(noteOf("FORMULA_KEPT_AS_TEXT", column, maskText(text)));
      texts[name] = text;
    }
    const checked = checkedAttributes(options, texts, flags);

    if (!checked.values.ok && denial !== null) return bare(attributeFault(checked.values));
    return {
      draft: {
        row,
        email,
        key,
        phone,
        texts: checked.texts,
        attributes: checked.values,
        locale,
        timeZone,
        jurisdiction,
        denial,
        claimed: claimed && denial === null,
        unfit: null,
        flags,
      },
    };
  };
}

export function identityOf(options: ImportOptions): "email" | "key" {
  return (
    options.identity ?? (options.mapping.some(({ target }) => target === "key") ? "key" : "email")
  );
}

function readEmail(
  cell: string,
  options: ImportOptions,
  column: string,
  flags: RowNote[],
): ParsedEmailAddress | { readonly refused: RowNote } {
  const [, inner] = /^(?:mailto:|[^<>]*<)([^<>]*?)>?$/i.exec(cell) ?? [];
  if (inner !== undefined) flags.push(noteOf("EMAIL_DISPLAY_NAME_REMOVED", column));
  const email = parseEmailAddress(
    inner ?? cell,
    options.disposableDomains === undefined ? {} : { disposableDomains: options.disposableDomains },
  );
  if (!email.ok) return { refused: noteOf(email.code, column, maskText(cell)) };
  if (email.disposable) flags.push(noteOf("DISPOSABLE_ADDRESS", column));
  if (email.internationalized) flags.push(noteOf("EMAIL_NEEDS_SMTPUTF8", column));
  if (email.suggestion !== undefined) {
    const meant = email.suggestion.slice(email.suggestion.lastIndexOf("@") + 1);
    flags.push(noteOf("EMAIL_TYPO_SUSPECTED", column, `${email.domain}: ${meant}?`));
  }
  return email;
}

const nothing = {
  phone: null,
  texts: {},
  locale: null,
  timeZone: null,
  jurisdiction: null,
  claimed: false,
} as const;

function readPermissions(
  columns: readonly { readonly target: ColumnTarget; readonly column: string }[],
  cell: (column: string) => string,
  flags: RowNote[],
): { readonly denial: RowNote | null; readonly claimed: boolean } {
  let denial: RowNote | null = null;
  let claimed = false;
  for (const { target, column } of columns) {
    const reading = readPermission(target, cell(column));
    if (reading.says === "denied") denial ??= { code: reading.code, column };
    else if (reading.says === "claimed") claimed = true;
    else if (reading.says === "unclear") flags.push(noteOf("STATUS_UNKNOWN", column));
  }
  return { denial, claimed };
}

export function attributeFault({
  refused: [column],
  code,
}: AttributeValues & { readonly ok: false }): RowNote {
  return { code: "ATTRIBUTE_INVALID", ...(column !== undefined && { column }), detail: code };
}

function checkedAttributes(
  options: ImportOptions,
  given: Readonly<Record<string, string>>,
  flags: RowNote[],
): { readonly texts: Readonly<Record<string, string>>; readonly values: AttributeValues } {
  let texts = given;
  let values = attributeValues(options.schema, texts);
  if (values.ok || options.invalidAttributes !== "omit") return { texts, values };
  while (!values.ok && values.refused.length > 0) {
    const { refused, code } = values;
    for (const name of refused)
      flags.push({ code: "ATTRIBUTE_LEFT_OUT", column: name, detail: code });
    texts = Object.fromEntries(Object.entries(texts).filter(([name]) => !refused.includes(name)));
    values = attributeValues(options.schema, texts);
  }
  return { texts, values };
}

function optional(
  cell: string,
  read: (cell: string) => string | null,
  code: string,
  column: string | undefined,
  flags: RowNote[],
): string | null {
  if (cell === "") return null;
  const value = read(cell);
  if (value === null) flags.push(noteOf(code, column));
  return value;
}

function plainPhone(text: string): string | null {
  const digits = text.replace(/[\s().\-/]+/g, "");
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

/** Line breaks and tabs are text; everything else that cannot be seen is not. */
function hasControls(text: string): boolean {
  return /[^\P{Cc}\t\r\n]/u.test(text);
}

function isFormula(text: string): boolean {
  return /^[=+\-@]/.test(text) && !/^[+-]?[\d\s().,/-]+$/.test(text) && text !== "-";
}

function noteOf(code: string, column: string | undefined, detail?: string): RowNote {
  return { code, ...(column !== undefined && { column }), ...(detail !== undefined && { detail }) };
}
