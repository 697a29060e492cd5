import { expect, it } from "vitest";
import { compileTemplate } from "../../src/compile/index.js";
import { loadProgram, render } from "../../src/index.js";
import { recipient } from "../edge/assemble/recipient.js";

it("links to the wording of the permission, which nobody watches", async () => {
  const { program } = await compileTemplate({
    ...{ id: "news", messageClass: "marketing", subject: "News" },
    mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>
      <a href="{{privacyNotice}}">What you agreed to</a> <a href="{{unsubscribe}}">Leave</a>
    </mj-text></mj-column></mj-section></mj-body></mjml>`,
  });
  const of = (wording?: string) => {
    const { links, ...input } = recipient({}, { tracking: { opens: true, clicks: true } });
    const given = { ...links, ...(wording === undefined ? {} : { wording }) };
    return render(loadProgram(program), { ...input, links: given });
  };
  const made = of("https://m.example/n/acme/d1");
  if (!made.rendered) throw new Error(JSON.stringify(made.reasons));
  expect(made.html).toContain('href="https://m.example/n/acme/d1"');
  expect(made.text).toContain("https://m.example/n/acme/d1");
  expect(made.links ?? []).toEqual([]);
  // Pages that know no wording leave no dead link behind.
  expect(of()).toMatchObject({ rendered: false, reasons: [{ path: "wording" }] });
});
