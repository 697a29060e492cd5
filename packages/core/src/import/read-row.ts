import type { ParsedEmailAddress } from "../addresses/index.js";
import { InputError } from "../errors/index.js";
import { isTimeZone } from "../timing/index.js";
import {
  type AttributeValues,
  attributeValues,
  type CellReadings,
  cellReadings,
} from "./attribute-values.js";
import { columnsByTarget, isAttribute } from "./column-mapping.js";
import type { ColumnTarget } from "./column-target.js";
import { damagedReader } from "./damaged-row.js";
import type { ImportOptions } from "./import-options.js";
import type { ColumnWatch } from "./import-questions.js";
import { checkedRow, type ImportRow } from "./import-row.js";
import { readJurisdiction, readLocale, readTimeZone } from "./place-cell.js";
import { addressesIn, maskText, readEmail, readPhone, rowNote } from "./row-address.js";
import { permissionReader } from "./row-permission.js";
import type { RowNote } from "./row-result.js";
import { settledMapping } from "./settled-mapping.js";

/** A row that can be imported as far as the row itself goes. */
export interface RowDraft {
  readonly row: number;
  readonly email: ParsedEmailAddress;
  /** The identity the tenant chose. Empty only where `unfit`. */
  readonly key: string;
  readonly phone: string | null;
  /**
   * Text messages or calls are denied: no `phone`, and what is known of the contact's is barred.
   */
  readonly phoneDenial: RowNote | null;
  /** The number beside that denial, whoever has it. */
  readonly deniedPhone: string | null;
  /** By attribute, what its cell may mean. */
  readonly cells: Readonly<Record<string, CellReadings>>;
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

/** Whom a row denies that has no address to be filed under. */
export interface Barred extends Pick<RowDraft, "denial" | "phoneDenial" | "deniedPhone"> {
  /** Empty: none. */
  readonly key: string;
  /** What is legible in its cell: one of several, say. */
  readonly addresses: readonly string[];
}

export type RowReading =
  | { readonly draft: RowDraft }
  | { readonly refused: RowNote; readonly barred?: Barred };

/**
 * Compiles a mapping into a function of one row.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`, `INPUT_ATTRIBUTE_UNKNOWN`,
 * `INPUT_KEY_COLUMN`, `INPUT_TIME_ZONE`; of a row, `INPUT_ROW_SHAPE`
 */
export function rowReader(
  options: ImportOptions,
  watch?: ColumnWatch,
): (row: ImportRow) => RowReading {
  const zone = options.defaults?.timeZone;
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new InputError("INPUT_TIME_ZONE", "The default time zone is none that the host knows.", {
      path: "defaults.timeZone",
      remedy: "Give an IANA name, such as Europe/Berlin.",
    });
  }
  const mapping = settledMapping(options.mapping, options.schema);
  const columns = columnsByTarget(mapping);
  const single = (target: ColumnTarget): string | undefined => columns.get(target)?.[0];
  const permissionOf = permissionReader(mapping, watch);
  const deniedIn = damagedReader({ ...options, mapping });
  const attributes = mapping.flatMap(({ column, target, format }) =>
    isAttribute(target) ? [{ name: target.slice("attribute:".length), column, format }] : [],
  );
  const mapped = [...columns.values()].flat();
  const emailColumn = single("email") ?? "";
  const keyColumn = readIdentity(options) === "key" ? single("key") : undefined;
  if (readIdentity(options) === "key" && keyColumn === undefined) {
    throw new InputError(
      "INPUT_KEY_COLUMN",
      "Contacts are told apart by key, and no column has it.",
      {
        path: "identity",
        remedy:
          "Map the column with the host's own number to `key`, or let the address be identity.",
      },
    );
  }

  /** The number in a row of which nothing else is taken. */
  const numberIn = (values: ImportRow["values"]): string | null => {
    const country = (values[single("jurisdiction") ?? ""] ?? "").trim();
    const jurisdiction = country === "" ? null : readJurisdiction(country);
    return readPhone(
      (values[single("phone") ?? ""] ?? "").trim(),
      jurisdiction,
      options,
      undefined,
      [],
    );
  };

  return (given) => {
    const source = checkedRow(given);
    const { row, values, problem } = source;
    const flags: RowNote[] = [];
    const bare = (
      reason: RowNote,
      email: ParsedEmailAddress,
      key: string,
      said: Pick<RowDraft, "denial" | "phoneDenial">,
    ): RowReading => {
      const deniedPhone = said.phoneDenial === null ? null : numberIn(values);
      return said.denial === null && said.phoneDenial === null
        ? { refused: reason }
        : {
            draft: {
              ...{ ...nothing, ...said, deniedPhone, row, email, key, flags },
              attributes: attributeValues(options.schema, {}),
              unfit: reason,
            },
          };
    };
    if (problem !== undefined) {
      const said = deniedIn(source);
      if (said === null) return { refused: problem };
      // Nobody knows that the cell below the key's name is the key.
      return bare(problem, said.email, keyColumn === undefined ? said.email.address : "", said);
    }
    watch?.read(values);
    const cell = (column: string | undefined): string =>
      column === undefined ? "" : (values[column] ?? "").trim();
    const email = readEmail(cell(emailColumn), options, emailColumn, flags);
    const { denial, claimed, phoneDenial } = permissionOf(values);
    if ("refused" in email) {
      if (denial === null && phoneDenial === null) return email;
      const deniedPhone = phoneDenial === null ? null : numberIn(values);
      // What is denied for text messages alone says nothing of addresses.
      const addresses = denial === null ? [] : addressesIn(cell(emailColumn));
      const barred = { denial, phoneDenial, deniedPhone, key: cell(keyColumn), addresses };
      return { ...email, barred };
    }
    const key = keyColumn === undefined ? email.address : cell(keyColumn);
    const controls = mapped.find((column) => column !== emailColumn && hasControls(cell(column)));
    const unfit: RowNote | null =
      controls !== undefined
        ? { code: "CONTROL_CHARACTER", column: controls }
        : key === ""
          ? rowNote("KEY_MISSING", keyColumn)
          : email.role && options.roleAddresses === "refuse"
            ? rowNote("ROLE_ADDRESS", emailColumn, maskText(email.address))
            : null;
    if (unfit !== null) return bare(unfit, email, key, { denial, phoneDenial });
    if (email.role) flags.push(rowNote("ROLE_ADDRESS", emailColumn, maskText(email.address)));

    const jurisdictionCell = cell(single("jurisdiction"));
    const jurisdiction = jurisdictionCell === "" ? null : readJurisdiction(jurisdictionCell);
    if (jurisdictionCell !== "" && jurisdiction === null)
      flags.push(rowNote("COUNTRY_UNKNOWN", single("jurisdiction")));
    const number = readPhone(cell(single("phone")), jurisdiction, options, single("phone"), flags);
    // Text messages are for those who want them: a number that may not be used is not kept.
    const phone = phoneDenial === null ? number : null;
    const deniedPhone = phoneDenial === null ? null : number;
    if (deniedPhone !== null) flags.push(rowNote("PHONE_DENIED", phoneDenial?.column));
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

    const cells: Record<string, CellReadings> = {};
    for (const { name, column, format } of attributes) {
      const text = cell(column);
      if (text === "") continue;
      if (format?.type === "undecided") {
        watch?.see("FORMAT_UNDECIDED", column, null);
        flags.push(rowNote("FORMAT_UNDECIDED", column));
        continue;
      }
      // Kept as it stands: it is only dangerous to a spreadsheet that runs it.
      if (format === undefined && isFormula(text))
        flags.push(rowNote("FORMULA_KEPT_AS_TEXT", column, maskText(text)));
      cells[name] = cellReadings(text, format);
    }
    const checked = checkedAttributes(options, cells, flags);

    if (!checked.values.ok && denial !== null)
      return bare(attributeFault(checked.values), email, key, { denial, phoneDenial });
    return {
      draft: {
        row,
        email,
        key,
        ...{ phone, phoneDenial, deniedPhone },
        cells: checked.cells,
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

export function readIdentity(options: ImportOptions): "email" | "key" {
  return (
    options.identity ?? (options.mapping.some(({ target }) => target === "key") ? "key" : "email")
  );
}

const nothing = {
  phone: null,
  cells: {},
  locale: null,
  timeZone: null,
  jurisdiction: null,
  claimed: false,
} as const;

export function attributeFault({
  refused: [column],
  code,
}: AttributeValues & { readonly ok: false }): RowNote {
  return { code: "ATTRIBUTE_INVALID", ...(column !== undefined && { column }), detail: code };
}

function checkedAttributes(
  options: ImportOptions,
  given: Readonly<Record<string, CellReadings>>,
  flags: RowNote[],
): { readonly cells: Readonly<Record<string, CellReadings>>; readonly values: AttributeValues } {
  let cells = given;
  let values = attributeValues(options.schema, cells);
  if (values.ok || options.invalidAttributes !== "omit") return { cells, values };
  while (!values.ok && values.refused.length > 0) {
    const { refused, code } = values;
    for (const name of refused)
      flags.push({ code: "ATTRIBUTE_LEFT_OUT", column: name, detail: code });
    cells = Object.fromEntries(Object.entries(cells).filter(([name]) => !refused.includes(name)));
    values = attributeValues(options.schema, cells);
  }
  return { cells, values };
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
  if (value === null) flags.push(rowNote(code, column));
  return value;
}

/** Line breaks and tabs are text; everything else that cannot be seen is not. */
function hasControls(text: string): boolean {
  return /[^\P{Cc}\t\r\n]/u.test(text);
}

function isFormula(text: string): boolean {
  return /^[=+\-@]/.test(text) && !/^[+-]?[\d\s().,/-]+$/.test(text) && text !== "-";
}
