import type { ParsedEmailAddress } from "../addresses/index.js";
import { InputError } from "../errors/index.js";
import { isTimeZone } from "../timing/index.js";
import {
  type AttributeValues,
  attributeValues,
  type CellReadings,
  cellReadings,
} from "./attribute-values.js";
import { cellText } from "./cell-shape.js";
import { columnsByTarget, isAttribute } from "./column-mapping.js";
import type { ColumnTarget } from "./column-target.js";
import { damagedReader } from "./damaged-row.js";
import { denialReader } from "./denials-only.js";
import { attributeCells, type FieldCell, fieldCell, otherColumns } from "./field-cells.js";
import { fieldRules, type ImportField } from "./field-policy.js";
import type { ImportOptions } from "./import-options.js";
import type { ColumnWatch } from "./import-questions.js";
import { checkedRow, type ImportRow } from "./import-row.js";
import { readJurisdiction, readLocale, readTimeZone } from "./place-cell.js";
import { addressesIn, maskText, readEmail, readPhone, rowNote } from "./row-address.js";
import { permissionReader } from "./row-permission.js";
import type { RowDraft, RowReading } from "./row-reading.js";
import type { RowNote } from "./row-result.js";
import { settledMapping } from "./settled-mapping.js";

/**
 * Compiles a mapping into a function of one row.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`, `INPUT_ATTRIBUTE_UNKNOWN`,
 * `INPUT_CELL_SHAPE`, `INPUT_FIELD_POLICY`, `INPUT_KEY_COLUMN`, `INPUT_TIME_ZONE`; of a row,
 * `INPUT_ROW_SHAPE`
 */
export function rowReader(
  options: ImportOptions,
  watch?: ColumnWatch,
): (row: ImportRow) => RowReading {
  const zone = options.defaults?.timeZone;
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new InputError("INPUT_TIME_ZONE", "The default time zone is unknown to this runtime.", {
      path: "defaults.timeZone",
      remedy: "Use an IANA name, such as Europe/Berlin.",
    });
  }
  const mapping = settledMapping(options.mapping, options.schema);
  if (options.only === "denials") return denialReader(options, mapping);
  columnsByTarget(mapping);
  const fields = {
    email: fieldCell(mapping, "email"),
    phone: fieldCell(mapping, "phone"),
    locale: fieldCell(mapping, "locale"),
    timeZone: fieldCell(mapping, "timeZone"),
    jurisdiction: fieldCell(mapping, "jurisdiction"),
    key: readIdentity(options) === "key" ? fieldCell(mapping, "key") : null,
  } as const;
  const readPermission = permissionReader(mapping, watch);
  const deniedIn = damagedReader({ ...options, mapping });
  const attributes = attributeCells(mapping);
  const policies = fieldRules(options, mapping);
  const cleared = mapping.flatMap((entry) =>
    isClearable(entry.target) && policies(entry.target) === "clear"
      ? [{ column: entry.column, field: entry.target, text: cellText(entry) }]
      : [],
  );
  /** A row without the column says nothing. */
  const emptied = (values: ImportRow["values"]): readonly ImportField[] =>
    cleared.flatMap(({ column, field, text }) =>
      values[column] !== undefined && text(values) === "" ? [field] : [],
    );
  const others = otherColumns(mapping);
  const emailColumn = fields.email.column ?? "";
  const keyColumn = fields.key?.column;
  if (fields.key !== null && keyColumn === undefined) {
    throw new InputError(
      "INPUT_KEY_COLUMN",
      "Contacts are identified by key, but no column is mapped to it.",
      {
        path: "identity",
        remedy: "Map the column with your own number to `key`, or set `identity` to `email`.",
      },
    );
  }

  /** The phone number of a row that is otherwise not imported. */
  const numberIn = (values: ImportRow["values"]): string | null => {
    const country = fields.jurisdiction.text(values, []);
    const jurisdiction = country === "" ? null : readJurisdiction(country);
    return readPhone(fields.phone.text(values, []), jurisdiction, options, undefined, []);
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
      // In a damaged row, the cell in the key's column may not be the key.
      return bare(problem, said.email, keyColumn === undefined ? said.email.address : "", said);
    }
    watch?.read(values);
    const address = fields.email.text(values, flags);
    const email = readEmail(address, options, emailColumn, flags);
    const { denial, claimed, phoneDenial } = readPermission(values);
    if ("refused" in email) {
      if (denial === null && phoneDenial === null) return email;
      const deniedPhone = phoneDenial === null ? null : numberIn(values);
      // A denial of text messages does not apply to e-mail addresses.
      const addresses = denial === null ? [] : addressesIn(address);
      const key = fields.key?.text(values, []) ?? "";
      const barred = { denial, phoneDenial, deniedPhone, key, addresses };
      return { ...email, barred };
    }
    const key = fields.key === null ? email.address : fields.key.text(values, flags);
    const controls = others.find((column) => hasControls(values[column] ?? ""));
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

    const place = (
      field: FieldCell,
      read: (cell: string) => string | null,
      code: string,
    ): string | null => {
      const text = field.text(values, flags);
      const value = text === "" ? null : read(text);
      if (text !== "" && value === null) flags.push(rowNote(code, field.column));
      return value;
    };
    const jurisdiction = place(fields.jurisdiction, readJurisdiction, "COUNTRY_UNKNOWN");
    const digits = fields.phone.text(values, flags);
    const number = readPhone(digits, jurisdiction, options, fields.phone.column, flags);
    // A number that may not be used is not imported.
    const phone = phoneDenial === null ? number : null;
    const deniedPhone = phoneDenial === null ? null : number;
    if (deniedPhone !== null) flags.push(rowNote("PHONE_DENIED", phoneDenial?.column));
    const locale = place(fields.locale, readLocale, "LOCALE_UNKNOWN");
    const timeZone = place(fields.timeZone, readTimeZone, "TIME_ZONE_UNKNOWN");

    const cells: Record<string, CellReadings> = {};
    for (const { name, column, format, text: read } of attributes) {
      const text = read(values);
      if (text === "") continue;
      if (text === null) {
        cells[name] = [];
        continue;
      }
      if (format?.type === "undecided") {
        watch?.see("FORMAT_UNDECIDED", column, null);
        flags.push(rowNote("FORMAT_UNDECIDED", column));
        continue;
      }
      // Stored unchanged: a formula is dangerous only to a spreadsheet that runs it.
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
        emptied: emptied(values),
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
  emptied: [],
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

function isClearable(target: ColumnTarget): target is Exclude<ImportField, "phone"> {
  return (
    target === "locale" || target === "timeZone" || target === "jurisdiction" || isAttribute(target)
  );
}

/** Line breaks and tabs are text; all other control characters are not. */
function hasControls(text: string): boolean {
  return /[^\P{Cc}\t\r\n]/u.test(text);
}

function isFormula(text: string): boolean {
  return /^[=+\-@]/.test(text) && !/^[+-]?[\d\s().,/-]+$/.test(text) && text !== "-";
}
