import { askToKeep } from '#platform/offline/persist.ts'
import { language } from '#platform/ui/pages/language.ts'
import { BirthQuestion } from './BirthQuestion.tsx'
import { CheckAnswers } from './CheckAnswers.tsx'
import { ConsentQuestion, HandQuestion } from './ConsentQuestions.tsx'
import type { Draft } from './draft.ts'
import {
  AlikeQuestion,
  NeedingQuestion,
  PeopleQuestion,
  PhoneQuestion,
  SpeakerQuestion,
} from './HouseholdQuestions.tsx'
import { NationalityQuestion } from './NationalityQuestion.tsx'
import { LanguageQuestion, NameQuestion, NeedsQuestion, RelationQuestion, SexQuestion } from './PersonQuestions.tsx'
import { keepAndGo, keepDraft, type Phone, todayOf } from './phone.ts'
import { doorCount, type Step, stepAfter, stepAt } from './steps.ts'

/** What every question gets. */
export interface QuestionProps {
  phone: Phone
  draft: Draft
  step: Step
  /** Whom it is about, where it is about one person. */
  frame: { step: { step: number; of: number }; onBack: () => void }
  /** Keeps what was told and goes on. */
  answer: (draft: Draft) => void
  /** Keeps half-typed words. */
  keep: (draft: Draft) => void
}

/** The page of one question. */
export function QuestionScreen({ phone, stepId }: { phone: Phone; stepId: string }) {
  const draft = phone.draft.value
  if (!draft) return null
  const step = stepAt(draft, stepId, todayOf(phone))
  const props: QuestionProps = {
    phone,
    draft,
    step,
    frame: { step: { step: step.door, of: doorCount }, onBack: () => history.back() },
    keep: (told) => void keepDraft(phone, told),
    answer(told) {
      const next = stepAfter(told, step.id, todayOf(phone))
      if (step.kind === 'people') void askToKeep().then((kept) => (phone.mayBeCleared.value = !kept))
      const kept = { ...told, at: next.id, changing: told.changing && next.kind !== 'check' }
      void keepAndGo(phone, kept, { kind: 'question', step: next.id })
    },
  }
  // A fresh page for each question: fields of the last one must not linger, and languages redraw all.
  return <StepPage key={`${step.id} ${language.value.locale}`} {...props} />
}

function StepPage(props: QuestionProps) {
  const { step } = props
  switch (step.kind) {
    case 'speaker':
      return <SpeakerQuestion {...props} />
    case 'people':
      return <PeopleQuestion {...props} />
    case 'alike':
      return <AlikeQuestion {...props} />
    case 'needing':
      return <NeedingQuestion {...props} />
    case 'phone':
      return <PhoneQuestion {...props} />
    case 'check':
      return <CheckAnswers {...props} />
    case 'hand':
      return <HandQuestion {...props} personId={step.personId} />
    case 'consent':
      return <ConsentQuestion {...props} personId={step.personId} purpose={step.purpose} />
    case 'person': {
      const person = props.draft.people.find(({ id }) => id === step.personId)
      if (!person) return null
      const about = { ...props, person }
      switch (step.question) {
        case 'name':
          return <NameQuestion {...about} />
        case 'sex':
          return <SexQuestion {...about} />
        case 'birth':
          return <BirthQuestion {...about} />
        case 'relation':
          return <RelationQuestion {...about} />
        case 'nationality':
          return <NationalityQuestion {...about} />
        case 'language':
          return <LanguageQuestion {...about} />
        case 'needs':
          return <NeedsQuestion {...about} />
      }
    }
  }
}
