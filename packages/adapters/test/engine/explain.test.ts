import { TransportError } from "@wellsent/core/errors";
import { explainContact } from "@wellsent/core/explain";
import { fakeRenderer, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, recordingTransport, start, tenant } from "./world.js";

/** Everything that is said about ann after a message to her was asked for. */
async function told(options: Parameters<typeof createWorld>[0]) {
  const made = createWorld(options);
  const contact = await made.person("ann");
  const before = await explainContact(made.engine, { tenant, contact });
  await made.subscribe(contact);
  await made.engine.send({ tenant, contact, id: "one", template: "thanks", purpose: "news" });
  await made.engine.drain(tenant);
  const after = await explainContact(made.engine, { tenant, contact });
  return {
    ...made,
    contact,
    before: before?.sentences.join(" ") ?? "",
    after: after?.sentences.join(" ") ?? "",
  };
}

describe("what is said of a person", () => {
  it("is that nothing was meant to be sent, only where it is so", async () => {
    const { before, after } = await told({});
    expect(before).toContain("Nothing was ever meant to be sent.");
    expect(after).toContain("Was sent thanks on 2026-03-02 08:00 UTC");
    expect(after).not.toContain("Nothing was ever meant");
  });

  it("names the template that was asked about and never meant, and the one that was", async () => {
    const { engine, contact } = await told({});
    const asked = async (template: string) =>
      (await explainContact(engine, { tenant, contact, template }))?.sentences.join(" ");
    expect(await asked("thank")).toContain(
      "No message thank was ever meant to be sent, but thanks was.",
    );
    expect(await asked("newsletter")).toContain("No message newsletter was ever meant to be sent.");
    expect(await asked("thanks")).toContain("Was sent thanks");
  });

  it("says what the engine's own refusals mean once", async () => {
    const renderer = fakeRenderer({ texted: { text: "Hello", channel: "sms" } });
    const { engine, person } = createWorld({ renderer, workflows: [] });
    const contact = await person("ann");
    await engine.send({ tenant, contact, id: "one", template: "texted", purpose: "news" });
    const all = await explainContact(engine, { tenant, contact });
    expect(all?.sentences.join(" ")).toContain(
      "NO_CONTACT_POINT (the contact has no address on this channel)",
    );
  });

  it("says that a message waits for a transport, as the drain does", async () => {
    const renderer = fakeRenderer({ texted: { text: "Hello", channel: "sms" } });
    const { engine } = createWorld({ renderer, workflows: [] });
    const { contact, points } = await engine.identify({ tenant, phone: "+15550123" });
    await engine.record(
      tenant,
      points.map(({ id }) => ({
        ...{ id: `yes-${id}`, type: "consent.granted", contactPoint: id },
        ...{ effectiveAt: start, fields: {} },
      })),
    );
    expect((await engine.drain(tenant)).withoutTransport).toEqual([]);
    const { queued } = await engine.send({
      ...{ tenant, contact, id: "one", template: "texted", purpose: "news" },
    });
    expect(queued).toBe(true);
    expect(await engine.drain(tenant)).toMatchObject({ sms: null, withoutTransport: ["sms"] });
    const all = await explainContact(engine, { tenant, contact });
    expect(all?.messages[0]?.withoutTransport).toBe("sms");
    expect(all?.sentences.join(" ")).toMatch(
      /Message texted is queued since .*, and waits for an engine that has a transport for sms\./,
    );
  });

  it("names the template that a message waits for", async () => {
    const renderer = fakeRenderer({ thanks: { text: "Thank you" } });
    let gone = false;
    const { engine, contact, subscribe, clock } = await told({
      renderer: { ...renderer, template: (id) => (gone ? undefined : renderer.template(id)) },
      workflows: [],
    });
    await subscribe(contact);
    await engine.send({ tenant, contact, id: "two", template: "thanks", purpose: "news" });
    gone = true;
    await engine.drain(tenant);
    const later = await explainContact(engine, { tenant, contact });
    expect(later?.sentences.join(" ")).toMatch(
      /Message thanks is queued since .*: TEMPLATE_MISSING \(it waits for an engine that has the template/,
    );
    clock.advanceBy(10 * 86_400_000);
    await engine.drain(tenant);
    const end = await explainContact(engine, { tenant, contact });
    expect(end?.sentences.join(" ")).toMatch(/Message thanks is skipped since .*: TEMPLATE_GONE/);
  });

  it("says of a held message that nobody knows, until somebody does", async () => {
    const clock = simulatedClock(start);
    const transport = recordingTransport(clock, ({ ref }) => ({
      ...{ outcome: "unknown", ref },
      error: new TransportError("timeout", "No answer.", {
        ...{ transport: "recording", scope: "provider", retry: "same_key_only" },
      }),
    }));
    const { after, engine, contact } = await told({ clock, transport });
    expect(after).toMatch(/Message thanks is held since .*nobody knows if it left/);
    const { items } = await engine.held(tenant);
    expect(items).toMatchObject([{ status: "unknown", template: "thanks" }]);
    const [held] = items;
    if (held === undefined) throw new Error("nothing is held");
    expect(await engine.resolveHeld(tenant, held.key, "sent")).toBe(true);
    expect(await engine.resolveHeld(tenant, held.key, "sent")).toBe(false);
    const end = await explainContact(engine, { tenant, contact });
    expect(end).toMatchObject({ sent: true });
  });
});
