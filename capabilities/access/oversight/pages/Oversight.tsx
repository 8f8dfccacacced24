import { useEffect, useRef, useState } from 'preact/hooks'
import { plantCanaries } from '#capabilities/registration/desk/contract-oversight.ts'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Agreements } from './Agreements.tsx'
import { Alarms } from './Alarms.tsx'
import { Closing } from './Closing.tsx'
import { failureOf, type Office } from './office.ts'

/** What two people decide together, and what somebody should look at. */
export function Oversight({ office, onCounted }: { office: Office; onCounted: (open: number) => void }) {
  const [told, setTold] = useState<{ tone: 'ok' | 'warn'; words: string }>()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1} ref={heading}>
          {t('oversight_title')}
        </h1>
        <p class="hint">{t('oversight_hint')}</p>
      </div>
      {told && (
        <Note tone={told.tone} live>
          {told.words}
        </Note>
      )}
      <Agreements office={office} onTold={setTold} />
      {office.may('oversee') && <Alarms office={office} onTold={setTold} onCounted={onCounted} />}
      {office.may('oversee') && <Canaries office={office} onTold={setTold} />}
      {office.may('close-operation') && <Closing office={office} onTold={setTold} />}
    </div>
  )
}

export type OnTold = (told: { tone: 'ok' | 'warn'; words: string }) => void

/** Records that nobody has a reason to open. Where they are is told nowhere. */
function Canaries({ office, onTold }: { office: Office; onTold: OnTold }) {
  async function plant() {
    const result = await call(office.fetch, plantCanaries, { body: { households: 3, siteId: null } })
    if (result.kind === 'ok') onTold({ tone: 'ok', words: t('oversight_planted') })
    else onTold({ tone: 'warn', words: failureOf(office, result) })
  }
  return (
    <section class="card stack">
      <h2>{t('oversight_canaries')}</h2>
      <p class="hint">{t('oversight_canaries_hint')}</p>
      <div>
        <button type="button" class="button" onClick={plant}>
          {t('oversight_plant')}
        </button>
      </div>
    </section>
  )
}
