import { locales } from '#platform/messages/messages.ts'
import { Icon, Mark } from './Icon.tsx'
import { language } from './language.ts'
import { QuickExit } from './QuickExit.tsx'

interface Props {
  /** Opens the choice of language. Without it there is no language button. */
  onLanguage?: () => void
  /** Stands in for the language when something about the network must be known: "No signal", "38 waiting". */
  status?: string
  /** Whether the page offers to disappear at once. */
  quickExit?: boolean
  /** The word on it while no language is chosen. */
  leaveWord?: string
}

/** The petrol bar of a phone page. */
export function Bar({ onLanguage, status, quickExit = true, leaveWord }: Props) {
  const { shortName, code } = locales.find(({ code }) => code === language.value.locale) ?? locales[0]
  return (
    <header class="bar">
      <span class="brand" translate={false}>
        <Mark />
        Posada
      </span>
      {quickExit && <QuickExit word={leaveWord} />}
      {onLanguage && (
        <button type="button" class="pill" onClick={onLanguage} aria-haspopup="dialog">
          <Icon name={status ? 'no-signal' : 'globe'} />
          {status ? <span role="status">{status}</span> : <bdi lang={code}>{shortName}</bdi>}
        </button>
      )}
    </header>
  )
}
