import { trustedScript } from '#platform/offline/trusted-script.ts'
import workerAddress from './reader-worker.ts?worker&url'

/** Finds the text of a QR in a picture or a running camera. Close it to give its memory back. */
export type QrReader = {
  read(source: HTMLVideoElement | ImageBitmap): Promise<string | undefined>
  close(): void
}

/** What the phone brings (Android), or our own reader in a worker, which is fetched only then. */
export async function openQrReader(): Promise<QrReader> {
  const own = ownReader()
  let detector = await builtInDetector()
  return {
    close: own.close,
    async read(source) {
      if (!detector) return own.read(source)
      try {
        const [found] = await detector.detect(source)
        // A camera shows the next frame anyway; a still picture deserves the second look of our own reader.
        return found?.rawValue ?? (source instanceof ImageBitmap ? own.read(source) : undefined)
      } catch {
        detector = undefined // some phones announce a detector that always fails
        return own.read(source)
      }
    },
  }
}

type Detector = { detect(source: HTMLVideoElement | ImageBitmap): Promise<{ rawValue: string }[]> }
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }

async function builtInDetector(): Promise<Detector | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass }
  const formats = await BarcodeDetector?.getSupportedFormats().catch((): string[] => [])
  return BarcodeDetector && formats?.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : undefined
}

type Answer = { id: number; text?: string; failed?: boolean }

function ownReader(): QrReader {
  let worker: Worker | undefined
  let lastId = 0
  const waiting = new Map<number, (answer: Answer) => void>()
  const start = () => {
    const started = new Worker(trustedScript(workerAddress))
    started.onmessage = ({ data }: MessageEvent<Answer>) => settle(data)
    started.onerror = () => {
      for (const id of waiting.keys()) settle({ id, failed: true })
    }
    return started
  }
  const settle = (answer: Answer) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  }
  return {
    async read(source) {
      worker ??= start()
      const picture = pixelsOf(source)
      const id = ++lastId
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve)
        worker?.postMessage({ id, picture }, [picture.data.buffer])
      })
      if (answer.failed) throw new Error('the QR reader could not be loaded')
      return answer.text
    },
    close() {
      worker?.terminate()
      worker = undefined
    },
  }
}

/** Large enough for a card at arm's length, small enough for an old phone. */
const SIDE_MAX = 1_200

function pixelsOf(source: HTMLVideoElement | ImageBitmap): ImageData {
  const [width, height] =
    source instanceof ImageBitmap ? [source.width, source.height] : [source.videoWidth, source.videoHeight]
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser draws no pictures')
  context.fillStyle = '#fff' // a saved card may have a transparent ground
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
