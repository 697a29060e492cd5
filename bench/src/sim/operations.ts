import type { ConsentDraft, TenantId } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { day, type Operation } from "./plan.ts";
import { ConnectionLost, type Person, purpose, type Service, type World } from "./world.ts";

/** Codes after which the caller does not try again: the answer is final. */
const final = /^(INPUT|DEFINITION|ADAPTER)_|^STORE_CONTACT_CONFLICT$/;
const tries = 120;

/**
 * Carries operations out as their actors would: through the host's service, again and again after a
 * lost answer, with the same ids each time.
 */
export function perform(world: World, operation: Operation): void {
  const { scheduler, findings } = world;
  const tenant: TenantId = operation.tenant === 0 ? ("acme" as TenantId) : ("beta" as TenantId);
  const person = world.people.filter((p) => p.tenant === tenant)[operation.who];
  const { id, kind } = operation;
  const actor = { name: `actor-${id}`, skew: 0, alive: true, epoch: 0 };

  /** Calls the host's engine; rejects when its process dies. */
  const ask = <T>(call: (engine: Service["engine"]) => Promise<T>): Promise<T> => {
    const host = world.findHost(tenant);
    if (!host.process.alive) return Promise.reject(new ConnectionLost());
    return new Promise<T>((resolve, reject) => {
      host.callers.add(reject);
      call(host.engine).then(
        (value) => {
          host.callers.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          host.callers.delete(reject);
          reject(error);
        },
      );
    });
  };

  /**
   * The same call until it is answered for good. Resolves to `null` where it was refused by name.
   */
  const insist = async <T>(call: (engine: Service["engine"]) => Promise<T>): Promise<T | null> => {
    for (let attempt = 0; attempt < tries; attempt++) {
      try {
        return await ask(call);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) world.watch.failed(`${kind} ${id}`, error);
        if (WellsentError.isInstance(error) && final.test(error.code)) {
          findings.sometimes(`refused ${error.code}`);
          return null;
        }
      }
      await scheduler.wait(actor, `${actor.name}.again`, 60_000 * 1.5 ** Math.min(attempt, 12));
    }
    findings.violate("UNANSWERED", `${id} is never answered`);
    return null;
  };

  const meet = async (who: Person): Promise<void> => {
    const address = who.current;
    const known = await insist((engine) =>
      engine.identify({
        tenant,
        key: `${who.name}`,
        email: address,
        attributes: { firstName: `canary-${tenant}` },
        jurisdiction: who.land,
      }),
    );
    if (known === null) return;
    who.contact = known.contact;
    who.reached = address;
    who.point = known.points.find(({ channel }) => channel === "email")?.id ?? null;
  };

  const act = async (
    who: Person,
    drafts: readonly ConsentDraft[],
    as: "grant" | "deny",
  ): Promise<void> => {
    for (const draft of drafts) {
      world.watch.intends(draft.id, { address: who.reached, kind: as });
      if (as === "deny" && who.contact !== null) world.denials.set(draft.id, who.contact);
    }
    await insist((engine) => engine.record(tenant, drafts));
  };

  const toAll = (template: string, dueAt?: number) =>
    world.people.flatMap((p) =>
      p.tenant === tenant && p.contact !== null
        ? [
            {
              ...{ tenant, contact: p.contact, id, template, purpose },
              ...(dueAt === undefined ? {} : { dueAt }),
            },
          ]
        : [],
    );

  const run = async (): Promise<void> => {
    if (person === undefined) return;
    const { contact } = person;
    switch (kind) {
      case "join":
        await meet(person);
        if (person.point !== null) await act(person, world.createGrants(person, id), "grant");
        return;
      case "meet":
        return meet(person);
      case "purchase":
      case "oldPurchase":
      case "futurePurchase": {
        if (contact === null) return;
        const now = scheduler.now();
        const at =
          kind === "oldPurchase"
            ? now - 40 * day
            : kind === "futurePurchase"
              ? now + 30 * day
              : now;
        const event = {
          tenant,
          contact,
          event: "order.placed" as const,
          data: { total: 1 },
          id,
          at,
        };
        const report = await insist((engine) => engine.track(event));
        if (kind === "futurePurchase" && report !== null) {
          findings.violate("FUTURE-EVENT", `${id} was taken from thirty days ahead`);
        }
        return;
      }
      case "campaign":
      case "scheduled": {
        const due = kind === "scheduled" ? scheduler.now() + 2 * day : undefined;
        const inputs = toAll("news", due);
        if (inputs.length === 0) return;
        if (due !== undefined) {
          for (const { contact: to } of inputs) world.scheduled.set(`${id}:${to}`, due);
        }
        const results = await insist((engine) => engine.sendMany(inputs));
        for (const [index, result] of (results ?? []).entries()) {
          const input = inputs[index];
          if (input !== undefined && result.status === "refused")
            world.intentions.add(`${tenant}|${input.contact}|news`);
        }
        return;
      }
      case "receipt":
        if (contact === null) return;
        await insist((engine) =>
          engine.send({ tenant, contact, id, template: "receipt", purpose: "service.orders" }),
        );
        return;
      case "withdraw":
        if (contact !== null) await act(person, world.createDenial(person, id), "deny");
        return;
      case "regrant":
        if (contact !== null) await act(person, world.createGrants(person, id), "grant");
        return;
      case "move":
      case "moveBack":
        if (contact === null) return;
        person.current = kind === "move" ? person.otherAddress : person.address;
        return meet(person);
      case "complain": {
        const mail = world.post.arrivals.findLast((a) => a.arrived && a.address === person.current);
        if (mail === undefined) return;
        const key = mail.ref.replaceAll("_", ":") as never;
        const event = {
          type: "complained" as const,
          dedupeKey: `fbl-${id}`,
          message: key,
          at: scheduler.now(),
          complaint: { feedbackType: "abuse" as const },
        };
        await insist((engine) => engine.report(tenant, [event]));
        world.complained(person);
        return;
      }
      case "ghost": {
        if (contact === null) return;
        const taken = await insist((engine) =>
          engine.send({ tenant, contact, id, template: "nobody-has-this", purpose }),
        );
        if (taken?.queued === true) findings.violate("UNKNOWN-TEMPLATE", `${id} was queued`);
        return;
      }
      case "twin": {
        if (contact === null) return;
        const input = { tenant, contact, id, template: "news", purpose } as const;
        const both = await Promise.allSettled([
          ask((engine) => engine.send(input)),
          ask((engine) => engine.send(input)),
        ]);
        const queued = both.filter((r) => r.status === "fulfilled" && r.value.queued).length;
        if (queued > 1) findings.violate("TWIN", `${id} was queued by both`);
        return;
      }
      case "lax": {
        if (contact === null) return;
        const taken = await insist((engine) =>
          engine.send({
            tenant,
            contact,
            id,
            template: "news",
            purpose,
            messageClass: "transactional",
          }),
        );
        if (taken?.queued === true) findings.violate("CLASS", `${id} was queued as transactional`);
        return;
      }
      case "killWorker": {
        const workers = world.services.filter((s) => s.kind === "worker");
        world.kill(world.draws.pick(`kill.${id}`, workers));
        return;
      }
      case "killHost":
        world.kill(world.findHost(tenant));
        return;
      case "clock": {
        const service = world.draws.pick(`clock.${id}`, world.services);
        service.process.skew = world.draws.integer(`skew.${id}`, 20 * 60_000) - 10 * 60_000;
        return;
      }
      case "poison": {
        if (contact === null) return;
        world.poisoned.add(contact);
        world.everPoisoned.add(contact);
        scheduler.at(scheduler.now() + 2 * day, `heal ${id}`, () => world.poisoned.delete(contact));
        return;
      }
      case "brokenSender":
        world.broken.add(tenant);
        world.everBroken.add(tenant);
        scheduler.at(scheduler.now() + day, `heal ${id}`, () => world.broken.delete(tenant));
        return;
      case "deploy":
      case "rollback": {
        const release = kind === "deploy" ? world.releases.second : world.releases.first;
        for (const [index, service] of world.services.entries()) {
          if (
            service.process.name === "worker-fork" ||
            (world.on("fork") && service.tenants[0] === "beta")
          )
            continue;
          scheduler.at(
            scheduler.now() + index * 10 * 60_000,
            `${kind} ${service.process.name}`,
            () => {
              world.kill(service);
              service.release = release;
            },
          );
        }
        return;
      }
    }
  };
  void run().catch((error: unknown) => world.watch.failed(`${kind} ${id}`, error));
}
