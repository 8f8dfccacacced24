import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import type { Purpose } from '../../model.ts'
import { Answer, Answers, NoAnswer, Saved } from './Answers.tsx'
import { isAdult, withConsent, withPerson } from './draft.ts'
import { todayOf } from './phone.ts'
import type { QuestionProps } from './QuestionScreen.tsx'
import { whoIs } from './who.ts'

/** One purpose, one decision. Saying no changes nothing about help, and the page says so each time. */
export function ConsentQuestion({
  phone,
  draft,
  frame,
  answer,
  personId,
  purpose,
}: QuestionProps & { personId: string; purpose: Purpose }) {
  const person = draft.people.find(({ id }) => id === personId)
  if (!person) return null
  const today = todayOf(phone)
  const isSpeaker = person.id === draft.people[0]?.id
  const forChildren = isSpeaker && draft.people.some((one) => one.id !== personId && !isAdult(one, today))
  const tell = (agreed: boolean) => answer(withConsent(draft, personId, purpose, agreed, today))
  const name = purpose === 'legalHelp' ? 'legal_help' : purpose
  const hint = [t(`registration_consent_${name}_hint`), forChildren && t('registration_consent_children')]
    .filter(Boolean)
    .join(' ')
  return (
    <Question title={t(`registration_consent_${name}`)} hint={hint} {...frame}>
      {!isSpeaker && <Note>{t('registration_consent_for', { who: whoIs(draft, person) })}</Note>}
      <Answers>
        <Answer
          label={t('ui_yes')}
          icon="check"
          isChosen={person.consent[purpose] === true}
          onPress={() => tell(true)}
        />
        <Answer
          label={t('ui_no')}
          icon="close"
          isChosen={person.consent[purpose] === false}
          onPress={() => tell(false)}
        />
      </Answers>
      <NoAnswer onUnknown={() => tell(false)} />
      <Note tone="ok">{t('registration_consent_help_same')}</Note>
    </Question>
  )
}

/** Another adult decides alone: with the phone in hand now, or later at the desk. */
export function HandQuestion({ draft, frame, answer, personId }: QuestionProps & { personId: string }) {
  const person = draft.people.find(({ id }) => id === personId)
  if (!person) return null
  const who = whoIs(draft, person)
  return (
    <Question title={t('registration_hand', { who })} hint={t('registration_hand_hint', { who })} {...frame}>
      <Answers>
        <Answer
          label={t('registration_hand_now', { who })}
          icon="phone"
          isChosen={person.asked === 'now'}
          onPress={() => answer(withPerson(draft, personId, { asked: 'now' }))}
        />
        <Answer
          label={t('registration_hand_later')}
          explanation={t('registration_hand_later_hint')}
          icon="clock"
          isChosen={person.asked === 'later'}
          onPress={() => answer(withPerson(draft, personId, { asked: 'later' }))}
        />
      </Answers>
      <NoAnswer onUnknown={() => answer(withPerson(draft, personId, { asked: 'later' }))} />
      <Saved />
    </Question>
  )
}
