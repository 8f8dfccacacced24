import type { ComponentChildren } from 'preact'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { saveAs } from '#platform/ui/pages/save-as.ts'
import type { Assessment } from '../assessing.ts'
import { type Gate, meanPartySize } from '../model.ts'
import type { Limit } from '../slots.ts'
import { slotTime } from './words.ts'

interface Props {
  bookings: readonly number[]
  gate: Gate
  opensMinutes: number
  place: string
  /** How the plan did on simulated days, while it is new. */
  seen?: Assessment | undefined
  limit?: Limit | undefined
  /** What can be done with the plan. */
  children: ComponentChildren
}

/** The plan as one sentence, a table and a file. */
export function SlotTable({ bookings, gate, opensMinutes, place, seen, limit, children }: Props) {
  const families = bookings.reduce((sum, each) => sum + each, 0)
  const people = (booked: number) => Math.round(booked * gate.showUpShare * meanPartySize(gate))
  const time = (slot: number) => slotTime({ opensMinutes, gate }, slot)
  const save = () =>
    saveAs(
      'posada-slots.csv',
      ['from,until,families', ...bookings.map((booked, slot) => `${time(slot)},${time(slot + 1)},${booked}`)]
        .map((line) => `${line}\r\n`)
        .join(''),
    )
  return (
    <section class="card stack" aria-labelledby="gate-slots-title">
      <h2 id="gate-slots-title">
        {t('gate_slots_title')} · <bdi>{place}</bdi>
      </h2>
      {families === 0 ? (
        <Note tone="warn">{t('gate_nothing_fits')}</Note>
      ) : (
        <p class="lead">{t('gate_lead', { families, people: people(families), wait: gate.waitMinutesMax })}</p>
      )}
      {seen && limit && families > 0 && (
        <>
          <p>
            {t('gate_usual_day', {
              ...{ people: Math.round(seen.peopleMaxMedian), wait: Math.round(seen.waitMinutesMaxMedian) },
              most: Math.ceil(seen.peopleMaxRare),
            })}
          </p>
          <p class="strong">{t(`gate_limited_by_${limit}`)}</p>
        </>
      )}
      <p class="small">{t('gate_method')}</p>
      <div class="row no-print">
        {children}
        <button type="button" class="button" onClick={save}>
          <Icon name="save" />
          CSV
        </button>
        <button type="button" class="button" onClick={() => print()}>
          <Icon name="print" />
          {t('gate_print')}
        </button>
      </div>
      <table>
        <caption class="hidden">{t('gate_slots_title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('gate_column_slot')}</th>
            <th scope="col" class="number">
              {t('gate_column_families')}
            </th>
            <th scope="col" class="number">
              {t('gate_column_people')}
            </th>
          </tr>
        </thead>
        <tbody>
          {bookings.map((booked, slot) => (
            <tr key={slot}>
              <th scope="row">
                <bdi dir="ltr">
                  {time(slot)}–{time(slot + 1)}
                </bdi>
              </th>
              <td class="number">{booked}</td>
              <td class="number">{people(booked)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
