import { useState } from 'preact/hooks'
import { askAgreement, listAgreements } from '#capabilities/access/oversight/contract.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { consentFor, ExportPurpose, exportPurposes, LegalBasis, legalBases } from '../model.ts'
import { type Desk, sentenceFor, useReply } from './desk.ts'
import { basisWord, consentWord, moment } from './labels.ts'
import { Choose } from './PersonFields.tsx'

export type NamesWanted = { recipient: string; purpose: ExportPurpose; basis: LegalBasis }
type Agreement = ReplyOf<typeof listAgreements>['agreements'][number]

interface Props {
  desk: Desk
  onSave: (wanted: NamesWanted, agreementId: string | null) => Promise<void>
  onTold: (told: { done?: string; failed?: string }) => void
}

/** Names leave the house once a colleague agreed to exactly this: to whom, for what, on which ground. Practice needs nobody. */
export function ExportNames({ desk, onSave, onTold }: Props) {
  const [recipient, setRecipient] = useState('')
  const [purpose, setPurpose] = useState<ExportPurpose>('aid')
  const [basis, setBasis] = useState<LegalBasis>('consent')
  const [missing, setMissing] = useState(false)
  const asked = useReply(desk, 'agreements', () => call(desk.fetch, listAgreements, {}))
  const agreements = asked.state.kind === 'ok' ? asked.state.reply.agreements.filter(isOpenExport) : []

  async function submit(event: Event) {
    event.preventDefault()
    const wanted = { recipient: recipient.trim(), purpose, basis }
    setMissing(!wanted.recipient)
    if (!wanted.recipient) return document.getElementById('export-recipient')?.focus()
    if (desk.practice) return onSave(wanted, null)
    const result = await call(desk.fetch, askAgreement, { body: { act: 'export-names', facts: wanted } })
    if (result.kind !== 'ok') return onTold({ failed: sentenceFor(desk, result) })
    onTold({ done: t('desk_export_asked') })
    setRecipient('')
    await asked.again()
  }
  return (
    <details open={agreements.length > 0}>
      <summary>{t('desk_export_names')}</summary>
      <div class="stack">
        {agreements.map((agreement) => (
          <OneAgreement
            key={agreement.id}
            agreement={agreement}
            onSave={async (wanted) => {
              await onSave(wanted, agreement.id)
              await asked.again()
            }}
          />
        ))}
        <form class="form" onSubmit={submit} noValidate>
          <p class="hint">{t(desk.practice ? 'desk_export_names_hint_practice' : 'desk_export_names_hint')}</p>
          <TextField
            id="export-recipient"
            label={t('desk_recipient')}
            value={recipient}
            error={missing ? t('desk_export_recipient_missing') : undefined}
            onInput={setRecipient}
          />
          <Choose
            id="export-purpose"
            label={t('desk_purpose')}
            value={purpose}
            options={exportPurposes}
            word={(code) => consentWord(consentFor[code])}
            onChoose={setPurpose}
          />
          <Choose
            id="export-basis"
            label={t('desk_export_basis')}
            value={basis}
            options={legalBases}
            word={basisWord}
            onChoose={setBasis}
          />
          <p class="hint">{t(basis === 'consent' ? 'desk_export_only_consent' : 'desk_export_everyone')}</p>
          <div>
            <button type="submit" class="button button-stop">
              {t(desk.practice ? 'desk_export_names_do' : 'desk_export_ask')}
            </button>
          </div>
        </form>
      </div>
    </details>
  )
}

function OneAgreement({ agreement, onSave }: { agreement: Agreement; onSave: (wanted: NamesWanted) => Promise<void> }) {
  const { facts, state, answeredBy, expiresAt } = agreement
  const purpose = ExportPurpose.safeParse(facts.purpose)
  const basis = LegalBasis.safeParse(facts.basis)
  if (!purpose.success || !basis.success) return null
  const wanted = { recipient: String(facts.recipient), purpose: purpose.data, basis: basis.data }
  return (
    <Note tone={state === 'agreed' ? 'ok' : 'info'}>
      <div class="stack">
        <p class="strong">
          <bdi>{wanted.recipient}</bdi> · {consentWord(consentFor[wanted.purpose])} · {basisWord(wanted.basis)}
        </p>
        {state === 'agreed' ? (
          <>
            <p>{t('desk_export_agreed', { name: answeredBy ?? '', time: moment(expiresAt) })}</p>
            <div>
              <button type="button" class="button button-stop" onClick={() => onSave(wanted)}>
                {t('desk_export_names_do')}
              </button>
            </div>
          </>
        ) : (
          <p>{t('desk_export_waits')}</p>
        )}
      </div>
    </Note>
  )
}

const isOpenExport = ({ act, isMine, state }: Agreement): boolean =>
  act === 'export-names' && isMine && (state === 'waiting' || state === 'agreed')
