import { useState } from 'preact/hooks'
import { type CallResult, call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { saveAs } from '#platform/ui/pages/save-as.ts'
import { exportRegistrations, exportWithNames } from '../contract-files.ts'
import { type Desk, sentenceFor } from './desk.ts'
import { ExportNames, type NamesWanted } from './ExportNames.tsx'
import { Told } from './Screen.tsx'

type Piece = { csv: string; next: string | null }

/** A file to take elsewhere: pseudonymous; with names only for whom it is allowed, agreed to by two, and on record. */
export function Export({ desk }: { desk: Desk }) {
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})

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
  const named = (wanted: NamesWanted, agreementId: string | null) =>
    save(`registrations-with-names-${desk.today()}.csv`, (after) =>
      call(desk.fetch, exportWithNames, { body: { after, agreementId, ...wanted } }),
    )
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
      {desk.may('export-names') && <ExportNames desk={desk} onSave={named} onTold={setTold} />}
      <Told {...told} />
    </section>
  )
}
