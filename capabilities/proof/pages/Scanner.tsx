import './scanner.css'

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { openQrReader, type QrReader } from './qr-reader.ts'

interface Props {
  /** Called with each text the camera sees; the same text again only after another one or none was seen. */
  onText: (text: string) => void
  onClose: () => void
}

/** The camera, looking for a QR. Nothing it sees is kept or sent. */
export function Scanner({ onText, onClose }: Props) {
  const video = useRef<HTMLVideoElement>(null)
  const failed = useSignal(false)
  const report = useRef(onText)
  report.current = onText

  useEffect(() => {
    const element = video.current
    if (!element) return
    return watch(
      element,
      (text) => report.current(text),
      () => {
        failed.value = true
      },
    )
  }, [])

  return (
    <div class="stack scanner">
      {failed.value ? (
        <Note tone="warn" live>
          {t('proof_camera_failed')}
        </Note>
      ) : (
        <>
          <video ref={video} class="scanner-view" muted playsInline aria-label={t('proof_camera_view')} />
          <p class="hint">{t('proof_camera_hint')}</p>
        </>
      )}
      <button type="button" class="button wide" onClick={onClose}>
        <Icon name="close" />
        {t('proof_camera_close')}
      </button>
    </div>
  )
}

/** Reads frame after frame, the next one only when the last is done, until the returned function is called. */
function watch(video: HTMLVideoElement, onText: (text: string) => void, onFailure: () => void): () => void {
  let stopped = false
  let stream: MediaStream | undefined
  let reader: QrReader | undefined
  let last: string | undefined

  const look = async () => {
    if (stopped || !reader) return
    try {
      const text = video.readyState >= video.HAVE_CURRENT_DATA ? await reader.read(video) : last
      if (stopped) return
      if (text !== undefined && text !== last) onText(text)
      last = text
      requestAnimationFrame(look)
    } catch {
      stop()
      onFailure()
    }
  }
  const stop = () => {
    stopped = true
    for (const track of stream?.getTracks() ?? []) track.stop()
    reader?.close()
  }
  const begin = async () => {
    // The back camera, sharp enough for a 30 mm code. Absent without HTTPS; refused is the person's right.
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
    reader = await openQrReader()
    if (stopped) return stop()
    video.srcObject = stream
    await video.play()
    requestAnimationFrame(look)
  }
  begin().catch(() => {
    if (stopped) return
    stop()
    onFailure()
  })
  return stop
}
