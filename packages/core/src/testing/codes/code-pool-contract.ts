import { contactId, sendKey, type TenantId, tenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CodeHold, CodePool, HeldCode } from "../../ports/codes.js";
import { type ContractCase, type ContractSkip, withoutSkipped } from "../contract-case.js";
import { ensure, equal, rejectsWithCode } from "../expectations.js";

export interface CodePoolContractOptions {
  /**
   * A pool without codes, for the tenants `acme` and `globex`, each of which has the contacts
   * `ann`, `bob` and `cid`. Its clock stands at `at`.
   */
  create(at: Instant): CodePool | Promise<CodePool>;
  readonly skip?: readonly ContractSkip[];
}

const acme = tenantId("acme");
const t0 = Date.UTC(2026, 0, 1);
const day = 86_400_000;

/** The code that was held, or why none was. */
function codeIn(held: HeldCode): string {
  return "none" in held ? held.none : held.code;
}

/**
 * Every promise of a `CodePool` that can be tested from outside: one code for one message, one for
 * one person and occasion, none twice, and none given back that may be out.
 * @example
 * for (const { name, run } of codePoolContract({ create: () => myPool() })) it(name, run);
 */
export function codePoolContract(options: CodePoolContractOptions): readonly ContractCase[] {
  const test = (name: string, check: (pool: Pool) => Promise<void>): ContractCase => ({
    name,
    run: async () => check(poolVerbs(await options.create(t0))),
  });
  return withoutSkipped([...holding(test), ...ending(test), ...keeping(test)], options.skip ?? []);
}

type Test = (name: string, check: (pool: Pool) => Promise<void>) => ContractCase;

function poolVerbs(pool: CodePool) {
  const ask = (mail: string, who: string, over: Partial<CodeHold> = {}): CodeHold => ({
    ...{ tenant: acme, pool: "spring", for: sendKey(mail), contact: contactId(who), until: t0 },
    ...over,
  });
  return {
    pool,
    hold: async (...asked: Parameters<typeof ask>) => codeIn(await pool.hold(ask(...asked))),
    load: (codes: readonly string[], over: { readonly expiresAt?: Instant } = {}) =>
      pool.load({ tenant: acme, pool: "spring", codes, ...over }),
    settle: (mail: string, outcome: "given" | "notSent" | "unknown") =>
      pool.settle({ tenant: acme, results: [{ for: sendKey(mail), outcome }] }),
    redeemed: (code: string, order?: string) =>
      pool.redeemed({ tenant: acme, code, at: t0, ...(order === undefined ? {} : { order }) }),
    count: (tenant: TenantId = acme) => pool.count({ tenant, pool: "spring" }),
  };
}

type Pool = ReturnType<typeof poolVerbs>;

const none = { free: 0, held: 0, given: 0, redeemed: 0, expired: 0 };

function holding(test: Test): readonly ContractCase[] {
  return [
    test("holds another code for each message, and the same however often one asks", async (at) => {
      await at.load(["A", "B"]);
      const first = await at.hold("m1", "ann");
      const second = await at.hold("m2", "bob");
      equal([first, second].toSorted(), ["A", "B"], "two codes");
      equal(await at.hold("m1", "ann"), first, "again");
      await at.settle("m1", "given");
      equal(await at.hold("m1", "ann"), first, "once it is given");
      equal(await at.hold("m3", "cid"), "exhausted", "without any left");
      equal(await at.count(), { ...none, held: 1, given: 1 }, "count");
    }),
    test("holds no code twice where many ask at once", async (at) => {
      await at.load(Array.from({ length: 8 }, (_, n) => `C-${n}`));
      const people = ["ann", "bob", "cid"];
      const held = await Promise.all(
        Array.from({ length: 12 }, (_, n) => at.hold(`m${n}`, people[n % 3] ?? "ann")),
      );
      const codes = held.filter((code) => code !== "exhausted");
      equal([codes.length, new Set(codes).size], [8, 8], "each once");
    }),
    test("holds one code for a person and occasion, whatever the message", async (at) => {
      await at.load(["A", "B", "C"]);
      const birthday = { occasion: "birthday:2026" };
      const both = [at.hold("m1", "ann", birthday), at.hold("m2", "ann", birthday)];
      const held = await Promise.all(both);
      equal(held.filter((code) => code === "limit").length, 1, "the other one");
      equal((await at.hold("m3", "bob", birthday)).length, 1, "somebody else");
      equal((await at.hold("m4", "ann", { occasion: "birthday:2027" })).length, 1, "next year");
      equal(await at.count(), { ...none, held: 3 }, "count");
    }),
    test("holds no code that expires before it has to be valid until", async (at) => {
      await at.load(["S-1", "S-2"], { expiresAt: t0 + day });
      equal(await at.hold("m1", "ann", { until: t0 + 2 * day }), "expired", "too short");
      await at.load(["L-1"], { expiresAt: t0 + 2 * day });
      equal(await at.hold("m1", "ann", { until: t0 + 2 * day }), "L-1", "long enough");
      equal((await at.hold("m2", "bob", { until: t0 + day })).startsWith("S-"), true, "the short");
      const held = await at.pool.hold({
        ...{ tenant: acme, pool: "spring", for: sendKey("m3"), contact: contactId("cid") },
        until: t0,
      });
      equal("none" in held ? held : held.expiresAt, t0 + day, "says when it expires");
    }),
  ];
}

function ending(test: Test): readonly ContractCase[] {
  return [
    test("gives a code back only where its message was certainly not sent", async (at) => {
      await at.load(["A"]);
      await at.hold("m1", "ann");
      await at.settle("m1", "unknown");
      equal(await at.count(), { ...none, given: 1 }, "unknown counts as given");
      equal(await at.hold("m2", "bob"), "exhausted", "nobody else's");
      await at.settle("m1", "notSent");
      equal(await at.count(), { ...none, free: 1 }, "once it is known");
      equal(await at.hold("m2", "bob"), "A", "the next one's");
      await at.settle("m2", "given");
      await at.settle("m2", "notSent");
      await at.settle("m2", "unknown");
      equal(await at.count(), { ...none, given: 1 }, "what was given stays so");
    }),
    test("puts a code that is given back at the end of the line", async (at) => {
      await at.load(["A", "B", "C"]);
      const first = await at.hold("m1", "ann");
      await at.settle("m1", "notSent");
      const next = [await at.hold("m2", "bob"), await at.hold("m3", "cid")];
      ensure(!next.includes(first), "a code that was given back came before older ones");
      equal(await at.hold("m1", "ann"), first, "at last");
    }),
    test("lets the person have a code again whose own was given back", async (at) => {
      await at.load(["A"]);
      const welcome = { occasion: "welcome" };
      await at.hold("m1", "ann", welcome);
      await at.settle("m1", "notSent");
      equal(await at.hold("m2", "ann", welcome), "A", "another message");
      await at.settle("m1", "given");
      equal(await at.count(), { ...none, held: 1 }, "the first has nothing any more");
    }),
    test("tells the first use of a code from all others", async (at) => {
      await at.load(["A", "B"]);
      const code = await at.hold("m1", "ann");
      equal(await at.redeemed(code, "o-1"), "first", "the first");
      equal(await at.redeemed(code, "o-1"), "first", "told twice");
      equal(
        [await at.redeemed(code, "o-2"), await at.redeemed(code)],
        ["again", "again"],
        "others",
      );
      await at.settle("m1", "notSent");
      equal(await at.count(), { ...none, free: 1, redeemed: 1 }, "it stays redeemed");
      const other = code === "A" ? "B" : "A";
      equal(await at.redeemed(other), "first", "one that nobody had");
      equal(await at.hold("m2", "bob"), "exhausted", "nobody gets it then");
      equal(await at.redeemed("NEVER"), "unknownCode", "unknown");
    }),
  ];
}

function keeping(test: Test): readonly ContractCase[] {
  return [
    test("takes every code once, whatever pool it is for", async (at) => {
      equal(await at.load(["A", "B", "A"]), { added: 2, duplicate: 1 }, "twice in one load");
      equal(await at.load(["B", "C"]), { added: 1, duplicate: 1 }, "twice in two");
      const elsewhere = await at.pool.load({ tenant: acme, pool: "autumn", codes: ["A", "D"] });
      equal(elsewhere, { added: 1, duplicate: 1 }, "in another pool");
      equal(await at.count(), { ...none, free: 3 }, "count");
      await at.redeemed("A");
      equal(await at.load(["A"]), { added: 0, duplicate: 1 }, "one that is spent");
    }),
    test("refuses what is no code, and adds nothing then", async (at) => {
      for (const bad of ["", "A B", "A\n", "x".repeat(129)])
        await rejectsWithCode(() => at.load(["GOOD", bad]), "STORE_CODE_INVALID", "a code");
      const past = { expiresAt: t0 };
      await rejectsWithCode(() => at.load(["GOOD"], past), "STORE_CODE_INVALID", "expired");
      equal(await at.count(), none, "nothing was added");
    }),
    test("keeps the codes of tenants apart", async (at) => {
      const globex = tenantId("globex");
      await at.load(["A"]);
      equal(await at.count(globex), none, "none of the other's");
      const added = await at.pool.load({ tenant: globex, pool: "spring", codes: ["A"] });
      equal(added, { added: 1, duplicate: 0 }, "the same text is another code");
      const other = { tenant: globex };
      equal(await at.hold("m1", "ann", other), "A", "the other's");
      equal(await at.hold("m2", "bob", other), "exhausted", "no more of them");
      equal(await at.count(), { ...none, free: 1 }, "untouched");
    }),
    test("does nothing when it was aborted before", async (at) => {
      await at.load(["A"]);
      const signal = AbortSignal.abort(new Error("stopped"));
      const call = { tenant: acme, pool: "spring", for: sendKey("m1"), contact: contactId("ann") };
      const error = await at.pool.hold({ ...call, until: t0 }, { signal }).catch((one) => one);
      equal(error instanceof Error && error.message, "stopped", "the signal's reason");
      equal(await at.count(), { ...none, free: 1 }, "nothing was held");
    }),
  ];
}
