/**
 * What every schema library that follows Standard Schema v1 offers (https://standardschema.dev):
 * zod, Valibot, ArkType … Our own structural copy, so that no host has to install the library we
 * happen to use.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** Standard JSON Schema, where the library offers it: makes messages more telling. */
    readonly jsonSchema?:
      | {
          readonly input: (options: { readonly target: "draft-2020-12" }) => unknown;
          readonly output?: (options: { readonly target: "draft-2020-12" }) => unknown;
        }
      | undefined;
    /** Never there at run time; carries the types. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export type OutputOf<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];
