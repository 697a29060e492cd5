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
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly source: string | undefined;

  constructor(code: `TEMPLATE_${string}`, message: string, options: TemplateErrorOptions = {}) {
    const { line, column, source } = options;
    const place =
      line === undefined ? "" : ` (${source ?? "template"}, line ${line}, column ${column ?? 1})`;
    super(code, message + place, options);
    this.line = line;
    this.column = column;
    this.source = source;
  }
}
