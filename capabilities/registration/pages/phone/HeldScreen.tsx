import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { call } from '#platform/http/client.ts'
import { formatDate } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { deleteRegistration, leaveHousehold } from '../../contract.ts'
import { isChildBand, purposes } from '../../model.ts'
import type { RightsProps } from '../../rights/pages/Rights.tsx'
import { type Held, refusalKey, type Status } from './held.ts'
import { birthWord, nationalityWord, needsWords, relationWord, sexWord } from './person-words.ts'
import { type Phone, todayOf } from './phone.ts'
import { Readings } from './Readings.tsx'

interface Props {
  phone: Phone
  accessCode: string
  status: Status
  held: Held | undefined
  onClose: () => void
  /** Something is held differently now: look again. */
  onChanged: () => void
}

type Act = { kind: 'delete' } | { kind: 'leave'; individualId: string; who: string }

/** Everything that is held, who opened it, and the two ways out: leaving alone, or deleting all. */
export function HeldScreen({ phone, accessCode, status, held, onClose, onChanged }: Props) {
  const act = useSignal<Act | undefined>(undefined)
  const outcome = useSignal<{ tone: 'ok' | 'stop'; key: string } | undefined>(undefined)
  // What people decide here loads when they ask for it: most only look.
  const Rights = useSignal<ComponentType<RightsProps> | undefined>(undefined)
  const { locale } = language.value
  const today = todayOf(phone)
  const present = held?.people.filter(({ state }) => state === 'present') ?? []

  const loadRights = async () => {
    try {
      Rights.value = (await import('../../rights/pages/Rights.tsx')).Rights
    } catch {
      outcome.value = { tone: 'stop', key: 'registration_needs_signal_now' }
    }
  }
  const confirm = async (wanted: Act) => {
    const { fetch } = phone.network
    const result =
      wanted.kind === 'delete'
        ? await call(fetch, deleteRegistration, { body: { accessCode } })
        : await call(fetch, leaveHousehold, { body: { accessCode, individualId: wanted.individualId } })
    act.value = undefined
    outcome.value =
      result.kind === 'ok'
        ? { tone: 'ok', key: wanted.kind === 'delete' ? 'registration_deleted' : 'registration_left' }
        : { tone: 'stop', key: refusalKey(result) }
    if (result.kind === 'ok' && wanted.kind === 'delete') await forget(phone, accessCode)
  }

  return (
    <Question
      title={t('registration_held')}
      hint={t('registration_held_by', { name: status.operationName })}
      onBack={onClose}
    >
      {outcome.value && (
        <Note tone={outcome.value.tone} live>
          {t(outcome.value.key)}
        </Note>
      )}
      <section class="card">
        <dl class="facts">
          <Fact label={t('registration_held_stage')} value={t(`registration_stage_${status.stage}`)} />
          <Fact label={t('registration_held_since')} value={formatDate(status.registeredOn, locale)} />
          {status.shortCode && <Fact label={t('registration_held_code')} value={status.shortCode} />}
        </dl>
      </section>
      {!held && <Note tone="warn">{t('registration_locked_now')}</Note>}
      {held && !held.opened && <Note>{t('registration_held_sealed')}</Note>}
      {present.map((person, index) => {
        const who = person.details?.name ?? t('registration_person_number', { number: index + 1 })
        return (
          <section class="card" key={person.id} aria-label={who}>
            <h2>
              <bdi>{who}</bdi>
            </h2>
            <dl class="facts">
              <Fact label={t('registration_sex_label')} value={sexWord(person.sex, !isChildBand(person.ageBand))} />
              {person.details && (
                <>
                  <Fact label={t('registration_birth_label')} value={birthWord(person.details.birth, today)} />
                  {!person.isFocalPoint && (
                    <Fact label={t('registration_relation_label')} value={relationWord(person.details.relation)} />
                  )}
                  {person.details.needs.length > 0 && (
                    <Fact label={t('registration_needs_label')} value={needsWords(person.details.needs)} />
                  )}
                </>
              )}
              <Fact
                label={t('registration_age_label')}
                value={person.ageBand === 'unknown' ? t('ui_unknown') : person.ageBand}
              />
              <Fact label={t('registration_nationality_label')} value={nationalityWord(person.nationality, locale)} />
              <Fact
                label={t('registration_consent_label')}
                value={
                  purposes
                    .filter((purpose) => person.consent[purpose])
                    .map((purpose) => t(`registration_purpose_${purpose === 'legalHelp' ? 'legal_help' : purpose}`))
                    .join(' · ') || t('registration_nothing_agreed')
                }
              />
            </dl>
            {present.length > 1 && (
              <button
                type="button"
                class="button wide"
                onClick={() => (act.value = { kind: 'leave', individualId: person.id, who })}
              >
                <Icon name="door" />
                {t('registration_leave', { who })}
              </button>
            )}
          </section>
        )
      })}
      {held?.phoneNumber && (
        <section class="card">
          <dl class="facts">
            <Fact label={t('registration_phone_label')} value={held.phoneNumber} />
          </dl>
        </section>
      )}
      {held && <Readings readings={held.readings} />}
      {Rights.value ? (
        <Rights.value
          {...{ phone, accessCode, onChanged }}
          names={new Map(present.flatMap(({ id, details }) => (details?.name ? [[id, details.name]] : [])))}
          onGone={async () => {
            await forget(phone, accessCode)
            outcome.value = { tone: 'ok', key: 'registration_deleted' }
          }}
        />
      ) : (
        <button type="button" class="button wide" onClick={loadRights}>
          <Icon name="check" />
          {t('registration_rights_open')}
        </button>
      )}
      <button type="button" class="button button-stop wide" onClick={() => (act.value = { kind: 'delete' })}>
        <Icon name="bin" />
        {t('registration_delete')}
      </button>
      {act.value && <Confirm act={act.value} onConfirm={confirm} onClose={() => (act.value = undefined)} />}
    </Question>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}

/** What cannot be undone is said before, in its own words. */
function Confirm({
  act,
  onConfirm,
  onClose,
}: {
  act: Act
  onConfirm: (act: Act) => Promise<void>
  onClose: () => void
}) {
  const title = act.kind === 'delete' ? t('registration_delete') : t('registration_leave', { who: act.who })
  return (
    <Sheet title={title} closeWord={t('ui_back')} onClose={onClose}>
      <p>{t(act.kind === 'delete' ? 'registration_delete_meaning' : 'registration_leave_meaning')}</p>
      <Note tone="ok">{t('registration_consent_help_same')}</Note>
      <button type="button" class="button button-stop wide" onClick={() => void onConfirm(act)}>
        {t(act.kind === 'delete' ? 'registration_delete_confirm' : 'registration_leave_confirm')}
      </button>
    </Sheet>
  )
}

/** After a deletion this phone forgets the household too. */
async function forget(phone: Phone, accessCode: string): Promise<void> {
  for (const one of phone.finished.value.filter((finished) => finished.accessCode === accessCode)) {
    await phone.store.remove(`finished/${one.entryId}`)
  }
  phone.finished.value = phone.finished.value.filter((finished) => finished.accessCode !== accessCode)
}
