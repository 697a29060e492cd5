import { tenantId } from "../../identifiers.js";
import type { IssueRecord, SeriesRecord } from "../../ports/store/series.js";
import type { Store } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import { campaign } from "./campaign-fixtures.js";
import { acme, at, minute, t0 } from "./fixtures.js";
import { issue, series } from "./series-fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const first = issue("weekly", "2026-01-06");
const made = { ...first, campaign: campaign(acme, "c-weekly").id };

async function listIssues(store: Store): Promise<readonly IssueRecord[]> {
  return (await store.readIssues({ tenant: acme, series: "weekly" })).items;
}

async function begun(store: Store): Promise<SeriesRecord> {
  return store.putSeries({ ...at(t0), series: series(acme, "weekly") });
}

/** Series: what became of each occurrence, once. */
export function seriesCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("writes a series only from the epoch that was read, and keeps what it was", async (store) => {
      const there = await begun(store);
      equal(there.epoch, 1, "made");
      const paused = await store.putSeries({
        ...at(t0),
        series: { ...there, state: "paused" },
      });
      equal([paused.epoch, paused.state], [2, "paused"], "paused");
      await rejectsWithCode(
        () => store.putSeries({ ...at(t0), series: there }),
        "STORE_REVISION_CONFLICT",
        "a second write from the same epoch",
      );
      await rejectsWithCode(() => begun(store), "STORE_REVISION_CONFLICT", "made again");
      const { items } = await store.readSeries({ tenant: acme, id: "weekly" });
      equal(items, [paused], "as it was left");
      equal((await store.readSeries({ tenant: tenantId("other") })).items, [], "of another tenant");
    }),
    test("makes an issue with its campaign, once, or nothing of both", async (store) => {
      const there = await begun(store);
      const call = { issues: [made], campaign: campaign(acme, "c-weekly") };
      const after = await store.putSeries({
        ...{ ...at(t0), ...call },
        series: { ...there, reached: t0 + 1 },
      });
      equal(await listIssues(store), [made], "the issue");
      const found = await store.readCampaign({ tenant: acme, id: call.campaign.id });
      equal([found?.epoch, found?.state], [1, "draft"], "its campaign");
      const again = { ...first, campaign: null, why: "MISSED" };
      const later = issue("weekly", "2026-01-13");
      await rejectsWithCode(
        () =>
          store.putSeries({
            ...at(t0),
            series: { ...after, reached: t0 + 2 },
            issues: [later, again],
            campaign: campaign(acme, "c-other"),
          }),
        "STORE_REVISION_CONFLICT",
        "the same date again",
      );
      equal(await listIssues(store), [made], "no issue of the refused write");
      const refused = campaign(acme, "c-other").id;
      equal(await store.readCampaign({ tenant: acme, id: refused }), null, "no campaign of it");
      const { items } = await store.readSeries({ tenant: acme, id: "weekly" });
      equal(items, [after], "and the series as it was");
      await rejectsWithCode(
        () =>
          store.putSeries({
            ...at(t0),
            ...{ series: after, issues: [later], campaign: campaign(acme, "c-weekly") },
          }),
        "STORE_REVISION_CONFLICT",
        "a campaign that is there",
      );
      equal(await listIssues(store), [made], "nothing of that either");
    }),
    test("reads issues by date, page by page, and one of them by its name", async (store) => {
      const dates = ["2026-01-20", "2026-01-06", "2026-01-13"];
      const issues = dates.map((date) => issue("weekly", date));
      await store.putSeries({ ...at(t0), series: series(acme, "weekly"), issues });
      const page = { tenant: acme, series: "weekly", limit: 2 };
      const head = await store.readIssues(page);
      equal(
        head.items.map((one) => one.issue),
        ["2026-01-06", "2026-01-13"],
        "the first page",
      );
      const rest = await store.readIssues({ ...page, after: head.next ?? "" });
      equal([rest.items.map((one) => one.issue), rest.next], [["2026-01-20"], null], "the rest");
      const one = await store.readIssues({ ...page, issue: "2026-01-13" });
      equal(one.items, [issues[2]], "by its name");
      equal((await store.readIssues({ ...page, series: "daily" })).items, [], "of another series");
    }),
    test("says when a tick has to look at a series next", async (store) => {
      const soon = series(acme, "soon", { dueAt: t0 + minute });
      await store.putSeries({ ...at(t0), series: soon });
      await store.putSeries({ ...at(t0), series: series(acme, "never", { dueAt: null }) });
      equal(await store.nextWork(acme), t0 + minute, "next work");
      const reach = { lanes: [], exceptVersions: [], graceMs: 0, exceptCampaigns: true } as const;
      equal(await store.nextWork(acme, { reach }), null, "for who leaves series to others");
      equal((await store.readSeries({ tenant: acme, dueBy: t0 })).items, [], "nothing yet");
      const due = await store.readSeries({ tenant: acme, dueBy: t0 + minute });
      equal(
        due.items.map(({ id }) => id),
        ["soon"],
        "due",
      );
    }),
  ];
}
