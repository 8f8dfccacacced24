import { t } from '#platform/ui/pages/language.ts'

/** A code as the pages draw it: dark modules as one path. */
export interface QrDrawing {
  size: number
  path: string
}

/** The symbol itself, always black on white. */
export function Qr({ drawing }: { drawing: QrDrawing | undefined }) {
  return (
    <span class="qr" aria-busy={!drawing}>
      {drawing ? (
        <svg viewBox={`0 0 ${drawing.size} ${drawing.size}`} role="img" aria-label={t('registration_qr')}>
          <path d={drawing.path} />
        </svg>
      ) : (
        <svg viewBox="0 0 49 49" aria-hidden="true" />
      )}
    </span>
  )
}
