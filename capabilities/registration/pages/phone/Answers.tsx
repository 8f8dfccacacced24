import type { ComponentChildren } from 'preact'
import type { IconName } from '#platform/ui/icons.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'

interface AnswerProps {
  label: string
  explanation?: string
  icon?: IconName
  /** The answer given before, when someone comes back to the page. */
  isChosen?: boolean
  lang?: string
  onPress: () => void
}

/** One answer that is complete in itself: pressing it goes on, so that most questions take a single tap. */
export function Answer({ label, explanation, icon, isChosen, lang, onPress }: AnswerProps) {
  return (
    <button
      type="button"
      class={isChosen ? 'choice choice-on' : 'choice'}
      aria-current={isChosen ? 'true' : undefined}
      onClick={onPress}
    >
      {icon && <Icon name={icon} size="big" />}
      <span lang={lang} dir={lang ? 'auto' : undefined}>
        <strong>{label}</strong>
        {explanation && <small>{explanation}</small>}
      </span>
      {isChosen && <Icon name="check" />}
    </button>
  )
}

/** Answers under each other. */
export function Answers({ children }: { children: ComponentChildren }) {
  return <div class="stack stack-tight">{children}</div>
}

/** The ways out of a question, as large as any answer. */
export function NoAnswer({
  onUnknown,
  onNotSaid,
  chosen,
}: {
  onUnknown?: () => void
  onNotSaid?: () => void
  chosen?: 'unknown' | 'undisclosed' | undefined
}) {
  return (
    <div class="stack stack-tight">
      {onUnknown && (
        <button
          type="button"
          class={chosen === 'unknown' ? 'button wide choice-on' : 'button wide'}
          onClick={onUnknown}
        >
          {t('ui_unknown')}
        </button>
      )}
      {onNotSaid && (
        <button
          type="button"
          class={chosen === 'undisclosed' ? 'button wide choice-on' : 'button wide'}
          onClick={onNotSaid}
        >
          {t('ui_not_said')}
        </button>
      )}
    </div>
  )
}

/** Every answer is on the phone the moment it is given. */
export function Saved() {
  return (
    <p class="hint row">
      <Icon name="check" size="small" />
      {t('ui_saved')}
    </p>
  )
}
