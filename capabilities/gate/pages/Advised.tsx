import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import type { Advice } from '../letting-in.ts'
import { DENSITY, type Gate } from '../model.ts'

interface Props {
  advice: Advice
  inside: number
  gate: Gate
  countersOpen: number
}

/** The word everybody at the gate must see from afar, why it is so, what to do next, and the counts behind it. */
export function Advised({ advice, inside, gate, countersOpen }: Props) {
  const { verdict, reasons, peoplePerM2, waitMinutes, room, tooMany } = advice
  const values = { room, tooMany, inside, max: gate.waitMinutesMax, wait: waitMinutes ?? 0 }
  return (
    <section class={`gate-now ${verdict}${reasons[0] === 'closed' ? ' closed' : ''}`} aria-labelledby="gate-verdict">
      <div class="gate-verdict" role="status">
        <Icon name={verdict === 'let-in' ? 'door' : 'pause'} size="big" />
        <h2 id="gate-verdict">{t(verdict === 'let-in' ? 'gate_let_in' : 'gate_pause_now')}</h2>
        {reasons.map((reason) => (
          <p key={reason}>{t(`gate_why_${reason.replaceAll('-', '_')}`, values)}</p>
        ))}
      </div>
      <p class="strong">{t(`gate_next_${reasons[0]!.replaceAll('-', '_')}`, values)}</p>
      <dl class="gate-figures">
        <div>
          <dt>{t('gate_inside')}</dt>
          <dd>{inside}</dd>
        </div>
        <div>
          <dt>{t('gate_density')}</dt>
          <dd>
            <bdi>{peoplePerM2.toFixed(1)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t('gate_wait_now')}</dt>
          <dd>{waitMinutes === null ? '–' : waitMinutes}</dd>
        </div>
        <div>
          <dt>{t('gate_counters_open')}</dt>
          <dd>{countersOpen}</dd>
        </div>
      </dl>
      <p class="small">
        {t('gate_steps', {
          planned: DENSITY.planned.toFixed(1),
          warned: DENSITY.warned,
          closed: DENSITY.closed.toFixed(1),
        })}
      </p>
    </section>
  )
}
