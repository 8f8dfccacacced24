import type { z } from 'zod/mini'
import { parseAccessCode } from '#capabilities/registration/access-code.ts'
import type { RegistrationStatus } from '#capabilities/registration/contract.ts'
import { Problem } from '#platform/base/problem.ts'
import { serveDocumentToAnyone, serveForm } from '#platform/http/document.ts'
import { type Html, html } from '#platform/http/html.ts'
import { formatDate } from '#platform/messages/messages.ts'
import { type Tongue, tongueOf } from './language.ts'
import { pageResponse } from './page.ts'

type Status = z.infer<typeof RegistrationStatus>
/** As the endpoint of the same name answers; throws its problems. */
export type ReadStatus = (accessCode: string) => Promise<Status>

/**
 * Where a registration stands, for any browser and without scripts. The code travels in the body of a POST, never in an
 * address; a code that is wrong, unknown or not yet received gets one and the same answer.
 */
export function statusPages({ readStatus, practice }: { readStatus: ReadStatus; practice: boolean }) {
  const show = (tongue: Tongue, answer: Html, status = 200) =>
    pageResponse(
      { tongue, title: tongue.text('status_title'), practice, address: '/status', body: page(tongue, answer) },
      status,
    )

  return [
    serveDocumentToAnyone(
      { path: '/status', summary: 'Where a registration stands, without scripts.', mediaType: 'text/html' },
      async ({ query, header }) => {
        const tongue = tongueOf(query, header('accept-language'))
        return show(tongue, codeForm(tongue))
      },
    ),
    serveForm(
      { path: '/status', summary: 'The same, with an access code.', mediaType: 'text/html' },
      async ({ query, header, form }) => {
        const tongue = tongueOf(query, header('accept-language'))
        const { text } = tongue
        try {
          const code = parseAccessCode((form.code ?? '').slice(0, 100))
          if (code) return show(tongue, standing(tongue, await readStatus(code)))
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem
          if (problem.status === 429) return show(tongue, answer(tongue, 'warn', text('status_busy')), 429)
          if (problem.status !== 404) throw problem
        }
        return show(tongue, answer(tongue, 'info', text('status_nothing')))
      },
    ),
  ]
}

const page = ({ text }: Tongue, answer: Html): Html =>
  html`<div class="narrow stack"><h1>${text('status_title')}</h1>${answer}<p class="soft">${text('status_help')}</p></div>`

const codeForm = ({ text, locale }: Tongue): Html =>
  html`<form class="card stack" method="post" action="/status?lang=${locale}" autocomplete="off">
<div class="field"><label for="code">${text('status_code')}</label><p class="hint" id="code-hint">${text('status_code_hint')}</p>
<input id="code" name="code" type="text" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60" aria-describedby="code-hint"></div>
<button class="button button-primary">${text('status_show')}</button>
</form>`

const answer = (tongue: Tongue, tone: 'info' | 'warn', sentence: string): Html =>
  html`<div class="note ${tone}" role="status"><p>${sentence}</p></div>${codeForm(tongue)}`

function standing({ text, locale }: Tongue, status: Status): Html {
  const stage = status.stage === 'registered' || status.stage === 'waiting' ? status.stage : 'left'
  return html`<div class="card stack"><p class="strong" role="status">${text(`status_${stage}`)}</p>
<dl class="facts">
<dt>${text('status_operation')}</dt><dd><bdi>${status.operationName}</bdi></dd>
<dt>${text('status_since')}</dt><dd>${formatDate(status.registeredOn, locale)}</dd>
<dt>${text('status_size')}</dt><dd>${status.householdSize}</dd>
${status.shortCode && html`<dt>${text('status_short_code')}</dt><dd><code>${status.shortCode}</code></dd>`}
</dl>
<p><a href="/status?lang=${locale}">${text('status_another')}</a></p></div>`
}
