import { useState } from 'preact/hooks'
import { type CallResult, call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { exportRegistrations, exportWithNames } from '../contract-files.ts'
import type { OpeningPurpose } from '../model.ts'
import { type Desk, sentenceFor } from './desk.ts'
import { PurposeField } from './PeopleSection.tsx'
import { Told } from './Screen.tsx'
import { saveAs } from './save-as.ts'

type Piece = { csv: string; next: string | null }

/** A file to take elsewhere: pseudonymous; with names only for whom it is allowed, and on record. */
export function Export({ desk }: { desk: Desk }) {
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const [recipient, setRecipient] = useState('')
  const [purpose, setPurpose] = useState<OpeningPurpose>('aid')

  /** Asks piece by piece; only a whole file is handed over. */
  async function save(fileName: string, ask: (after: string | null) => Promise<CallResult<Piece>>) {
    const pieces: string[] = []
    let after: string | null = null
    do {
      const result: CallResult<Piece> = await ask(after)
      if (result.kind !== 'ok') return setTold({ failed: sentenceFor(desk, result) })
      pieces.push(result.reply.csv)
      after = result.reply.next
    } while (after !== null)
    saveAs(fileName, pieces.join(''))
    setTold({ done: t('desk_export_done') })
  }
  const plain = () =>
    save(`registrations-${desk.today()}.csv`, (after) => call(desk.fetch, exportRegistrations, { body: { after } }))
  const named = (event: Event) => {
    event.preventDefault()
    if (!recipient.trim()) return setTold({ failed: t('desk_export_recipient_missing') })
    const asked = { recipient: recipient.trim(), purpose }
    return save(`registrations-with-names-${desk.today()}.csv`, (after) =>
      call(desk.fetch, exportWithNames, { body: { after, ...asked } }),
    )
  }
  return (
    <section class="card stack">
      <h2>{t('desk_export')}</h2>
      {desk.may('export-pseudonymous') && (
        <>
          <p class="hint">{t('desk_export_hint')}</p>
          <div>
            <button type="button" class="button button-primary" onClick={plain}>
              <Icon name="save" />
              {t('desk_export_do')}
            </button>
          </div>
        </>
      )}
      {desk.may('export-names') && (
        <details>
          <summary>{t('desk_export_names')}</summary>
          <form class="stack" onSubmit={named}>
            <p class="hint">{t('desk_export_names_hint')}</p>
            <TextField id="export-recipient" label={t('desk_recipient')} value={recipient} onInput={setRecipient} />
            <PurposeField id="export-purpose" value={purpose} onChoose={setPurpose} />
            <div>
              <button type="submit" class="button button-stop">
                {t('desk_export_names_do')}
              </button>
            </div>
          </form>
        </details>
      )}
      <Told {...told} />
    </section>
  )
}
