import { t } from './language.ts'

/** Grey bars while something loads; they appear after 300 ms, so that quick answers do not flicker. */
export function Bones({ lines = 3 }: { lines?: number }) {
  return (
    <div class="bones" aria-busy="true" role="status">
      {Array.from({ length: lines }, (_, line) => (
        <span class="bone" key={line} />
      ))}
      <p class="hint">{t('ui_loading')}</p>
    </div>
  )
}
