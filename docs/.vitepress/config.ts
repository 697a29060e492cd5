import { defineConfig } from "vitepress";
import { slugOf } from "../site/markdown.ts";
import { sidebar } from "../site/navigation.ts";

export default defineConfig({
  title: "Wellsent",
  description: "Consent-first e-mail and SMS marketing automation, inside your own application.",
  lang: "en-US",
  srcDir: "build/pages",
  outDir: "build/site",
  cacheDir: "build/cache",
  cleanUrls: true,
  markdown: {
    // The same ids as on GitHub, so that a link holds in both places.
    anchor: { slugify: slugOf },
    // Pages are Markdown alone: what looks like a tag is meant as text.
    html: false,
    config: (md) => {
      // Merge fields are written in double braces, which Vue would take for its own.
      md.renderer.rules.text = (tokens, index) =>
        md.utils.escapeHtml(tokens[index]?.content ?? "").replaceAll("{{", "&#123;&#123;");
      md.renderer.rules.code_inline = (tokens, index) =>
        `<code v-pre>${md.utils.escapeHtml(tokens[index]?.content ?? "")}</code>`;
    },
  },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/guides/", activeMatch: "^/guides/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      { text: "Errors", link: "/errors/", activeMatch: "^/errors/" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // Headings and prose: code would be most of the index, and is coloured once already.
        _render: (source, env, md) => md.render(source.replace(/^```[\s\S]*?^```$/gm, ""), env),
      },
    },
    socialLinks: [{ icon: "github", link: "https://github.com/wellsent/wellsent" }],
    footer: { message: "MIT" },
  },
});
