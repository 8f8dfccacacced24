import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { refusalsOf } from '../checking.ts'
import { setGate } from '../contract.ts'
import { EXAMPLE_GATE, type Gate } from '../model.ts'
import { planSlots, type SlotPlan } from '../slots.ts'
import { useComputing } from './computing.ts'
import { GateFields, type Typed, typedOf, valuesOf } from './GateFields.tsx'
import type { PlaceOfGate } from './GatePages.tsx'
import { SlotTable } from './SlotTable.tsx'
import { FIELD_WORDS, gateSentence, refusalWords } from './words.ts'

interface Props {
  desk: Desk
  place: PlaceOfGate
  onSaved: () => Promise<void>
}

/** What a gate has, the slots that follow from it, and keeping them. */
export function PlanGate({ desk, place, onSaved }: Props) {
  const { siteId, kept } = place
  const [typed, setTyped] = useState<Typed>(() =>
    typedOf(kept?.gate ?? EXAMPLE_GATE, kept?.opensMinutes ?? 480, kept?.timeZone ?? 'America/Mexico_City'),
  )
  const [errors, setErrors] = useState<FieldError[]>([])
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const [planned, setPlanned] = useState<Gate>()
  const { isRunning, result, start, stop } = useComputing<SlotPlan>(desk)
  const { gate, opensMinutes, timeZone } = valuesOf(typed)

  function compute(event: Event) {
    event.preventDefault()
    setTold({})
    const refused = refusalsOf(gate).map((refusal) => ({
      field: `gate-${FIELD_WORDS[refusal.field]}`,
      message: refusalWords(refusal),
    }))
    if (refused.length === 0 && opensMinutes + gate.slots * gate.slotMinutes > 1440)
      refused.push({ field: 'gate-slots', message: t('gate_refused_midnight') })
    setErrors(refused)
    if (refused.length > 0) return
    setPlanned(gate)
    start(planSlots(gate))
  }
  async function keep(bookings: number[], of: Gate) {
    const body = { siteId, version: kept?.version ?? 0, timeZone, opensMinutes, gate: of, bookings }
    const answer = await call(desk.fetch, setGate, { body })
    setTold(answer.kind === 'ok' ? { done: t('gate_done_kept') } : { failed: gateSentence(desk, answer) })
    if (answer.kind === 'ok') await onSaved()
  }
  const shown =
    result && planned
      ? { bookings: result.bookings, gate: planned, opensMinutes, seen: result.seen, limit: result.limit }
      : kept && kept.bookings.length > 0 && !isRunning
        ? { bookings: kept.bookings, gate: kept.gate, opensMinutes: kept.opensMinutes }
        : undefined
  return (
    <>
      <ErrorSummary errors={errors} />
      <form class="card stack no-print" onSubmit={compute} noValidate>
        {!kept && <p class="hint">{t('gate_set_up_hint')}</p>}
        <GateFields typed={typed} errors={errors} onChange={(changes) => setTyped({ ...typed, ...changes })} />
        <div class="row">
          <button type="submit" class="button button-primary">
            {t('gate_compute')}
          </button>
          {isRunning && (
            <button type="button" class="button" onClick={stop}>
              {t('gate_stop')}
            </button>
          )}
        </div>
      </form>
      {isRunning && (
        <p class="card" role="status">
          {t('gate_computing')}
        </p>
      )}
      <Told {...told} />
      {shown && (
        <SlotTable {...shown} place={place.name}>
          {result && planned && (
            <button type="button" class="button button-primary" onClick={() => keep(result.bookings, planned)}>
              {t('gate_keep')}
            </button>
          )}
        </SlotTable>
      )}
    </>
  )
}
