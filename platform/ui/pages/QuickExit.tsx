import { Icon } from './Icon.tsx'
import { t } from './language.ts'

/** An empty page: it tells no third party that someone was here, and needs no network. */
const elsewhere = 'about:blank'

const leftMark = 'posada-left'

/** Did someone leave this tab in a hurry? Told once: whoever comes back by the back button first sees a harmless page. */
export function hasJustLeft(): boolean {
  const left = sessionStorage.getItem(leftMark) !== null
  sessionStorage.removeItem(leftMark)
  return left
}

/** Leaves at once: the page is emptied before anything else, so that even a slow phone shows nothing. Answers stay saved. */
export function leaveAtOnce(): void {
  sessionStorage.setItem(leftMark, 'yes')
  document.title = ' '
  document.documentElement.textContent = ''
  window.location.replace(elsewhere)
}

/** The way out, on every page of the phone. `word` where no language is chosen yet. */
export function QuickExit({ word }: { word?: string | undefined }) {
  return (
    <button type="button" class="pill" onClick={leaveAtOnce}>
      <Icon name="leave" size="small" />
      {word ?? t('ui_leave')}
    </button>
  )
}
