import { useSignal } from '@preact/signals'
import { HOUSEHOLD_SIZE_MAX } from '#capabilities/registration/model.ts'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { Stepper } from '#platform/ui/pages/Stepper.tsx'
import type { CardReading } from './card-reading.ts'
import type { Field } from './field.ts'

interface Props {
  field: Field
  reading: Exclude<CardReading, { kind: 'not-a-card' }>
  onDone: () => void
}

/** How many of those on the card stand here: all of them, unless somebody says otherwise. */
export function HowMany({ field, reading, onDone }: Props) {
  const already =
    reading.kind === 'household' ? field.own.value.groups.find(({ code }) => code === reading.code) : undefined
  const onCard = reading.kind === 'household' ? reading.sizeOnCard : reading.people
  const people = useSignal(onCard ?? already?.people ?? 1)
  const count = async () => {
    if (reading.kind === 'household') await field.countHousehold(reading, people.value)
    else await field.countNameless(people.value)
    onDone()
  }
  return (
    <Question
      title={t('journeys_how_many')}
      hint={onCard === null ? t('journeys_how_many_hint') : t('journeys_card_says', { count: onCard })}
      onBack={onDone}
    >
      {reading.kind === 'no-number' && (
        <Note tone="warn">{t(reading.reason === 'withdrawn' ? 'journeys_withdrawn' : 'journeys_other_issuer')}</Note>
      )}
      {reading.kind === 'household' && onCard !== null && !reading.isConfirmed && (
        <Note>{t('journeys_not_confirmed')}</Note>
      )}
      {already && <Note>{t('journeys_already', { count: already.people })}</Note>}
      <Stepper
        label={t('journeys_people_here')}
        icon="family"
        value={people.value}
        min={1}
        max={HOUSEHOLD_SIZE_MAX}
        onChange={(value) => {
          people.value = value
        }}
      />
      <Dock label={t('journeys_count_people', { count: people.value })} icon="check" onPress={() => void count()} />
    </Question>
  )
}
