import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { memoryStore } from "@wellsent/adapters/memory";
import { consentPages } from "@wellsent/consent";
import { fakeConsentGate, fakeRenderer } from "@wellsent/core/testing";
import { expect, it, vi } from "vitest";
import * as z from "zod";

it("tells a host that its store came with another copy of core", async () => {
  const secret = systemRandom.bytes(32);
  const options = {
    ...{ consent: fakeConsentGate(), renderer: fakeRenderer({}), clock: systemClock() },
    pages: consentPages({
      ...{ baseUrl: "https://a.example/", tokens: { current: { kid: "t", secret } } },
      ...{ brand: { name: "A", listDomain: "l.a.example" }, notice: "0".repeat(64), purposes: [] },
    }),
    ...{
      random: systemRandom,
      senderFor: () => ({ from: { address: "a@a.example" }, timeZone: "UTC" }),
    },
  };
  const begin = async (store: ReturnType<typeof memoryStore>) => {
    const { createEngine } = await import("@wellsent/core/engine");
    const { defineSchema } = await import("@wellsent/core");
    const schema = defineSchema({ attributes: z.object({}), purposes: { "service.a": {} } });
    return createEngine({ ...options, schema, store });
  };
  const store = memoryStore();
  await expect(begin(store)).resolves.toBeDefined();
  vi.resetModules();
  await expect(begin(store)).rejects.toMatchObject({ code: "ADAPTER_CORE_COPY", path: "store" });
  const { memoryStore: memoryStoreOfTheOther } = await import("@wellsent/adapters/memory");
  await expect(begin(memoryStoreOfTheOther())).resolves.toBeDefined();
});
