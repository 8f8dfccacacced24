import { Icon } from './Icon.tsx'
import { t } from './language.ts'

/** An empty page: it tells no third party that someone was here, and needs no network. */
const elsewhere = 'about:blank'

/** Leaves at once: the page is emptied before anything else, so that even a slow phone shows nothing. Answers stay saved. */
export function leaveAtOnce(): void {
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
