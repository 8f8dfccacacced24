import { formatNumber } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import type { AppointmentRow } from '../contract.ts'
import type { DayReply } from './Day.tsx'
import { calledBy, inOrder, kindWord, stateWord } from './words.tsx'

type Resource = DayReply['resources'][number]
export type FreeTime = { slot: number; from: string; officerId: string; officer: string }

interface Props {
  reply: DayReply
  /** What a free time is pressed for; without it free times are words only. */
  onFree: ((time: FreeTime) => void) | undefined
}

/**
 * Officers, interpreters, rooms and windows, one a line, against the times of the day. The arrow keys go to the next thing that can be
 * pressed. A narrow screen has the list below instead.
 */
export function Board({ reply, onFree }: Props) {
  const { times, resources, appointments, broken } = reply
  if (resources.length === 0) return <p class="card">{t('appointments_no_resources')}</p>
  const brokenIds = new Set(broken.map(({ appointmentId }) => appointmentId))
  const isShown = ({ state }: AppointmentRow) => state !== 'cancelled' && state !== 'did-not-come'
  const held = appointments.filter(isShown)
  return (
    <div class="card table-card board-card">
      <table class="board" onKeyDown={moveFocus}>
        <caption class="hidden">{t('appointments_board')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('appointments_who')}</th>
            {times.map((time) => (
              <th key={time} scope="col">
                <bdi>{time}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder(resources).map((resource) => (
            <tr key={resource.id}>
              <th scope="row">
                <bdi>{calledBy(resource)}</bdi> <span class="soft small">{kindWord(resource.kind)}</span>
              </th>
              {resource.kind === 'officer' ? (
                <OfficerCells {...{ resource, times, held, brokenIds, onFree }} />
              ) : (
                times.map((time, slot) => <Count key={time} resource={resource} slot={slot} />)
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** An appointment stretches over its slots. */
function OfficerCells({
  resource,
  times,
  held,
  brokenIds,
  onFree,
}: {
  resource: Resource
  times: readonly string[]
  held: readonly AppointmentRow[]
  brokenIds: ReadonlySet<string>
  onFree: Props['onFree']
}) {
  const own = held.filter(({ officer }) => officer.id === resource.id)
  const cells = []
  for (let slot = 0; slot < times.length; slot++) {
    const from = times[slot]!
    const row = own.find((each) => each.slot === slot)
    if (row) {
      const isBroken = brokenIds.has(row.id)
      cells.push(
        <td key={slot} colSpan={Math.min(row.slots, times.length - slot)}>
          <a class={`board-seat ${isBroken ? 'stop' : (SEATS[row.state] ?? '')}`} href={`/desk/appointments/${row.id}`}>
            <bdi class="code">{row.caseNumber}</bdi>
            <span class="small">{isBroken ? t('appointments_not_possible') : stateWord(row.state)}</span>
          </a>
        </td>,
      )
      slot += row.slots - 1
    } else if (resource.present[slot] === 0) {
      cells.push(
        <td key={slot} class="board-away">
          <span class="hidden">{t('appointments_away')}</span>
        </td>,
      )
    } else if (onFree && resource.taken[slot] === 0) {
      const time = { slot, from, officerId: resource.id, officer: resource.name }
      cells.push(
        <td key={slot}>
          <button
            type="button"
            class="board-free"
            aria-label={t('appointments_free_at', { time: from, officer: resource.name })}
            onClick={() => onFree(time)}
          >
            {t('appointments_free')}
          </button>
        </td>,
      )
    } else
      cells.push(
        <td key={slot} class="soft small">
          {t('appointments_free')}
        </td>,
      )
  }
  return <>{cells}</>
}

const SEATS: Partial<Record<AppointmentRow['state'], string>> = { came: 'ok', held: 'ok' }

/** How many of it are taken, of how many there are. */
function Count({ resource: { present, taken }, slot }: { resource: Resource; slot: number }) {
  const there = present[slot] ?? 0
  const gone = taken[slot] ?? 0
  if (there === 0 && gone === 0)
    return (
      <td class="board-away">
        <span class="hidden">{t('appointments_away')}</span>
      </td>
    )
  const number = (value: number) => formatNumber(value, language.value.locale)
  return (
    <td class={gone > there ? 'numbers stop' : 'numbers'}>
      <span class="hidden">{t('appointments_taken_of', { taken: gone, of: there })}</span>
      <bdi aria-hidden="true">
        {number(gone)} / {number(there)}
      </bdi>
    </td>
  )
}

const KEYS: Record<string, readonly [number, number]> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
}

/** To what lies nearest in the direction of the key, wherever the page begins to read. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const way = KEYS[event.key]
  const from = document.activeElement
  if (!way || !from || !event.currentTarget.contains(from)) return
  const centre = (element: Element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return [(left + right) / 2, (top + bottom) / 2] as const
  }
  const [x, y] = centre(from)
  const [dx, dy] = way
  let best: HTMLElement | undefined
  let least = Number.POSITIVE_INFINITY
  for (const element of event.currentTarget.querySelectorAll<HTMLElement>('a, button')) {
    const [toX, toY] = centre(element)
    const [along, across] = [(toX - x) * dx + (toY - y) * dy, Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx)]
    // Of two as far in the direction of the key, the one in the same line or column.
    const distance = along + across * 4
    if (along > 1 && distance < least) [best, least] = [element, distance]
  }
  if (!best) return
  event.preventDefault()
  best.focus()
}
