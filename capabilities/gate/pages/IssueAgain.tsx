import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { refusalsOf } from '../checking.ts'
import type { GateToday } from '../contract.ts'
import { insideOf } from '../counting.ts'
import { type Reissue, reissueSlots } from '../slowing.ts'
import { useComputing } from './computing.ts'
import type { Kept } from './GatePages.tsx'
import { refusalWords, slotTime } from './words.ts'

/** Fewer calls in an hour say nothing about how fast the gate is. */
const FAMILIES_TO_JUDGE = 5

/** The slots left, issued again: who keeps theirs, who comes when, and why. */
export function IssueAgain({ desk, kept, today }: { desk: Desk; kept: Kept; today: GateToday }) {
  const { gate, bookings, opensMinutes } = kept
  const [typed, setTyped] = useState('')
  const [refused, setRefused] = useState<string>()
  const { isRunning, result, start, stop } = useComputing<Reissue>(desk)
  const nextSlot = Math.max(0, Math.floor((today.nowMinutes - opensMinutes) / gate.slotMinutes) + 1)
  if (bookings.length === 0 || nextSlot >= bookings.length) return null
  const isMeasured = today.familiesLastHour >= FAMILIES_TO_JUDGE && today.countersOpen > 0
  const suggested = isMeasured ? Math.round((60 * today.countersOpen) / today.familiesLastHour) : gate.minutesPerFamily
  const value = typed === '' ? String(suggested) : typed

  function issue(event: Event) {
    event.preventDefault()
    const minutesPerFamily = Number(value.replace(',', '.'))
    const [refusal] = refusalsOf({ ...gate, minutesPerFamily })
    setRefused(refusal && refusalWords(refusal))
    if (refusal) return
    const { countersOpen } = today
    start(
      reissueSlots(gate, {
        nextSlot,
        booked: bookings,
        peopleWaiting: insideOf(today),
        countersOpen,
        minutesPerFamily,
      }),
    )
  }
  return (
    <section class="card stack" aria-labelledby="gate-again">
      <h2 id="gate-again">{t('gate_again')}</h2>
      <p>
        {t('gate_again_hint', {
          time: slotTime(kept, nextSlot),
          waiting: insideOf(today),
          counters: today.countersOpen,
        })}
      </p>
      <form class="row row-end no-print" onSubmit={issue} noValidate>
        <TextField
          id="gate-minutes-today"
          label={t('gate_minutes_today')}
          inputMode="numeric"
          value={value}
          {...(refused && { error: refused })}
          onInput={setTyped}
        />
        <button type="submit" class="button">
          {t('gate_again_look')}
        </button>
        {isRunning && (
          <button type="button" class="button" onClick={stop}>
            {t('gate_stop')}
          </button>
        )}
      </form>
      {isRunning && <p role="status">{t('gate_computing')}</p>}
      {result && <Again result={result} kept={kept} />}
    </section>
  )
}

function Again({ result, kept }: { result: Reissue; kept: Kept }) {
  const { reason, slots, moved, anotherDay } = result
  return (
    <>
      <Note tone={reason === 'as-planned' ? 'ok' : 'warn'} live>
        <p>{t(`gate_again_${reason.replaceAll('-', '_')}`)}</p>
        {reason !== 'as-planned' && <p>{t('gate_again_sum', { moved, anotherDay })}</p>}
      </Note>
      {reason !== 'as-planned' && (
        <>
          <p>{t('gate_again_rule')}</p>
          <table class="blocks">
            <caption class="hidden">{t('gate_again')}</caption>
            <thead>
              <tr>
                {(['slot', 'booked', 'keep', 'moved', 'another_day'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`gate_column_${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {slots.map(({ slot, booked, keep, moved, anotherDay }) => (
                <tr key={slot}>
                  <th scope="row" data-label={t('gate_column_slot')}>
                    <bdi>{slotTime(kept, slot)}</bdi>
                  </th>
                  <td data-label={t('gate_column_booked')}>{booked}</td>
                  <td data-label={t('gate_column_keep')}>{keep}</td>
                  <td data-label={t('gate_column_moved')}>
                    <span>
                      {moved.length === 0
                        ? '–'
                        : moved.map(({ to, families }, i) => (
                            <bdi key={to}>
                              {i > 0 && ' · '}
                              {families} → {slotTime(kept, to)}
                            </bdi>
                          ))}
                    </span>
                  </td>
                  <td data-label={t('gate_column_another_day')}>{anotherDay}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  )
}
