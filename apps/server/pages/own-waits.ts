import type { ExpectedWait } from '#capabilities/planning/server/counting-waits.ts'
import { type Html, html } from '#platform/http/html.ts'
import { formatDate, formatMonth } from '#platform/messages/messages.ts'
import type { Tongue } from './language.ts'

/** How long a decision may still take: a window that 8 of 10 keep, never one day; or that nothing can be said yet. */
export function ownWait({ text, locale }: Tongue, wait: ExpectedWait): Html {
  if (wait === 'cannot-say') return html`<h3>${text('status_wait')}</h3><p>${text('status_wait_cannot')}</p>`
  const [from, to] = [formatMonth(wait.from, locale), formatMonth(wait.to, locale)]
  return html`<h3>${text('status_wait')}</h3>
${wait.movedFrom && html`<div class="note warn"><p>${text('status_wait_moved', { month: formatMonth(wait.movedFrom, locale) })}</p></div>`}
<p class="strong">${text(from === to ? 'status_wait_in' : 'status_wait_between', { from, to })}</p>
<div class="ten" aria-hidden="true"><i class="earlier"></i>${Array.from({ length: 8 }, () => html`<i></i>`)}<i class="later"></i></div>
<p>${text('status_wait_others')}</p>
<p>${text('status_wait_before', { count: wait.casesBefore })}</p>
<p class="soft">${text('status_wait_counted', { day: formatDate(wait.countedOn, locale) })}</p>`
}
