import { DefinitionError } from "@wellsent/core/errors";
import type { Cell } from "../state/index.js";
import { scopeKey } from "../state/index.js";
import type { OptInMode } from "./request-consent.js";

export interface FormPurpose {
  readonly cell: Cell;
  readonly mode: OptInMode;
  /**
   * Fields without which the purpose cannot be served: a newsletter needs an address and nothing
   * else.
   */
  readonly needs: readonly string[];
}

export interface FormField {
  readonly name: string;
  readonly required: boolean;
  readonly maxLength?: number;
}

/**
 * One thing to consent to: its own box, never ticked beforehand, never a condition for the rest.
 */
export interface FormChoice {
  readonly name: string;
  readonly purpose: string;
}

export interface FormDefinition {
  readonly id: string;
  /** Digest of the wording above the button. */
  readonly notice: string;
  /** By name. */
  readonly purposes: Readonly<Record<string, FormPurpose>>;
  readonly fields: readonly FormField[];
  /** Absent where the whole form is about its one purpose and the button says so. */
  readonly choices?: readonly FormChoice[];
}

/**
 * A form that asks for no more than it needs (GDPR Art. 5(1)(c), 25): a field may be required only
 * if a purpose of the form needs it, and no consent is a condition of another (Art. 7(4)).
 *
 * @throws DefinitionError `DEFINITION_FORM_EXCESS_REQUIRED`, `_MISSING_FIELD`, `_BUNDLED`,
 * `_CHOICE`, `_NOTICE`, `_TWICE`.
 */
export function defineForm(definition: FormDefinition): FormDefinition {
  const { purposes, fields, choices } = definition;
  const needed = new Set(Object.values(purposes).flatMap(({ needs }) => needs));
  if (!/^[0-9a-f]{64}$/.test(definition.notice)) {
    throw refuse(
      "DEFINITION_FORM_NOTICE",
      "A form does not say which wording it shows.",
      "notice",
      "Pass noticeDigest(…).",
    );
  }
  const names = new Set<string>();
  fields.forEach(({ name, required }, index) => {
    const path = `fields[${index}]`;
    if (names.has(name))
      throw refuse("DEFINITION_FORM_TWICE", "A form has a field twice.", path, "Remove one.");
    names.add(name);
    if (required && !needed.has(name)) {
      throw refuse(
        "DEFINITION_FORM_EXCESS_REQUIRED",
        "A form requires a field that none of its purposes needs.",
        path,
        "Make it optional, or name it among the needs of a purpose that cannot do without it.",
      );
    }
  });
  for (const need of needed) {
    if (!names.has(need)) {
      throw refuse(
        "DEFINITION_FORM_MISSING_FIELD",
        "A purpose needs a field the form does not have.",
        "fields",
        "Add it.",
      );
    }
  }
  const count = Object.keys(purposes).length;
  if (choices === undefined) {
    if (count === 1) return definition;
    throw refuse(
      "DEFINITION_FORM_BUNDLED",
      "A form asks for several consents with one button.",
      "choices",
      "Give each purpose a choice of its own: GDPR Rec. 43.",
    );
  }
  choices.forEach(({ name, purpose }, index) => {
    if (names.has(name) || !Object.hasOwn(purposes, purpose)) {
      throw refuse(
        "DEFINITION_FORM_CHOICE",
        "A choice names a field or no purpose of the form.",
        `choices[${index}]`,
        "Rename it.",
      );
    }
    names.add(name);
  });
  if (new Set(choices.map(({ purpose }) => purpose)).size !== choices.length) {
    throw refuse(
      "DEFINITION_FORM_TWICE",
      "Two choices of a form are for the same purpose.",
      "choices",
      "Remove one.",
    );
  }
  return definition;
}

function refuse(
  code: `DEFINITION_FORM_${string}`,
  message: string,
  path: string,
  remedy: string,
): DefinitionError {
  return new DefinitionError(code, message, { path, remedy });
}

export type FormReading =
  | {
      readonly ok: true;
      readonly fields: Readonly<Record<string, string>>;
      /** What was consented to, by how it is to be confirmed. */
      readonly cells: Readonly<Record<OptInMode, readonly Cell[]>>;
    }
  | {
      readonly ok: false;
      readonly faults: readonly { readonly path: string; readonly code: string }[];
    };

/** Reads what was posted. Fields the form does not have are dropped, not kept. */
export function readForm(
  form: FormDefinition,
  body: Readonly<Record<string, string>>,
): FormReading {
  const value = (name: string): string =>
    Object.hasOwn(body, name) ? (body[name] ?? "").trim() : "";
  const chosen = Object.entries(form.purposes).filter(([name]) => {
    const choice = form.choices?.find(({ purpose }) => purpose === name);
    return form.choices === undefined || (choice !== undefined && value(choice.name) !== "");
  });
  const needed = new Set(chosen.flatMap(([, { needs }]) => needs));
  const faults: { path: string; code: string }[] = [];
  const fields: Record<string, string> = {};
  for (const { name, required, maxLength = 1000 } of form.fields) {
    const text = value(name);
    if (text === "" && (required || needed.has(name)))
      faults.push({ path: name, code: "FIELD_REQUIRED" });
    if (text.length > maxLength) faults.push({ path: name, code: "FIELD_TOO_LONG" });
    if (text !== "") fields[name] = text;
  }
  if (chosen.length === 0) faults.push({ path: "choices", code: "NOTHING_CHOSEN" });
  if (faults.length > 0) return { ok: false, faults };
  const unique = new Map(chosen.map(([, { cell, mode }]) => [scopeKey(cell), { cell, mode }]));
  const by = (mode: OptInMode): readonly Cell[] =>
    [...unique.values()].filter((each) => each.mode === mode).map(({ cell }) => cell);
  return {
    ok: true,
    fields,
    cells: { single: by("single"), confirmed: by("confirmed"), double: by("double") },
  };
}
