/**
 * Reads a template literal in the type system: every path is looked up in the data's type, in the
 * scope it stands in, so that `tsc` rejects a misspelt, missing or wrongly scoped field without any
 * code generation. What it cannot follow (partials' bodies, formatters' names) it lets pass: the
 * compiler checks those. One alias a step, each in tail position, as TypeScript follows 1,000 of
 * those and only some 50 others.
 */
type White = " " | "\n" | "\t" | "\r" | "~";
type Trim<Text extends string> = Text extends `${White}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${White}`
    ? Trim<Rest>
    : Text;

/** One open block: what `this` is in it, and the names its block parameters gave. */
interface Scope {
  readonly kind: "root" | "if" | "each" | "with";
  readonly data: unknown;
  readonly names: object;
}
type Open<Kind extends Scope["kind"], Data, Names extends object = Record<never, never>> = {
  readonly kind: Kind;
  readonly data: Data;
  readonly names: Names;
};
type Stack = readonly Scope[];

type Data<S extends Stack> = S extends readonly [infer Top extends Scope, ...Stack]
  ? Top["data"]
  : unknown;
type Root<S extends Stack> = S extends readonly [...Stack, infer Last extends Scope]
  ? Last["data"]
  : unknown;
type Pop<S extends Stack> = S extends readonly [
  Scope,
  infer Next extends Scope,
  ...infer Rest extends Stack,
]
  ? readonly [Next, ...Rest]
  : S;
/** The other branch of a loop is outside of it. */
type Else<S extends Stack> = S extends readonly [
  Scope,
  infer Next extends Scope,
  ...infer Rest extends Stack,
]
  ? readonly [Open<"if", Next["data"]>, Next, ...Rest]
  : S;
/** One `../`: conditions have no context of their own. */
type Up<S extends Stack> = S extends readonly [infer Top extends Scope, ...infer Rest extends Stack]
  ? Top["kind"] extends "if"
    ? Up<Rest>
    : Rest extends readonly [Scope, ...Stack]
      ? Rest
      : S
  : S;
type NameOf<S extends Stack, Name extends string> = S extends readonly [
  infer Top extends Scope,
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

type Resolve<Path extends string, S extends Stack> = Path extends "this" | "."
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
type Bare<Text extends string> = Text extends `${infer Before}"${string}"${infer After}`
  ? Bare<`${Before}0${After}`>
  : Text extends `${infer Before}'${string}'${infer After}`
    ? Bare<`${Before}0${After}`>
    : Text;

type Closed<Word extends string> = Word extends `${infer Inner})` ? Closed<Inner> : Word;
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "-";
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
type WordsFault<Text extends string, S extends Stack> = Text extends `${infer Word} ${infer Rest}`
  ? WordFault<Closed<Word>, S> | WordsFault<Rest, S>
  : WordFault<Closed<Text>, S>;

/** `{{path}}`, `{{path fallback=…}}`, or a formatter's name before what it is given. */
type HoleFault<Text extends string, S extends Stack> = Text extends `${string}\n${string}`
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

type Enter<
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

type Same<S extends Stack> = readonly [Open<"if", Data<S>>, ...S];

type Walk<
  Text extends string,
  S extends Stack,
> = Text extends `${string}{{${infer Tag}}}${infer Rest}` ? Step<Trim<Tag>, Rest, S> : true;

type Step<
  Tag extends string,
  Rest extends string,
  S extends Stack,
> = Tag extends `!--${infer Comment}`
  ? Comment extends `${string}--`
    ? Walk<Rest, S>
    : Rest extends `${string}--}}${infer After}`
      ? Walk<After, S>
      : true
  : Tag extends `!${string}` | `>${string}`
    ? Walk<Rest, S>
    : Tag extends `/${string}`
      ? Walk<Rest, Pop<S>>
      : Tag extends "else" | "^"
        ? Walk<Rest, Else<S>>
        : Tag extends `#if ${infer Test}` | `#unless ${infer Test}`
          ? [WordsFault<Bare<Trim<Test>>, S>] extends [never]
            ? Walk<Rest, Same<S>>
            : WordsFault<Bare<Trim<Test>>, S>
          : Tag extends `else if ${infer Test}` | `else unless ${infer Test}`
            ? [WordsFault<Bare<Trim<Test>>, Else<S>>] extends [never]
              ? Walk<Rest, Else<S>>
              : WordsFault<Bare<Trim<Test>>, Else<S>>
            : Tag extends `#each ${infer List}`
              ? Enter<"each", Trim<List>, S> extends infer Inner
                ? Inner extends Stack
                  ? Walk<Rest, Inner>
                  : Inner
                : never
              : Tag extends `#with ${infer Path}`
                ? Enter<"with", Trim<Path>, S> extends infer Inner
                  ? Inner extends Stack
                    ? Walk<Rest, Inner>
                    : Inner
                  : never
                : Tag extends `#${string}`
                  ? Walk<Rest, Same<S>>
                  : Tag extends `else ${string}`
                    ? true
                    : [HoleFault<Bare<Hole<Tag>>, S>] extends [never]
                      ? Walk<Rest, S>
                      : HoleFault<Bare<Hole<Tag>>, S>;

/** `{{{raw}}}` and `{{&raw}}`. */
type Hole<Tag extends string> = Tag extends `{${infer Raw}` | `&${infer Raw}` ? Trim<Raw> : Tag;

/**
 * What a faulty text would have to be, which no string is: the compiler's message then quotes the
 * sentence.
 */
interface Faulty<Sentence> {
  readonly "~fault": Sentence;
}

/**
 * The text itself where every field in it exists in `Data`, otherwise a type that says which does
 * not.
 */
type Sound<Text, Data> = Text extends string
  ? string extends Text
    ? Text
    : Walk<Text, readonly [Open<"root", Data>]> extends infer Verdict
      ? Verdict extends true
        ? Text
        : Faulty<Verdict>
      : never
  : Text;

/** Every text of a definition checked against `Data`. */
export type SoundTexts<Definition, Data> = {
  readonly [Key in keyof Definition as Key extends
    | "subject"
    | "preheader"
    | "mjml"
    | "text"
    | "locales"
    ? Key
    : never]: Key extends "locales"
    ? { readonly [Locale in keyof Definition[Key]]: SoundTexts<Definition[Key][Locale], Data> }
    : Sound<Definition[Key], Data>;
};
