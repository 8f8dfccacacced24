import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { makePlan } from '../contract-plans.ts'
import type { Purpose } from '../model.ts'
import { NumberField } from './Fields.tsx'
import { sentenceOf } from './refusing.ts'

interface Props {
  desk: Desk
  siteId: string
  /** Of those who wait, or of appointments that cannot be held any more. */
  kind: 'waiting' | 'repair'
  /** Only of those who wait for this. */
  purpose?: Purpose | undefined
}

/** Begins a plan and goes to its page. Nothing is booked by it. */
export function StartPlan({ desk, siteId, kind, purpose }: Props) {
  // Made once: pressed twice, it is the same plan.
  const [id] = useState(() => desk.newId())
  const [days, setDays] = useState(kind === 'repair' ? 60 : 20)
  const [failed, setFailed] = useState<string>()
  if (!desk.may('plan-appointments')) return null
  async function start(event: Event) {
    event.preventDefault()
    const body = { id, siteId, kind, days, ...(purpose && { purpose }) }
    const result = await call(desk.fetch, makePlan, { body })
    if (result.kind === 'ok') desk.go(`/desk/appointments/plans/${result.reply.id}?site=${siteId}`)
    else setFailed(sentenceOf(desk, result))
  }
  return (
    <form class="stack" onSubmit={start} noValidate>
      <Told failed={failed} />
      <div class="row row-end">
        {kind === 'waiting' && (
          <NumberField
            id="plan-days"
            label={t('appointments_plan_days')}
            value={days}
            min={1}
            max={366}
            onChange={setDays}
          />
        )}
        <button type="submit" class="button button-primary">
          {t(kind === 'waiting' ? 'appointments_make_plan' : 'appointments_plan_anew')}
        </button>
      </div>
    </form>
  )
}
