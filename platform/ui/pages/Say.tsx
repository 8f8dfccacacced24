import { useSignal } from '@preact/signals'
import { Icon } from './Icon.tsx'
import { language, t } from './language.ts'
import { canSpeak, speak, stopSpeaking } from './speech.ts'

interface Props {
  /** What is read aloud. */
  words: string
  /** Another language than the page's, on the language screen. */
  lang?: string
  /** What the button is called there. */
  label?: string
}

/** The round speaker beside a question or a result. Hidden where the phone has no voice for the language. */
export function Say({ words, lang, label }: Props) {
  const speaking = useSignal(false)
  const tongue = lang ?? language.value.locale
  if (!canSpeak(tongue)) return null
  const toggle = () => {
    if (speaking.value) return stopSpeaking()
    speaking.value = true
    speak(words, tongue, () => {
      speaking.value = false
    })
  }
  return (
    <button
      type="button"
      class="say"
      aria-label={label ?? t('ui_listen')}
      aria-pressed={speaking.value}
      onClick={toggle}
    >
      <Icon name="speaker" />
    </button>
  )
}
