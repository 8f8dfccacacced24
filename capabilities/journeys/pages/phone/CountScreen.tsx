import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatDate } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Stepper } from '#platform/ui/pages/Stepper.tsx'
import { NAMELESS_PEOPLE_MAX, type Stop } from '../../model.ts'
import { Conditions } from './Conditions.tsx'
import type { CardReading } from './card-reading.ts'
import type { Field } from './field.ts'
import { Groups } from './Groups.tsx'
import { HowMany } from './HowMany.tsx'
import { ScanCard } from './ScanCard.tsx'

interface Props {
  field: Field
  stop: Stop
  onSignIn: () => void
}

/** Counting at one stop: scan, take back, count without a card, see whose group is not complete. */
export function CountScreen({ field, stop, onSignIn }: Props) {
  const scanning = useSignal(false)
  const reading = useSignal<Exclude<CardReading, { kind: 'not-a-card' }> | undefined>(undefined)
  const withoutCard = useSignal(1)
  const back = () => {
    scanning.value = false
    reading.value = undefined
  }
  if (reading.value) return <HowMany {...{ field }} reading={reading.value} onDone={back} />
  if (scanning.value)
    return (
      <ScanCard
        {...{ field }}
        onRead={(read) => {
          reading.value = read
        }}
        onBack={back}
      />
    )

  const { people, last, groups } = field.own.value
  const countWithoutCard = async () => {
    await field.countNameless(withoutCard.value)
    withoutCard.value = 1
  }
  return (
    <main class="sheet" id="main">
      <StopHead {...{ stop, people }} />
      {field.needsSignIn.value && (
        <Note tone="warn" icon="lock" live>
          {t('journeys_sign_in_again')}{' '}
          <button type="button" class="link" onClick={onSignIn}>
            {t('journeys_sign_in')}
          </button>
        </Note>
      )}
      {field.refused.value > 0 && <Note tone="warn">{t('journeys_refused', { count: field.refused.value })}</Note>}
      <button
        type="button"
        class="button button-primary button-huge wide"
        onClick={() => {
          scanning.value = true
        }}
      >
        <Icon name="qr" />
        {t('journeys_scan')}
      </button>
      {last && (
        <div class="note ok" role="status">
          <Icon name="check" />
          <div class="row row-spread">
            <strong>{t('journeys_counted', { count: last.people })}</strong>
            <button type="button" class="link" onClick={() => void field.undoLast()}>
              {t('ui_undo')}
            </button>
          </div>
        </div>
      )}
      <Stepper
        label={t('journeys_no_card')}
        hint={t('journeys_no_card_hint')}
        value={withoutCard.value}
        min={1}
        max={NAMELESS_PEOPLE_MAX}
        onChange={(value) => {
          withoutCard.value = value
        }}
      />
      <button type="button" class="button wide" onClick={() => void countWithoutCard()}>
        {t('journeys_count_nameless', { count: withoutCard.value })}
      </button>
      <Groups groups={groups} />
      <Conditions field={field} />
      {field.waiting.value > 0 && (
        <p class="hint field-foot">{t('journeys_waiting', { count: field.waiting.value })}</p>
      )}
      <button type="button" class="button button-quiet wide" onClick={() => void field.chooseStop(undefined)}>
        {t('journeys_change_stop')}
      </button>
    </main>
  )
}

/** Where we are, and this phone's own number. */
function StopHead({ stop, people }: { stop: Stop; people: number }) {
  useEffect(() => {
    document.title = `${stop.name} · Posada`
  }, [stop.name])
  const date = formatDate(stop.reachedAt.slice(0, 10), language.value.locale, 'day')
  return (
    <div class="title stop-head">
      <div>
        <p class="hint">{t('journeys_stop', { ordinal: stop.ordinal, date })}</p>
        <h1>
          <bdi>{stop.name}</bdi>
        </h1>
      </div>
      <p class="own-number" role="status">
        <b class="big-number">{people}</b> <span class="hint">{t('journeys_on_this_phone')}</span>
      </p>
    </div>
  )
}
