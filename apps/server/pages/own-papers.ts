import type { OwnPaper } from '#capabilities/asylum/papers/server/own-papers.ts'
import { type Html, html } from '#platform/http/html.ts'
import { formatDate } from '#platform/messages/messages.ts'
import type { Tongue } from './language.ts'

/** The papers of a household by kind, number and day, and one of the valid ones to take along. No name stands here. */
export function papersForm({ text, locale }: Tongue, papers: readonly OwnPaper[]): Html | undefined {
  if (papers.length === 0) return undefined
  const valid = papers.filter(({ isValid }) => isValid)
  return html`<section class="card stack"><h2>${text('paper_own_title')}</h2>
<ul>${papers.map(
    (paper) =>
      html`<li><strong>${text(`paper_kind_${paper.kind}`)} <bdi>${paper.number}</bdi></strong><br>${text('paper_issued_on', { day: formatDate(paper.issuedOn, locale) })} · ${
        paper.isValid
          ? text('paper_valid_until', { day: formatDate(paper.validUntil, locale) })
          : text('paper_refused_not_valid')
      }</li>`,
  )}</ul>
${
  valid.length > 0 &&
  html`<form class="stack" method="post" action="/status/paper?lang=${locale}" autocomplete="off">
<div class="field"><label for="paper">${text('paper_which')}</label><select id="paper" name="paper">${valid.map(
    (paper) => html`<option value="${paper.id}">${paper.number} · ${text(`paper_kind_${paper.kind}`)}</option>`,
  )}</select></div>
<div class="field"><label for="paper-code">${text('status_wish_code')}</label><p class="hint">${text('paper_own_hint')}</p>
<input id="paper-code" name="code" type="text" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60"></div>
<button class="button">${text('paper_own_take')}</button>
</form>`
}</section>`
}
