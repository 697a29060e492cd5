/**
 * What a name means at one spot of a template, in the type system: the open blocks as a stack of
 * types, innermost first. How a template is read is in `template-types.ts`.
 */
type White = " " | "\n" | "\t" | "\r" | "~";
export type Trim<Text extends string> = Text extends `${White}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${White}`
    ? Trim<Rest>
    : Text;

/** One open block: what `this` is in it, and the names its block parameters gave. */
export interface BlockScope {
  /** A partial's own context is `same` where it is that of the block it was given. */
  readonly kind: "root" | "if" | "each" | "with" | "partial" | "same";
  readonly data: unknown;
  readonly names: object;
}
export type Open<
  Kind extends BlockScope["kind"],
  Data,
  Names extends object = Record<never, never>,
> = {
  readonly kind: Kind;
  readonly data: Data;
  readonly names: Names;
};
export type Stack = readonly BlockScope[];

export type Data<S extends Stack> = S extends readonly [infer Top extends BlockScope, ...Stack]
  ? Top["data"]
  : unknown;
export type Root<S extends Stack> = S extends readonly [...Stack, infer Last extends BlockScope]
  ? Last["data"]
  : unknown;
export type Pop<S extends Stack> = S extends readonly [
  BlockScope,
  infer Next extends BlockScope,
  ...infer Rest extends Stack,
]
  ? readonly [Next, ...Rest]
  : S;
/** The other branch of a loop is outside of it. */
export type Else<S extends Stack> = S extends readonly [
  BlockScope,
  infer Next extends BlockScope,
  ...infer Rest extends Stack,
]
  ? readonly [Open<"if", Next["data"]>, Next, ...Rest]
  : S;
/** One `../`: conditions have no context of their own, and nothing leads out of a partial. */
type Up<S extends Stack> = S extends readonly [
  infer Top extends BlockScope,
  ...infer Rest extends Stack,
]
  ? Top["kind"] extends "if"
    ? Up<Rest>
    : Top["kind"] extends "partial" | "same"
      ? readonly [Open<"root", Missing>]
      : Rest extends readonly [BlockScope, ...Stack]
        ? Rest
        : S
  : S;
type NameOf<S extends Stack, Name extends string> = S extends readonly [
  infer Top extends BlockScope,
  ...infer Rest extends Stack,
]
  ? Name extends keyof Top["names"]
    ? Top["names"][Name]
    : NameOf<Rest, Name>
  : Missing;

interface Missing {
  readonly "~missing": true;
}

type Member<Of, Key extends string> = [Of] extends [Missing]
  ? Missing
  : unknown extends Of
    ? unknown
    : [NonNullable<Of>] extends [string]
      ? Key extends "length"
        ? number
        : Key extends `${number}`
          ? string
          : Missing
      : [NonNullable<Of>] extends [number | boolean | bigint]
        ? Missing
        : NonNullable<Of> extends readonly (infer Item)[]
          ? Key extends "length"
            ? number
            : Key extends `${number}`
              ? Item
              : Missing
          : Key extends keyof NonNullable<Of>
            ? NonNullable<Of>[Key]
            : Missing;

/**
 * `tags.[0]`: Handlebars wants brackets around what is no identifier, and does not parse `tags.0`.
 */
type Plain<Key extends string> = Key extends `[${infer Literal}]`
  ? Literal
  : Key extends `${number}`
    ? "~bare"
    : Key;

/** A declared field may have dots in its name. */
type At<Of, Path extends string> = Path extends keyof Of
  ? Of[Path]
  : Path extends `${infer Head}.${infer Rest}`
    ? At<Member<Of, Plain<Head>>, Rest>
    : Member<Of, Plain<Path>>;

type Item<Of> = unknown extends Of
  ? unknown
  : NonNullable<Of> extends readonly (infer One)[]
    ? One
    : NonNullable<Of> extends string | number | boolean
      ? Missing
      : NonNullable<Of>[keyof NonNullable<Of>];

/** What the host hands over with each message; known everywhere. */
type Provided =
  | "unsubscribe"
  | "preferences"
  | "viewInBrowser"
  | "confirm"
  | "privacyNotice"
  | "salutation";

export type Resolve<Path extends string, S extends Stack> = Path extends "this" | "."
  ? Data<S>
  : Path extends `this.${infer Rest}` | `./${infer Rest}` | `this/${infer Rest}`
    ? At<Data<S>, Rest>
    : Path extends ".."
      ? Data<Up<S>>
      : Path extends `../${infer Rest}`
        ? Resolve<Rest, Up<S>>
        : Path extends `@root.${infer Rest}`
          ? At<Root<S>, Rest>
          : Path extends `@${string}` | Provided
            ? unknown
            : Path extends `${infer Head}.${infer Rest}`
              ? NameOf<S, Head> extends infer Named
                ? [Named] extends [Missing]
                  ? At<Data<S>, Path>
                  : At<Named, Rest>
                : never
              : NameOf<S, Path> extends infer Named
                ? [Named] extends [Missing]
                  ? At<Data<S>, Path>
                  : Named
                : never;

type Unknown<Path extends string> = `There is no field “${Path}” here`;

/** Quoted strings may hold anything: they become a number. */
export type Bare<Text extends string> = Text extends `${infer Before}"${string}"${infer After}`
  ? Bare<`${Before}0${After}`>
  : Text extends `${infer Before}'${string}'${infer After}`
    ? Bare<`${Before}0${After}`>
    : Text;

type Closed<Word extends string> = Word extends `${infer Inner})` ? Closed<Inner> : Word;
export type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "-";
type WordFault<Word extends string, S extends Stack> = Word extends
  | ""
  | `(${string}`
  | `${Digit}${string}`
  | "true"
  | "false"
  | "null"
  | "undefined"
  ? never
  : Word extends `${string}=${infer Value}`
    ? WordFault<Value, S>
    : [Resolve<Word, S>] extends [Missing]
      ? Unknown<Word>
      : never;
export type WordsFault<
  Text extends string,
  S extends Stack,
> = Text extends `${infer Word} ${infer Rest}`
  ? WordFault<Closed<Word>, S> | WordsFault<Rest, S>
  : WordFault<Closed<Text>, S>;

/** `{{path}}`, `{{path fallback=…}}`, or a formatter's name before what it is given. */
export type HoleFault<Text extends string, S extends Stack> = Text extends `${string}\n${string}`
  ? never
  : Text extends `${infer Head} fallback=${infer Value}`
    ? Value extends `${string} ${string}`
      ? WordsFault<Head extends `${string} ${infer Rest}` ? Rest : "", S>
      : WordsFault<Head extends `${string} ${infer Rest}` ? Rest : Head, S> | WordFault<Value, S>
    : Text extends `${infer Head} ${infer Rest}`
      ? Head extends `(${string}`
        ? never
        : WordsFault<Rest, S>
      : WordFault<Text, S>;

export type Enter<
  Kind extends "each" | "with",
  Text extends string,
  S extends Stack,
> = Text extends `${infer Path} as |${infer Names}|`
  ? Text extends `${string} as |${string}|`
    ? Push<Kind, Trim<Path>, Names, S>
    : never
  : Push<Kind, Trim<Text>, "", S>;
type Push<
  Kind extends "each" | "with",
  Path extends string,
  Names extends string,
  S extends Stack,
> =
  Resolve<Path, S> extends infer Found
    ? [Found] extends [Missing]
      ? Unknown<Path>
      : Kind extends "with"
        ? readonly [Open<"with", Found, Named<Names, Found, unknown>>, ...S]
        : [Item<Found>] extends [Missing]
          ? `“${Path}” is no list`
          : readonly [Open<"each", Item<Found>, Named<Names, Item<Found>, string | number>>, ...S]
    : never;
type Named<Names extends string, First, Second> =
  Trim<Names> extends ""
    ? Record<never, never>
    : Trim<Names> extends `${infer One} ${infer Two}`
      ? { readonly [Name in One]: First } & { readonly [Name in Trim<Two>]: Second }
      : { readonly [Name in Trim<Names>]: First };
