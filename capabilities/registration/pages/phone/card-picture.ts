import { QUIET_ZONE_MODULES, qrPath, qrSymbol } from '#capabilities/proof/qr.ts'
import type { QrDrawing } from './Qr.tsx'

/** The symbol of a card's text, for an SVG path. */
export function drawQr(text: string): QrDrawing {
  const symbol = qrSymbol(text)
  return { size: symbol.size, path: qrPath(symbol) }
}

const MODULE_PIXELS = 12

/** Saves the code as a PNG that any reader can read again: black on white with its quiet zone and the short code. */
export async function saveCardPicture({ size, path }: QrDrawing, shortCode: string, practice: boolean): Promise<void> {
  const modules = size + 2 * QUIET_ZONE_MODULES
  const canvas = document.createElement('canvas')
  canvas.width = modules * MODULE_PIXELS
  canvas.height = (modules + 10) * MODULE_PIXELS
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#000'
  pen.save()
  pen.scale(MODULE_PIXELS, MODULE_PIXELS)
  pen.translate(QUIET_ZONE_MODULES, QUIET_ZONE_MODULES)
  pen.fill(new Path2D(path))
  pen.restore()
  pen.textAlign = 'center'
  pen.direction = 'ltr'
  pen.font = `bold ${5 * MODULE_PIXELS}px monospace`
  pen.fillText(shortCode, canvas.width / 2, (modules + 3) * MODULE_PIXELS)
  if (practice) pen.fillText('PRACTICE', canvas.width / 2, (modules + 8.5) * MODULE_PIXELS)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `posada-${shortCode}.png`
  link.click()
  URL.revokeObjectURL(link.href)
}
