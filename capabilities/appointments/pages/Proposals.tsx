import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { bookAppointment } from '../contract.ts'
import { listProposals, type WaitRow } from '../contract-waiting.ts'
import type { Acts } from './acts.tsx'
import type { FreeTime } from './Board.tsx'
import { NeedTags, purposeWord } from './words.tsx'

interface Props {
  desk: Desk
  siteId: string
  free: FreeTime & { on: string }
  acts: Acts
  onClose: () => void
}

/** Who of those who wait could have a time that is free. The system proposes; a person books. */
export function Proposals({ desk, siteId, free, acts, onClose }: Props) {
  const { on, slot, from, officerId, officer } = free
  const query = { siteId, day: on, slot: String(slot), officerId }
  const { state, again } = useReply(desk, JSON.stringify(query), () => call(desk.fetch, listProposals, { query }))
  async function book({ householdId, purpose, claimIds, language, special, heardBy, slots }: WaitRow) {
    const asked = { siteId, householdId, purpose, claimIds, language, special, heardBy, slots }
    const body = { ...asked, id: desk.newId(), day: on, slot, officerId, agreed: false }
    const result = await call(desk.fetch, bookAppointment, { body })
    if (result.kind !== 'ok') return acts.failed(result)
    onClose()
    return acts.done(t('appointments_done_booked', { time: result.reply.from }))
  }
  return (
    <section class="card stack" aria-labelledby="free-title">
      <div class="row row-spread">
        <h2 id="free-title">{t('appointments_free_at', { time: from, officer })}</h2>
        <button type="button" class="button" onClick={onClose}>
          {t('ui_close')}
        </button>
      </div>
      <p class="hint">{t('appointments_proposals_hint')}</p>
      <Shown state={state} again={again}>
        {({ families }) =>
          families.length === 0 ? (
            <p>{t('appointments_no_proposals')}</p>
          ) : (
            <ul class="list">
              {families.map((row) => (
                <li key={row.id}>
                  <span class="grow row row-tight">
                    <bdi class="code">{row.caseNumber}</bdi>
                    <span class="numbers">
                      {row.people} · <bdi>{languageWord(row.language)}</bdi> · {purposeWord(row.purpose)}
                    </span>
                    <NeedTags row={row} />
                  </span>
                  <button
                    type="button"
                    class="button"
                    aria-label={`${t('appointments_book')}: ${row.caseNumber}`}
                    onClick={() => book(row)}
                  >
                    {t('appointments_book')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  )
}
