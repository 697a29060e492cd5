import { describe, expect, it } from "vitest";
import { compareMails, compareTexts } from "../../src/compile/index.js";

function mail(body: string, css = ""): string {
  return `<html><head><title>t</title><style>${css}</style></head><body>${body}</body></html>`;
}

describe("comparing a compiled mail with the naive one", () => {
  it.each([
    ["white space between tags", mail("<p> a  b</p>\n <p>c</p>"), mail("<p>a b</p><p>c</p>")],
    [
      "more of MJML's own rules",
      mail("x", ".mj-column-per-50{width:50%} .own{a:b}"),
      mail("x", ".own{a:b}"),
    ],
    [
      "an empty element that the inliner opened, up to the end of the one around",
      mail('<td><div></div>\n </td><td><ol type="I"></ol><pre>a<br></pre> <i></i></td>'),
      mail('<td><div>\n </div></td><td><ol type="I"><pre>a<br></pre> <i></i></ol></td>'),
    ],
    [
      "an empty element that the inliner opened, up to what ends it in HTML",
      mail("<ul><li></li><li>a</li></ul><p></p><div>b</div><svg><path></path></svg>"),
      mail("<ul><li></li><li>a</li></ul><p></p><div>b</div><svg><path/></svg>"),
    ],
    ["an attribute left empty", mail('<img alt="" src="x">'), mail('<img alt src="x">')],
    [
      "a color that MJML writes out",
      mail('<td bgcolor="#Fff" style="color:#123;border:1px solid #abc">x</td>', "a{color:#abc}"),
      mail(
        '<td bgcolor="#FFffff" style="color:#112233;border:1px solid #aabbcc">x</td>',
        "a{color:#aabbcc}",
      ),
    ],
    [
      "the label of an empty title",
      mail('<div aria-label="" role="article"><p aria-label=" t ">x'),
      mail('<div role="article"><p aria-label="t">x'),
    ],
    [
      "conditional comments not merged",
      mail("<!--[if mso | IE]>a<![endif]-->\n<!--[if mso | IE]>b<![endif]-->"),
      mail("<!--[if mso | IE]>ab<![endif]-->"),
    ],
  ])("lets %s pass", (_, compiled, naive) => {
    expect(compareMails(compiled, naive)).toBeNull();
  });

  it.each([
    ["a word", mail("<p>a</p>"), mail("<p>b</p>")],
    ["another color", mail('<p style="color:#fff">'), mail('<p style="color:#fffff0">')],
    ["a place in the mail", mail('<a href="#abc">'), mail('<a href="#aabbcc">')],
    ["a word like a color", mail("<p>#abc</p>"), mail("<p>#aabbcc</p>")],
    ["a rule for another id", mail("x", "#abc {a:b}"), mail("x", "#aabbcc {a:b}")],
    ["a space in running text", mail("a<b> </b>c"), mail("a<b></b>c")],
    [
      "an empty element that is open where another is not",
      mail("<td><ol></ol><i></i>a</td>"),
      mail("<td><ol><i></i>a</ol></td>"),
    ],
    [
      "an element open that is not empty",
      mail("<td><ol>a</ol>b</td>"),
      mail("<td><ol>ab</ol></td>"),
    ],
    [
      "an element that was filled",
      mail("<td><ol></ol><pre>a</pre></td>"),
      mail("<td><ol>b<pre>a</pre></ol></td>"),
    ],
    [
      "an empty element open beyond the one around",
      mail("<td><b><i></i>a</b>c</td>"),
      mail("<td><b><i>a</i></b><i>c</i></td>"),
    ],
    ["a width", mail('<td width="300">x</td>'), mail('<td width="600">x</td>')],
    ["a rule that is missing", mail("x"), mail("x", ".mj-column-per-50{width:50%}")],
    ["a rule of the author's that is too many", mail("x", ".own{a:b}"), mail("x")],
    [
      "a rule in another media query",
      mail("x", "@media print{.a{b:c}}"),
      mail("x", "@media screen{.a{b:c}}"),
    ],
    ["a missing conditional comment", mail("x<!--[if mso]>y<![endif]-->"), mail("x")],
  ])("finds %s", (_, compiled, naive) => {
    expect(compareMails(compiled, naive)).not.toBeNull();
  });
});

describe("comparing text parts", () => {
  it("lets white space at the ends of lines pass, and nothing else", () => {
    expect(compareTexts("\na  \n b\n", "a\n b\n\n")).toBeNull();
    for (const other of ["a\n\n b", "a\nb", "a b", "a\n c", "a\n b\nc"])
      expect(compareTexts("a\n b", other)).toMatchObject({ where: "text" });
  });
});
