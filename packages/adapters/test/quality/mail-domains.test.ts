import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { dnsMailDomains } from "../../src/mail-domains/index.js";

const [typeA, typeMx, typeAaaa] = [1, 15, 28];

/** What the zone has: an exchange for MX (empty: null MX), or an address. `null`: NXDOMAIN. */
type Zone = Readonly<
  Record<string, { readonly mx?: readonly string[]; readonly a?: boolean } | null>
>;

function encodeName(name: string): Buffer {
  const labels = name === "" ? [] : name.split(".");
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0]),
  ]);
}

function readQuestion(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function answer(query: Buffer, zone: Zone): Buffer {
  const { name, type, end } = readQuestion(query);
  const known = Object.hasOwn(zone, name) ? zone[name] : undefined;
  const records =
    type === typeMx
      ? (known?.mx ?? []).map((exchange) =>
          record(typeMx, Buffer.concat([Buffer.from([0, 0]), encodeName(exchange)])),
        )
      : type === typeA && known?.a === true
        ? [record(typeA, Buffer.from([192, 0, 2, 1]))]
        : [];
  const head = Buffer.from(query.subarray(0, 12));
  // No such name, or a server that failed where the zone does not know the name.
  head.writeUInt16BE(0x8180 | (known === null ? 3 : known === undefined ? 2 : 0), 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, query.subarray(12, end), ...records]);
}

const open: Socket[] = [];

/** A name server on this machine, which counts what it is asked for. */
async function nameServer(zone: Zone, isSilent = false) {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  open.push(socket);
  socket.on("message", (query, { port, address }) => {
    const { name, type } = readQuestion(query);
    asked.push(`${type === typeMx ? "MX" : type === typeAaaa ? "AAAA" : "A"} ${name}`);
    if (!isSilent) socket.send(answer(query, zone), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port }: AddressInfo = socket.address();
  return { servers: [`127.0.0.1:${port}`], asked };
}

describe("dnsMailDomains", () => {
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  it("tells mail servers, null MX, bare addresses and missing domains apart", async () => {
    const { servers } = await nameServer({
      "good.example": { mx: ["mx1.good.example", "mx2.good.example"] },
      "null.example": { mx: [""] },
      "bare.example": { a: true },
      "parked.example": {},
      "gone.example": null,
    });
    const domains = dnsMailDomains({ servers, timeoutMs: 2_000 });
    const names = ["good", "null", "bare", "parked", "gone", "failing"];
    const said = await Promise.all(names.map((name) => domains.lookUp(`${name}.example`)));
    expect(said).toEqual(["accepts", "refuses", "accepts", "none", "missing", "unknown"]);
  });

  it("asks once for a domain until the answer is old, and forgets the oldest", async () => {
    const { servers, asked } = await nameServer({ "good.example": { mx: ["mx.example"] } });
    let now = 0;
    const options = { servers, cacheMs: 1_000, cacheSize: 1, now: () => now };
    const domains = dnsMailDomains(options);
    await Promise.all([domains.lookUp("good.example"), domains.lookUp("good.example")]);
    await domains.lookUp("good.example");
    expect(asked).toEqual(["MX good.example"]);
    now = 1_001;
    await domains.lookUp("good.example");
    expect(asked).toHaveLength(2);
    await domains.lookUp("other.example");
    asked.length = 0;
    await domains.lookUp("good.example");
    expect(asked).toEqual(["MX good.example"]);
  });

  it("takes silence for unknown", async () => {
    const { servers } = await nameServer({}, true);
    const domains = dnsMailDomains({ servers, timeoutMs: 200 });
    expect(await domains.lookUp("good.example")).toBe("unknown");
  });

  it("asks nothing for a call that was given up", async () => {
    const { servers, asked } = await nameServer({});
    const signal = AbortSignal.abort();
    await expect(dnsMailDomains({ servers }).lookUp("a.example", { signal })).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
