import { answerGroups, answerPage, answerPageText } from "./answers.ts";
import { publicDeclarations } from "./declarations.ts";
import {
  decisionPage,
  decisionPageText,
  errorCatalog,
  errorPage,
  errorPageText,
  reasonCatalog,
} from "./error-pages.ts";
import { writtenPages } from "./paths.ts";
import { placesOfNames, referencePages } from "./reference-pages.ts";
import { openSources } from "./sources.ts";
import { type SitePages, stagedText } from "./stage.ts";

/** Every page of the site: those by hand, and those made of the sources. */
export function allPages(): SitePages {
  const written = writtenPages();
  const sources = openSources();
  const names = publicDeclarations(sources);
  const catalog = errorCatalog(sources);
  const reasons = reasonCatalog(sources);
  const answers = answerGroups.flatMap((group) => Object.keys(group.codes));
  const codes = new Map([
    ...answers.map((code) => [code, `${answerPage}#${code}`] as const),
    ...[...reasons.engine, ...reasons.gate].map(
      ({ code }) => [code, `${decisionPage}#${code}`] as const,
    ),
    ...catalog.map(({ code }) => [code, `${errorPage}#${code}`] as const),
  ]);
  return new Map([
    ...written.map((page) => [page.path, stagedText(page, written)] as const),
    ...referencePages(names, { names: placesOfNames(names), codes }),
    [errorPage, errorPageText(catalog)],
    [decisionPage, decisionPageText(reasons)],
    [answerPage, answerPageText()],
  ]);
}
