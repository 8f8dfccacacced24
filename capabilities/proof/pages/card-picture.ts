import { type Drawing, MONO, SANS } from '../drawing.ts'

/** The drawing as a PNG to save or send on, at 300 dots an inch as a good printer has. */
export async function pictureOf(drawing: Drawing): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(drawing.widthMm * DOTS_PER_MM)
  canvas.height = Math.round(drawing.heightMm * DOTS_PER_MM)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws no pictures')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const shape of drawing.shapes) {
    context.setTransform(DOTS_PER_MM, 0, 0, DOTS_PER_MM, 0, 0)
    context.fillStyle = context.strokeStyle = '#000'
    if (shape.kind === 'path') {
      context.translate(shape.x, shape.y)
      context.scale(shape.scale, shape.scale)
      context.lineWidth = (shape.strokeMm ?? 0) / shape.scale
      context.setLineDash(shape.dashed ? [1, 1] : [])
      if (shape.strokeMm) context.stroke(new Path2D(shape.d))
      else context.fill(new Path2D(shape.d))
    } else {
      context.font = `${shape.bold ? 700 : 400} ${shape.sizeMm}px ${shape.mono ? MONO : SANS}`
      context.direction = shape.rtl ? 'rtl' : 'ltr'
      context.textAlign = shape.anchor === 'middle' ? 'center' : (shape.anchor ?? 'start')
      if (shape.white) context.fillStyle = '#fff'
      context.fillText(shape.words, shape.x, shape.y)
    }
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture came of it'))), 'image/png')
  })
}

const DOTS_PER_MM = 300 / 25.4
