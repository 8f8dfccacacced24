import { Dock } from '#platform/ui/pages/Dock.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { withoutPerson } from './draft.ts'
import { go, keepAndGo, type Phone, todayOf } from './phone.ts'
import { stepAt } from './steps.ts'
import { whoIs } from './who.ts'

/** A child without an adult: first a trained person, and a way to be found by one. */
export function ChildAlone({ phone }: { phone: Phone }) {
  const { draft } = phone
  return (
    <Question
      title={t('registration_child_alone')}
      hint={t('registration_child_alone_hint')}
      onBack={() => history.back()}
    >
      <Note>
        <strong>{t('registration_child_alone_where_title')}</strong> {t('registration_child_alone_where')}
      </Note>
      <Note tone="ok">{t('registration_child_alone_safe')}</Note>
      <p>{t('registration_child_alone_register')}</p>
      <Dock
        label={t('registration_child_alone_go_on')}
        onPress={() => {
          if (draft.value) go(phone, { kind: 'question', step: 'people' })
        }}
      />
    </Question>
  )
}

/** A child who belongs to nobody here is registered apart, by a trained person. */
export function ChildApart({ phone, personId }: { phone: Phone; personId: string }) {
  const draft = phone.draft.value
  const person = draft?.people.find(({ id }) => id === personId)
  if (!draft || !person) return null
  const who = whoIs(draft, person)
  const leaveOut = () => {
    const left = withoutPerson(draft, personId)
    const next = stepAt(left, '', todayOf(phone))
    void keepAndGo(phone, { ...left, at: next.id }, { kind: 'question', step: next.id })
  }
  return (
    <Question
      title={t('registration_child_apart', { who })}
      hint={t('registration_child_apart_hint')}
      onBack={() => history.back()}
    >
      <Note>
        <strong>{t('registration_child_alone_where_title')}</strong> {t('registration_child_alone_where')}
      </Note>
      <Note tone="ok">{t('registration_child_apart_near', { who })}</Note>
      <Dock label={t('registration_child_apart_go_on', { who })} onPress={leaveOut}>
        <button type="button" class="button wide" onClick={() => history.back()}>
          {t('registration_child_apart_change')}
        </button>
      </Dock>
    </Question>
  )
}
