import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import type { Finished } from './phone.ts'
import { Qr, type QrDrawing } from './Qr.tsx'

/** Full screen, white, and kept awake, for a reader in the sun. */
export function BrightCard({
  drawing,
  finished,
  onClose,
}: {
  drawing: QrDrawing
  finished: Finished
  onClose: () => void
}) {
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    close.current?.focus()
    const lock = navigator.wakeLock?.request('screen').catch(() => undefined) // refused on low battery: the card shows all the same
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
      void lock?.then((held) => held?.release())
    }
  }, [])
  return (
    <div class="bright" role="dialog" aria-modal="true" aria-label={t('registration_card')}>
      <Qr drawing={drawing} />
      <bdi class="code">{finished.shortCode}</bdi>
      <button type="button" class="button" ref={close} onClick={onClose}>
        <Icon name="close" />
        {t('ui_close')}
      </button>
    </div>
  )
}
