import { useSignal } from '@preact/signals'
import type { IconName } from '#platform/ui/icons.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { type ConditionKind, conditionKinds } from '../../model.ts'
import type { Field } from './field.ts'

const ICONS: Record<ConditionKind, IconName> = { water: 'water', heat: 'heat', beds: 'bed', health: 'health' }

/** Four presses about the place, never about a person. */
export function Conditions({ field }: { field: Field }) {
  const reported = useSignal<ConditionKind | undefined>(undefined)
  const report = async (kind: ConditionKind) => {
    await field.report(kind)
    reported.value = kind
  }
  return (
    <section class="stack stack-tight" aria-labelledby="conditions-title">
      <h2 id="conditions-title">{t('journeys_conditions')}</h2>
      <div class="conditions">
        {conditionKinds.map((kind) => (
          <button type="button" class="button" key={kind} onClick={() => void report(kind)}>
            <Icon name={ICONS[kind]} />
            {t(`journeys_${kind}`)}
          </button>
        ))}
      </div>
      {reported.value && (
        <Note tone="ok" live>
          {t('journeys_condition_reported', { what: t(`journeys_${reported.value}`) })}
        </Note>
      )}
    </section>
  )
}
