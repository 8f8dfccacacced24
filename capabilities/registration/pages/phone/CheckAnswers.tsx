import { useSignal } from '@preact/signals'
import { locales } from '#platform/messages/messages.ts'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { purposes } from '../../model.ts'
import { type Draft, type DraftPerson, isAdult } from './draft.ts'
import { finishDraft } from './finishing.ts'
import { outboxFor } from './outbox-of-phone.ts'
import { birthWord, nationalityWord, needsWords, relationWord, sexWord } from './person-words.ts'
import { goInstead, keepAndGo, type Phone, todayOf } from './phone.ts'
import type { QuestionProps } from './QuestionScreen.tsx'
import { isAnswered, stepsOf } from './steps.ts'
import { whoIs } from './who.ts'

/** Everything once more, each with Change; then Send. */
export function CheckAnswers({ phone, draft, frame }: QuestionProps) {
  const isSending = useSignal(false)
  const today = todayOf(phone)
  const change = (step: string) => {
    void keepAndGo(phone, { ...draft, changing: true, at: step }, { kind: 'question', step })
  }
  const send = async () => {
    const open = stepsOf(draft, today).find((step) => step.kind !== 'check' && !isAnswered(step, draft))
    if (open) return change(open.id)
    if (isSending.value) return
    isSending.value = true
    try {
      const finished = await finishDraft(phone, draft, await outboxFor(phone), language.value.locale)
      goInstead(phone, { kind: 'card', entryId: finished.entryId })
    } finally {
      isSending.value = false
    }
  }
  return (
    <Question title={t('registration_check')} hint={t('registration_check_hint')} {...frame}>
      <Row
        label={t('registration_people_question')}
        value={t('registration_people', { count: draft.people.length })}
        onChange={() => change('people')}
      />
      {draft.people.map((person) => (
        <Person
          key={person.id}
          draft={draft}
          person={person}
          today={today}
          onChange={(question) => change(`${question}/${person.id}`)}
        />
      ))}
      <section class="card">
        <dl class="facts">
          <Fact label={t('registration_needing')} value={needingText(draft)} onChange={() => change('needing')} />
          <Fact
            label={t('registration_phone_label')}
            value={draft.phoneNumber ?? t('registration_phone_none')}
            onChange={() => change('phone')}
          />
        </dl>
      </section>
      <Consents phone={phone} draft={draft} onChange={change} />
      {phone.mayBeCleared.value && <Note tone="warn">{t('registration_may_be_cleared')}</Note>}
      {phone.operation.value ? (
        <Dock label={t('registration_send')} icon="send" onPress={() => void send()} />
      ) : (
        <Note tone="warn" icon="no-signal">
          {t('registration_invitation_needs_signal')}
        </Note>
      )}
    </Question>
  )
}

function Row({ label, value, onChange }: { label: string; value: string; onChange: () => void }) {
  return (
    <section class="card row row-spread">
      <span>
        <span class="soft">{label}</span> <strong>{value}</strong>
      </span>
      <ChangeButton what={label} onPress={onChange} />
    </section>
  )
}

function Person({
  draft,
  person,
  today,
  onChange,
}: {
  draft: Draft
  person: DraftPerson
  today: string
  onChange: (question: string) => void
}) {
  const { locale } = language.value
  const isSpeaker = person.id === draft.people[0]?.id
  const first = draft.people[0]
  const nationality = draft.alike && !isSpeaker ? undefined : person.nationality
  const speech = draft.alike && !isSpeaker ? undefined : person.language
  const who = whoIs(draft, person)
  return (
    <section class="card" aria-label={who}>
      <h2 class="row">
        <Icon name={isAdult(person, today) ? 'adult' : person.group === 'small-child' ? 'baby' : 'child'} />
        <bdi>{who}</bdi>
        {isSpeaker && <span class="soft">{t('registration_that_is_you')}</span>}
      </h2>
      <dl class="facts">
        <Fact
          label={t('registration_name_label')}
          value={person.name ?? t('ui_unknown')}
          onChange={() => onChange('name')}
        />
        <Fact
          label={t('registration_sex_label')}
          value={sexWord(person.sex, isAdult(person, today))}
          onChange={() => onChange('sex')}
        />
        <Fact
          label={t('registration_birth_label')}
          value={birthWord(person.birth, today)}
          onChange={() => onChange('birth')}
        />
        {!isSpeaker && (
          <Fact
            label={t('registration_relation_label')}
            value={relationWord(person.relation)}
            onChange={() => onChange('relation')}
          />
        )}
        {nationality && (
          <Fact
            label={t('registration_nationality_label')}
            value={nationalityWord(nationality, locale)}
            onChange={() => onChange('nationality')}
          />
        )}
        {speech && (
          <Fact
            label={t('registration_speech_label')}
            value={locales.find(({ code }) => code === speech)?.name ?? speech}
            onChange={() => onChange('language')}
          />
        )}
        {draft.alike && !isSpeaker && first?.nationality && (
          <Fact
            label={t('registration_nationality_label')}
            value={nationalityWord(first.nationality, locale)}
            onChange={() => onChange('alike')}
            isHousehold
          />
        )}
        {person.needs && person.needs.length > 0 && (
          <Fact
            label={t('registration_needs_label')}
            value={needsWords(person.needs)}
            onChange={() => onChange('needs')}
          />
        )}
      </dl>
    </section>
  )
}

function Consents({ phone, draft, onChange }: { phone: Phone; draft: Draft; onChange: (step: string) => void }) {
  const today = todayOf(phone)
  const adults = draft.people.filter(
    (person, index) => index === 0 || (isAdult(person, today) && person.asked === 'now'),
  )
  return (
    <>
      {adults.map((person) => (
        <section class="card" key={person.id} aria-label={t('registration_consent_of', { who: whoIs(draft, person) })}>
          <h2>{t('registration_consent_of', { who: whoIs(draft, person) })}</h2>
          <dl class="facts">
            {purposes.map((purpose) => (
              <Fact
                key={purpose}
                label={t(`registration_purpose_${purpose === 'legalHelp' ? 'legal_help' : purpose}`)}
                value={t(person.consent[purpose] ? 'ui_yes' : 'ui_no')}
                onChange={() => onChange(`consent/${purpose}/${person.id}`)}
              />
            ))}
          </dl>
        </section>
      ))}
    </>
  )
}

function Fact({
  label,
  value,
  onChange,
  isHousehold,
}: {
  label: string
  value: string
  onChange: () => void
  isHousehold?: boolean
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="row row-spread">
        <bdi>{value}</bdi>
        {!isHousehold && <ChangeButton what={label} onPress={onChange} />}
      </dd>
    </div>
  )
}

function ChangeButton({ what, onPress }: { what: string; onPress: () => void }) {
  return (
    <button type="button" class="link" onClick={onPress}>
      {t('ui_change')}
      <span class="hidden"> {what}</span>
    </button>
  )
}

function needingText(draft: Draft): string {
  const needing = draft.people.filter(({ id }) => draft.needing?.includes(id))
  return needing.length === 0 ? t('registration_nobody') : needing.map((person) => whoIs(draft, person)).join(', ')
}
