import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Drawing } from '#capabilities/proof/drawing.ts'
import { type CardWords, drawCardBack, drawCardFront, drawSheet } from '#capabilities/proof/paper.ts'
import { createText, type Locale } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { formatAccessCode } from '../../access-code.ts'
import type { Handed } from '../contract-changes.ts'
import { Title } from './Screen.tsx'

interface Props {
  handed: readonly Handed[]
  /** All languages: a paper speaks the holder's and the office's. */
  loadWords: () => Promise<CardWords>
  DrawingView: ComponentType<{ drawing: Drawing }>
  onDone: () => void
}

type Form = 'card' | 'sheet'

/** What the person takes along: card, and where it is new, the strip with the code that opens their own page. */
export function Handout({ handed, loadWords, DrawingView, onDone }: Props) {
  const [words, setWords] = useState<CardWords>()
  const [form, setForm] = useState<Form>('card')
  useEffect(() => void loadWords().then(setWords), [])
  return (
    <div class="column">
      <div class="no-print stack">
        <Title words={t('desk_handout')}>{t('desk_handout')}</Title>
        <p class="hint">{t('desk_handout_hint')}</p>
        <fieldset class="row">
          <legend class="hidden">{t('desk_handout_form')}</legend>
          {(['card', 'sheet'] as const).map((option) => (
            <label class="check" key={option}>
              <input type="radio" name="handout-form" checked={form === option} onChange={() => setForm(option)} />
              <span>{t(`desk_handout_${option}`)}</span>
            </label>
          ))}
        </fieldset>
        <div class="row">
          <button type="button" class="button button-primary" onClick={() => window.print()}>
            <Icon name="print" />
            {t('desk_print')}
          </button>
          <button type="button" class="button" onClick={onDone}>
            {t('desk_handout_done')}
          </button>
        </div>
      </div>
      {words &&
        handed.map((one) => <Paper key={one.id} handed={one} words={words} form={form} DrawingView={DrawingView} />)}
    </div>
  )
}

function Paper({
  handed,
  words,
  form,
  DrawingView,
}: { handed: Handed; words: CardWords; form: Form } & Pick<Props, 'DrawingView'>) {
  const { card, adults, children, practice } = handed
  const paper = card && { ...card, people: { adults, children }, practice }
  const office = language.value.locale
  return (
    <section class="handout" aria-label={handed.caseNumber}>
      <p class="no-print">
        <bdi class="code">{handed.caseNumber}</bdi> · {t('desk_people', { count: handed.householdSize })}
      </p>
      {!paper && <p>{t('desk_no_card')}</p>}
      {paper && form === 'card' && (
        <div class="row">
          <DrawingView drawing={drawCardFront(paper, words, handed.language)} />
          <DrawingView drawing={drawCardBack(paper, words, handed.language)} />
        </div>
      )}
      {paper && form === 'sheet' && <DrawingView drawing={drawSheet(paper, {}, words, handed.language, office)} />}
      {handed.accessCode && (
        <Strip
          code={handed.accessCode}
          words={words}
          practice={practice}
          locales={[...new Set([handed.language, office])]}
        />
      )}
    </section>
  )
}

/** Torn off and kept apart from the card: the card opens nothing, this does. */
function Strip({
  code,
  words,
  practice,
  locales,
}: {
  code: string
  words: CardWords
  practice: boolean
  locales: Locale[]
}) {
  return (
    <div class="strip">
      {practice && <strong>PRACTICE</strong>}
      <bdi class="code">{formatAccessCode(code)}</bdi>
      {locales.map((locale) => (
        <p key={locale} lang={locale} dir={locale === 'ar' ? 'rtl' : 'ltr'}>
          {createText(words[locale], locale)('desk_strip', { address: `${location.host}/status` })}
        </p>
      ))}
    </div>
  )
}
