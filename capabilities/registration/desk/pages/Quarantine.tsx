import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatNumber } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { type HouseholdRow, listHouseholds } from '../contract.ts'
import { moveQuarantined, type QuarantineMove, readQuarantine } from '../contract-quarantine.ts'
import { type Desk, sentenceFor, useReply } from './desk.ts'
import { HouseholdTable } from './HouseholdTable.tsx'
import { Shown, Title, Told } from './Screen.tsx'

type Numbers = ReplyOf<typeof readQuarantine>
type From = QuarantineMove['from']

/** What came with a good invitation and does not open: looked at by a person, in bulk, and never thrown away. */
export function Quarantine({ desk }: { desk: Desk }) {
  const [from, setFrom] = useState<From>('quarantined')
  const { state, again } = useReply(desk, 'quarantine', () => call(desk.fetch, readQuarantine, {}))
  return (
    <div class="column">
      <div>
        <Title words={t('desk_quarantine')}>{t('desk_quarantine')}</Title>
        <p class="hint">{t('desk_quarantine_hint')}</p>
      </div>
      <Shown state={state} again={again}>
        {(numbers) => (
          <>
            {desk.may('read-registrations') && (
              <>
                <fieldset class="filters" aria-label={t('desk_filter')}>
                  {(['quarantined', 'set-aside'] as const).map((each) => (
                    <button
                      key={each}
                      type="button"
                      class="pill"
                      aria-pressed={from === each}
                      onClick={() => setFrom(each)}
                    >
                      {t(each === 'quarantined' ? 'desk_quarantine_new' : 'desk_quarantine_set_aside')}
                      <bdi class="numbers">
                        · {count(each === 'quarantined' ? numbers.quarantined : numbers.setAside)}
                      </bdi>
                    </button>
                  ))}
                </fieldset>
                <Apart key={`${from} ${numbers.now}`} desk={desk} from={from} numbers={numbers} onMoved={again} />
              </>
            )}
            <Refused numbers={numbers} />
          </>
        )}
      </Shown>
    </div>
  )
}

const count = (number: number) => formatNumber(number, language.value.locale)

/** The newest of them, and what can be done with all. */
function Apart({
  desk,
  from,
  numbers,
  onMoved,
}: {
  desk: Desk
  from: From
  numbers: Numbers
  onMoved: () => Promise<void>
}) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const { state, again } = useReply(desk, from, () => call(desk.fetch, listHouseholds, { query: { stage: from } }))

  async function moveAll(to: QuarantineMove['to']) {
    setBusy(true)
    // Only what was there when this page was read: whatever came since, nobody has seen.
    const body = { from, to, ids: null, until: numbers.now }
    for (let isMore = true; isMore; ) {
      const result = await call(desk.fetch, moveQuarantined, { body })
      if (result.kind !== 'ok') setFailed(sentenceFor(desk, result))
      isMore = result.kind === 'ok' && result.reply.isMore
    }
    setBusy(false)
    await onMoved()
  }
  return (
    <Shown state={state} again={again}>
      {({ households }: { households: HouseholdRow[] }) =>
        households.length === 0 ? (
          <p class="card">{t('desk_quarantine_none')}</p>
        ) : (
          <>
            {desk.may('edit-registration') && (
              <div class="row">
                <button
                  type="button"
                  class="button button-primary"
                  disabled={busy}
                  onClick={() => moveAll(from === 'quarantined' ? 'set-aside' : 'quarantined')}
                >
                  {t(from === 'quarantined' ? 'desk_quarantine_set_all_aside' : 'desk_quarantine_undo_all')}
                </button>
              </div>
            )}
            <Told failed={failed} />
            <HouseholdTable rows={households} />
          </>
        )
      }
    </Shown>
  )
}

/** On a household's own page: somebody stands at the desk, and no machine decides. */
export function InQuarantine({
  desk,
  id,
  from,
  onMoved,
}: {
  desk: Desk
  id: string
  from: From
  onMoved: (done: string) => Promise<void>
}) {
  const [failed, setFailed] = useState<string>()
  async function bringBack() {
    const body = { from, to: 'households' as const, ids: [id], until: LAST }
    const result = await call(desk.fetch, moveQuarantined, { body })
    if (result.kind === 'ok') await onMoved(t('desk_event_household_brought_back'))
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <Note tone="warn">
      <p>{t('desk_quarantine_household')}</p>
      <Told failed={failed} />
      {desk.may('edit-registration') && (
        <button type="button" class="button" onClick={bringBack}>
          {t('desk_quarantine_bring_back')}
        </button>
      )}
    </Note>
  )
}

/** One household that is named needs no limit in time. */
const LAST = '9999-12-31T00:00:00.000Z'

/** What had no effect at all. */
function Refused({ numbers: { refused } }: { numbers: Numbers }) {
  return (
    <section class="card stack">
      <h2>{t('desk_refused_at_door')}</h2>
      <p class="hint">{t('desk_refused_at_door_hint')}</p>
      <ul class="list">
        <li>{t('desk_refused_no_invitation', { count: refused.noInvitation })}</li>
        <li>{t('desk_refused_malformed', { count: refused.malformed })}</li>
        <li>{t('desk_refused_sent_again', { count: refused.sentAgain })}</li>
      </ul>
    </section>
  )
}
