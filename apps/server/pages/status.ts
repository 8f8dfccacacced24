import type { z } from 'zod/mini'
import { pdfOf } from '#capabilities/asylum/papers/server/documents.ts'
import type { OwnClaim } from '#capabilities/asylum/server/own-claims.ts'
import type { ExpectedWait } from '#capabilities/planning/server/counting-waits.ts'
import { parseAccessCode } from '#capabilities/registration/access-code.ts'
import type { RegistrationStatus } from '#capabilities/registration/contract.ts'
import { isUuid } from '#platform/base/ids.ts'
import { Problem } from '#platform/base/problem.ts'
import { serveDocumentToAnyone, serveForm } from '#platform/http/document.ts'
import { type Html, html } from '#platform/http/html.ts'
import { formatDate } from '#platform/messages/messages.ts'
import type { Press } from '#platform/paper/writing.ts'
import { type Tongue, tongueOf } from './language.ts'
import type { OpenOwn, OwnAct } from './own.ts'
import { appointmentForms, isOwnAct } from './own-appointments.ts'
import { messagesForms } from './own-messages.ts'
import { papersForm } from './own-papers.ts'
import { ownWait } from './own-waits.ts'
import { pageResponse } from './page.ts'

type Status = z.infer<typeof RegistrationStatus>

/**
 * Where a registration stands, for any browser and without scripts. The code travels in the body of a POST, never in an
 * address; a code that is wrong, unknown or not yet received gets one and the same answer.
 */
export function statusPages({ open, practice, press }: { open: OpenOwn; practice: boolean; press: Press }) {
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
      async ({ query, header, form }) => answerCode(tongueOf(query, header('accept-language')), form.code),
    ),
    serveForm(
      {
        path: '/status/wish',
        summary: 'Ask for a step of a claim, or take that back, with the code.',
        mediaType: 'text/html',
      },
      async ({ query, header, form }) =>
        answerCode(tongueOf(query, header('accept-language')), form.code, {
          about: 'claim',
          step: (form.step ?? '').slice(0, 40),
          wanted: form.wanted !== 'no',
        }),
    ),
    serveForm(
      {
        path: '/status/appointment',
        summary: 'Say that one will come, or ask for another time, with the code.',
        mediaType: 'text/html',
      },
      async ({ query, header, form }) => {
        const id = form.appointment ?? ''
        const act =
          isUuid(id) && isOwnAct(form.what) ? { about: 'appointment' as const, id, what: form.what } : undefined
        return answerCode(tongueOf(query, header('accept-language')), form.code, act)
      },
    ),
    serveForm(
      { path: '/status/paper', summary: 'A paper of one’s own as a PDF, with the code.', mediaType: 'application/pdf' },
      async ({ query, header, form }) =>
        answerCode(tongueOf(query, header('accept-language')), form.code, {
          about: 'paper',
          id: (form.paper ?? '').slice(0, 40),
        }),
    ),
    serveForm(
      {
        path: '/status/messages',
        summary: 'Ask for messages on one channel, or take that back, with the code.',
        mediaType: 'text/html',
      },
      async ({ query, header, form }) =>
        answerCode(tongueOf(query, header('accept-language')), form.code, { about: 'messages', form }),
    ),
  ]

  /** A code that is wrong and one that is unknown get the same answer, whatever was asked with it. */
  async function answerCode(tongue: Tongue, typed: string | undefined, act?: OwnAct) {
    const { text } = tongue
    try {
      const code = parseAccessCode((typed ?? '').slice(0, 100))
      if (code) {
        const { status, claims, waits, appointments, papers, toPrint, choices, notDone } = await open(code, act)
        if (toPrint) return await pdfOf(toPrint, 'attachment', press)
        return show(
          tongue,
          html`${notDone && html`<div class="note warn" role="status"><p>${text(notDone)}</p></div>`}
${standing(tongue, status)}${appointmentForms(tongue, appointments)}${claims.map((claim, i) => ownClaim(tongue, claim, waits[i]))}${papersForm(tongue, papers)}${messagesForms(tongue, choices)}`,
        )
      }
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      // Papers are drawn one after the other: a crowd is told to come again.
      if (problem.status === 503 && act?.about === 'paper')
        return show(tongue, answer(tongue, 'warn', text('paper_own_later')), 503)
      if (problem.status === 429) return show(tongue, answer(tongue, 'warn', text('status_busy')), 429)
      if (problem.status !== 404) throw problem
    }
    return show(tongue, answer(tongue, 'info', text('status_nothing')))
  }
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

type Said = OwnClaim['lastStep']

/** Words of a procedure in the language of the page; where the file has English alone, a reader is told so. */
const said = ({ locale }: Tongue, words: Said): Html =>
  words[locale] ? html`<bdi>${words[locale]}</bdi>` : html`<bdi lang="en">${words.en}</bdi>`

/** Where a claim stands, by when who has to do what, and what may be asked for here. It names nobody. */
function ownClaim(tongue: Tongue, claim: OwnClaim, wait: ExpectedWait | undefined): Html {
  const { text, locale } = tongue
  return html`<section class="card stack"><h2>${text('status_claim')}</h2>
<p class="strong">${text(`status_claim_${claim.stage}`)}</p>
<p>${text('status_claim_last')}: ${said(tongue, claim.lastStep)} · ${formatDate(claim.lastStepOn, locale)}</p>
${claim.hearing && hearingLines(tongue, claim.hearing)}
${wait && ownWait(tongue, wait)}
${
  claim.next.length > 0 &&
  html`<h3>${text('status_claim_next')}</h3><ul>${claim.next.map(
    ({ name, isOwn }) =>
      html`<li><strong>${said(tongue, name)}</strong> · ${text(isOwn ? 'status_claim_next_you' : 'status_claim_next_office')}</li>`,
  )}</ul>`
}
${claim.stage !== 'closed' && html`<p>${text('status_claim_bring')}</p>`}
${
  claim.limits.length > 0 &&
  html`<h3>${text('status_claim_days')}</h3><ul>${claim.limits.map(
    ({ name, binds, dueOn, isPast, isUnconfirmed }) =>
      html`<li><strong>${said(tongue, name)}</strong><br>${text(binds === 'person' ? 'status_claim_you' : 'status_claim_office', { day: formatDate(dueOn, locale) })}${
        isPast && binds === 'person' && html`<br>${text('status_claim_past')}`
      }${isUnconfirmed && html`<br><span class="soft">${text('status_claim_unconfirmed')}</span>`}</li>`,
  )}</ul>`
}
${claim.wishes.map((each, index) => wishForm(tongue, each, index))}</section>`
}

/** Where to be comes before where the court sits: whoever mixes the two up comes to neither. */
function hearingLines({ text, locale }: Tongue, hearing: NonNullable<OwnClaim['hearing']>): Html {
  const { reportPlace, reportOn, reportAt, court, hearingOn, hearingAt } = hearing
  const report = { place: reportPlace, day: formatDate(reportOn, locale), hour: reportAt }
  const sitting = { court, day: formatDate(hearingOn, locale), hour: hearingAt }
  return html`<div class="note info"><div class="stack"><h3>${text('status_hearing')}</h3><p class="strong">${text('status_hearing_report', report)}</p>
<p>${text('status_hearing_court', sitting)}</p></div></div>`
}

function wishForm(tongue: Tongue, { step, sentence, askedOn }: OwnClaim['wishes'][number], index: number): Html {
  const { text, locale } = tongue
  const id = `wish-${step}-${index}`
  return html`<form class="stack" method="post" action="/status/wish?lang=${locale}" autocomplete="off">
<p>${said(tongue, sentence)}</p>
${askedOn && html`<p class="strong">${text('status_wish_asked', { day: formatDate(askedOn, locale) })}</p>`}
<input type="hidden" name="step" value="${step}"><input type="hidden" name="wanted" value="${askedOn ? 'no' : 'yes'}">
<div class="field"><label for="${id}">${text('status_wish_code')}</label>
<input id="${id}" name="code" type="text" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60"></div>
<button class="button">${text(askedOn ? 'status_wish_back' : 'status_wish_ask')}</button>
</form>`
}
