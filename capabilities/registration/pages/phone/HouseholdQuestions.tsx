import { useSignal } from '@preact/signals'
import { Choice } from '#platform/ui/pages/Choice.tsx'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Question } from '#platform/ui/pages/Question.tsx'
import { Stepper } from '#platform/ui/pages/Stepper.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { HOUSEHOLD_SIZE_MAX, PhoneNumber } from '../../model.ts'
import { Answer, Answers, NoAnswer, Saved } from './Answers.tsx'
import { countryName } from './country-names.ts'
import { countsOf, type Group, type Speaker, withCounts } from './draft.ts'
import { keepAndGo } from './phone.ts'
import type { QuestionProps } from './QuestionScreen.tsx'
import { whoIs } from './who.ts'

/** Who holds the phone. Asked first: a child alone must not end up in the household of an adult. */
export function SpeakerQuestion({ phone, draft, frame, answer }: QuestionProps) {
  const tell = (speaker: Speaker) => {
    const [first, ...others] = draft.people
    if (!first) return
    const told = {
      ...draft,
      speaker,
      people: [{ ...first, group: speaker === 'adult' ? ('adult' as const) : ('child' as const) }, ...others],
    }
    if (speaker !== 'child-alone') return answer(told)
    const withoutAdults = told.people.filter(({ group }) => group !== 'adult')
    void keepAndGo(phone, { ...told, people: withoutAdults, at: 'people' }, { kind: 'child-alone' })
  }
  return (
    <Question title={t('registration_speaker')} {...frame}>
      <Answers>
        <Answer
          label={t('registration_speaker_adult')}
          icon="adult"
          isChosen={draft.speaker === 'adult'}
          onPress={() => tell('adult')}
        />
        <Answer
          label={t('registration_speaker_child_with_adult')}
          explanation={t('registration_speaker_child_with_adult_hint')}
          icon="family"
          isChosen={draft.speaker === 'child-with-adult'}
          onPress={() => tell('child-with-adult')}
        />
        <Answer
          label={t('registration_speaker_child_alone')}
          explanation={t('registration_speaker_child_alone_hint')}
          icon="child"
          isChosen={draft.speaker === 'child-alone'}
          onPress={() => tell('child-alone')}
        />
      </Answers>
      <NoAnswer onUnknown={() => tell('adult')} onNotSaid={() => tell('adult')} />
    </Question>
  )
}

const groups: { group: Group; icon: 'adult' | 'child' | 'baby' }[] = [
  { group: 'adult', icon: 'adult' },
  { group: 'child', icon: 'child' },
  { group: 'small-child', icon: 'baby' },
]

/** How many are together, 1 to 30. */
export function PeopleQuestion({ phone, draft, frame, answer, keep }: QuestionProps) {
  const errors = useSignal<FieldError[]>([])
  const counts = countsOf(draft)
  const total = counts.adult + counts.child + counts['small-child']
  const isAlone = draft.speaker === 'child-alone'
  const goOn = () => {
    const accompanied = draft.speaker !== 'child-with-adult' || counts.adult > 0
    if (total <= HOUSEHOLD_SIZE_MAX && accompanied) return answer({ ...draft, counted: true })
    errors.value = [
      { field: 'main', message: t(accompanied ? 'registration_people_range' : 'registration_people_adult_missing') },
    ]
  }
  return (
    <Question
      title={t('registration_people_question')}
      hint={t('registration_people_hint')}
      errors={errors.value}
      {...frame}
    >
      <div class="stack stack-tight">
        {groups
          .filter(({ group }) => !isAlone || group !== 'adult')
          .map(({ group, icon }) => (
            <Stepper
              key={group}
              icon={icon}
              label={t(`registration_group_${group.replaceAll('-', '_')}`)}
              hint={t(`registration_group_${group.replaceAll('-', '_')}_hint`)}
              min={draft.people[0]?.group === group ? 1 : 0}
              max={HOUSEHOLD_SIZE_MAX}
              value={counts[group]}
              onChange={(count) =>
                keep({ ...withCounts(draft, { ...counts, [group]: count }, phone.env.random), counted: draft.counted })
              }
            />
          ))}
      </div>
      <Note tone="ok" live>
        <strong>{t('ui_saved')}.</strong> {t('registration_sent_with_signal')}
      </Note>
      <Dock label={t('registration_continue_with', { count: total })} onPress={goOn} />
    </Question>
  )
}

/** Most households share country and language: one tap instead of two per person. */
export function AlikeQuestion({ draft, frame, answer }: QuestionProps) {
  const nationality = draft.people[0]?.nationality
  const country = nationality && countryName(nationality, language.value.locale)
  return (
    <Question title={t('registration_alike')} hint={t('registration_alike_hint')} {...frame}>
      <Answers>
        <Answer
          label={t('registration_alike_yes')}
          {...(country && { explanation: country })}
          icon="family"
          isChosen={draft.alike === true}
          onPress={() => answer({ ...draft, alike: true })}
        />
        <Answer
          label={t('registration_alike_no')}
          isChosen={draft.alike === false}
          onPress={() => answer({ ...draft, alike: false })}
        />
      </Answers>
      <NoAnswer onUnknown={() => answer({ ...draft, alike: false })} />
      <Saved />
    </Question>
  )
}

/** Who needs something special; what it is comes on a page of their own. */
export function NeedingQuestion({ draft, frame, answer }: QuestionProps) {
  const chosen = useSignal(draft.needing ?? [])
  const tell = (needing: string[]) =>
    answer({
      ...draft,
      needing,
      // Whoever is no longer named needs nothing; the answer of before must not stay behind.
      people: draft.people.map((person) => (needing.includes(person.id) ? person : { ...person, needs: [] })),
    })
  return (
    <Question title={t('registration_needing')} hint={t('registration_needing_hint')} {...frame}>
      <div class="stack stack-tight">
        {draft.people.map((person) => (
          <Choice
            key={person.id}
            name="needing"
            several
            value={person.id}
            label={whoIs(draft, person)}
            icon={person.group === 'adult' ? 'adult' : person.group === 'child' ? 'child' : 'baby'}
            checked={chosen.value.includes(person.id)}
            onChoose={(id, checked) => {
              const others = chosen.value.filter((one) => one !== id)
              chosen.value = checked ? [...others, id] : others
            }}
          />
        ))}
      </div>
      <NoAnswer onUnknown={() => tell([])} onNotSaid={() => tell([])} />
      <Saved />
      <Dock
        label={chosen.value.length === 0 ? t('registration_nobody_needs') : t('ui_continue')}
        onPress={() => tell(chosen.value)}
      />
    </Question>
  )
}

/** A number to call; not having one changes nothing. */
export function PhoneQuestion({ draft, frame, answer, keep }: QuestionProps) {
  const errors = useSignal<FieldError[]>([])
  const typed = draft.typed.phone ?? ''
  const goOn = () => {
    if (typed.trim() === '') return answer({ ...draft, phoneNumber: null })
    const checked = PhoneNumber.safeParse(westernDigits(typed))
    if (checked.success) return answer({ ...draft, phoneNumber: checked.data })
    errors.value = [{ field: 'phone', message: t('registration_phone_digits') }]
  }
  return (
    <Question title={t('registration_phone')} hint={t('registration_phone_hint')} errors={errors.value} {...frame}>
      <TextField
        id="phone"
        type="tel"
        inputMode="tel"
        label={t('registration_phone_label')}
        value={typed}
        error={errors.value[0]?.message}
        onInput={(value) => keep({ ...draft, typed: { ...draft.typed, phone: value } })}
      />
      <div class="stack stack-tight">
        <button type="button" class="button wide" onClick={() => answer({ ...draft, phoneNumber: null })}>
          {t('registration_phone_none')}
        </button>
      </div>
      <NoAnswer
        onUnknown={() => answer({ ...draft, phoneNumber: null })}
        onNotSaid={() => answer({ ...draft, phoneNumber: null })}
      />
      <Saved />
      <Dock label={t('ui_continue')} onPress={goOn} />
    </Question>
  )
}

const westernDigits = (text: string) =>
  text.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).trim()
