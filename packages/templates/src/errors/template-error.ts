import { WellsentError, type WellsentErrorOptions } from "@wellsent/core/errors";

export interface TemplateErrorOptions extends WellsentErrorOptions {
  /** 1-based, in the source that `source` names. */
  readonly line?: number | undefined;
  /** 1-based. */
  readonly column?: number | undefined;
  /** `mjml`, `subject`, `preheader`, or the name of a partial or include. */
  readonly source?: string | undefined;
}

/**
 * A template that cannot be compiled, or a program that cannot be loaded. Thrown at build time,
 * never for a recipient.
 */
export class TemplateError extends WellsentError {
  declare readonly code: `TEMPLATE_${string}`;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly source: string | undefined;
  /** The message without the place. */
  readonly #what: string;

  constructor(code: `TEMPLATE_${string}`, message: string, options: TemplateErrorOptions = {}) {
    const { line, column, source } = options;
    const place =
      line === undefined ? "" : ` (${source ?? "template"}, line ${line}, column ${column ?? 1})`;
    super(code, message + place, options);
    this.line = line;
    this.column = column;
    this.source = source;
    this.#what = message;
  }

  /** The same error, which says which template it is about, and where in it. */
  in({ id, partials }: { readonly id: string; readonly partials: object }): TemplateError {
    const { code, path, remedy, cause, line, column, source } = this;
    const part =
      source === undefined
        ? ""
        : Object.hasOwn(partials, source)
          ? `.partials.${source}`
          : `.${source}`;
    return new TemplateError(code, `${id}: ${this.#what}`, {
      ...{ path: path ?? `${id}${part}`, line, column, source },
      ...(remedy === undefined ? {} : { remedy }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
