import type { Problem } from '#platform/base/problem.ts'
import { html } from '#platform/http/html.ts'
import { tongueOf } from './language.ts'
import { pageMarkup } from './page.ts'

/**
 * What a browser shows when an address cannot answer: what happened, and what to do now. It repeats nothing of the
 * request; the number stands in the log beside the cause.
 */
export function errorPage(
  { kind, status, details }: Problem,
  acceptLanguage: string | undefined,
  practice: boolean,
): string {
  const tongue = tongueOf({}, acceptLanguage)
  const { text, locale } = tongue
  const known = kind === 'https-needed' ? 'https' : KNOWN.has(status) ? status : status < 500 ? 400 : 500
  const title = text(`error_${known}_title`)
  const incident = typeof details.incident === 'string' && details.incident
  const body = html`<div class="narrow"><div class="card stack">
<h1>${title}</h1>
<p>${text(`error_${known}_text`)}</p>
${incident && html`<p><code>${incident}</code></p>`}
<p class="row">${known === 401 && html`<a class="button button-primary" href="/desk/">${text('error_sign_in')}</a>`}
<a class="button" href="/?lang=${locale}">${text('error_home')}</a></p>
</div></div>`
  return pageMarkup({ tongue, title, practice, body }).markup
}

const KNOWN = new Set([401, 403, 404, 423, 500, 503])
