import { euRules } from "@wellsent/consent/rules";
import {
  type Renderer,
  type Schema,
  type TenantId,
  tenantId,
  type WorkflowDefinition,
} from "@wellsent/core";
import { sortableIds } from "@wellsent/core/engine";
import { seededRandom, simulatedClock } from "@wellsent/core/testing";
import { type AppTemplate, type Tenant, wellsent } from "../app/index.js";
import { missingTemplates } from "../app/missing-templates.js";
import { memoryStore } from "../memory/index.js";
import { browser } from "./browser.js";
import { type Program, withPrograms } from "./compiled-once.js";
import { after, instantAt } from "./moment.js";
import { passingTime } from "./passing-time.js";
import { providers } from "./provider.js";
import { runningUntil } from "./run-until.js";
import { type Habit, reactTo } from "./scripted-person.js";
import type { TestApp, TestAppOptions, TestTenant } from "./test-app-face.js";
import { TestKitError } from "./test-kit-error.js";
import { type TestTenantParts, testTenant } from "./test-tenant.js";

/** A Monday morning, so that “until Tuesday” is a day and working hours are on. */
const usualStart = "2026-01-05T09:00:00Z";

/**
 * The host's own app in a test: the same definitions, on memory, in simulated time, with people who
 * open, click and leave through its public pages. The same test gives the same ids every time.
 *
 * @example
 * const t = await testApp({ schema, templates: [news], workflows: [series], at: "2026-03-06T10:00:00Z" });
 * const ann = await t.person({ plan: "pro" }).subscribed("marketing.news");
 * await t.advanceBy("3 days");
 * t.mailsTo(ann); // [{ template: "news", at: "2026-03-06T10:00:00Z", subject: … }]
 *
 * @throws as `wellsent`; InputError `INPUT_MOMENT`; TestKitError `TEST_TEMPLATE_UNKNOWN` for a
 * workflow that sends a template which is not among `templates`
 */
export async function testApp<S extends Schema, const T extends AppTemplate = never>(
  options: TestAppOptions<S, T>,
): Promise<TestApp<S, T>> {
  const { at = usualStart, seed = 1, tenants: table, store = memoryStore() } = options;
  const clock = simulatedClock(instantAt(at));
  const began = clock.now();
  const random = seededRandom(seed);
  const listed = typeof table === "object" ? Object.keys(table) : [];
  const own = options.tenant ?? listed[0] ?? "test";
  const known = new Set<TenantId>([...listed, own].map((id) => tenantId(id)));
  const habits = new Set<Habit>();
  let people = 0;

  const delivering = providers({
    ...{ store, now: () => clock.now(), tenants: () => known },
    pages: () => app.engine.options.pages,
    delivered: (message) => reactTo(habits, time, message),
  });
  const app = await wellsent<S, T | Program>({
    secret: "the secret of every test app, and of nothing else",
    rules: [euRules],
    sender: {
      ...{ from: "hello@sender.example", name: "The Sender", timeZone: "UTC" },
      pages: "https://sender.example/m/",
    },
    ...options,
    templates: await withPrograms(
      options.templates ?? [],
      options.schema,
      options.rendering?.compile,
    ),
    ...{ store, clock, random },
    email: delivering.emailTransport,
    sms: delivering.smsTransport,
  });
  checkTemplates(options.workflows ?? [], app.engine.options.renderer);
  const time = passingTime({
    clock,
    drain: () => app.drain(),
    tenants: () => known,
    nextWork: (tenant) => app.engine.nextWork(tenant),
  });
  const parts: Omit<TestTenantParts, "tenant"> = {
    ...{ time, habits, random, began, providers: delivering, engine: app.engine },
    browser: browser(app.web),
    ids: sortableIds(clock, random),
    count: () => ++people,
  };
  const inTenant = (id: string): TestTenant<S, T> => {
    const tenant: Tenant<S, T> = app.tenant(id);
    known.add(tenant.id);
    return testTenant<S, T>(parts, tenant);
  };
  const t = inTenant(own);

  return {
    ...t,
    ...{ app, inTenant },
    now: time.now,
    advanceBy: async (length) => void (await time.advanceTo(after(clock.now(), length))),
    advanceTo: async (moment) => void (await time.advanceTo(instantAt(moment))),
    runUntil: runningUntil({
      time,
      providers: delivering,
      explain: async (contact) => {
        for (const tenant of known) {
          const explanation = await app.tenant(tenant).explain(contact);
          if (explanation !== null) return explanation.sentences;
        }
        return [];
      },
    }),
    settle: time.settle,
    email: delivering.email,
    sms: delivering.sms,
    browser: parts.browser,
  };
}

/** In production this is a warning, since a template may come later. A test is complete. */
function checkTemplates(workflows: readonly WorkflowDefinition[], renderer: Renderer): void {
  const [missing] = missingTemplates(workflows, renderer);
  if (missing === undefined) return;
  const { workflow, template, path } = missing;
  const message = `The workflow “${workflow}” sends “${template}”, which is not there.`;
  throw new TestKitError("TEST_TEMPLATE_UNKNOWN", message, {
    ...{ path, remedy: "Give the template among `templates` as well." },
  });
}
