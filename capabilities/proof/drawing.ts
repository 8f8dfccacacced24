import { type IconName, icons, mark } from '#platform/ui/icons.ts'
import { qrPath, qrSymbol } from './qr.ts'

/** A drawing in millimetres, black on white, as data: written as SVG by the server, shown by pages, painted into a picture. */
export type Drawing = { widthMm: number; heightMm: number; label: string; shapes: Shape[] }

export type Shape =
  | { kind: 'path'; d: string; x: number; y: number; scale: number; strokeMm?: number; dashed?: boolean }
  | {
      kind: 'text'
      words: string
      x: number
      y: number
      sizeMm: number
      bold?: boolean
      mono?: boolean
      anchor?: Anchor
      rtl?: boolean
      white?: boolean
    }

type Anchor = 'start' | 'middle' | 'end'

export const SANS = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif'
export const MONO = 'ui-monospace, "Roboto Mono", "Noto Sans Mono", Menlo, Consolas, monospace'

/** The QR of a text, `sizeMm` wide without its quiet zone, which the caller leaves empty. */
export function qrShape(text: string, x: number, y: number, sizeMm: number): Shape {
  const symbol = qrSymbol(text)
  return { kind: 'path', d: qrPath(symbol), x, y, scale: sizeMm / symbol.size }
}

/** One of our line icons, `sizeMm` wide. */
export function iconShape(name: IconName, x: number, y: number, sizeMm: number): Shape {
  return { kind: 'path', d: icons[name], x, y, scale: sizeMm / 24, strokeMm: (sizeMm / 24) * 2 }
}

/** The mark, black as on all paper. */
export function markShapes(x: number, y: number, widthMm: number): Shape[] {
  const scale = widthMm / 24
  return [
    { kind: 'path', d: mark.outer, x, y, scale, strokeMm: scale * 2 },
    { kind: 'path', d: mark.inner, x, y, scale },
  ]
}

/** One figure per person and then the number; above six one figure and the number. */
export function peopleShapes(
  people: { adults: number; children: number },
  x: number,
  y: number,
  sizeMm: number,
): Shape[] {
  const count = people.adults + people.children
  const alone = count > 6
  const figures: IconName[] = alone
    ? ['adult']
    : [...Array<IconName>(people.adults).fill('adult'), ...Array<IconName>(people.children).fill('child')]
  const step = Math.min(sizeMm * 1.05, (sizeMm * 4.2) / figures.length) // six in a row move closer together
  const shapes = figures.map((name, at) => iconShape(name, x + at * step, y, Math.min(sizeMm, step)))
  const size = sizeMm * 1.3
  const after = x + figures.length * step + sizeMm * 0.4
  return [
    ...shapes.map(onBaseline),
    { kind: 'text', words: String(count), x: after, y: y + sizeMm * 0.9, sizeMm: size, bold: true },
  ]

  function onBaseline(shape: Shape): Shape {
    return shape.kind === 'path' ? { ...shape, y: y + sizeMm * 0.9 - 21 * shape.scale } : shape
  }
}

/** A black box with white words: PRACTICE. */
export function stampShapes(words: string, x: number, y: number, widthMm: number, heightMm: number): Shape[] {
  return [
    { kind: 'path', d: `M0 0h${widthMm}v${heightMm}h-${widthMm}z`, x, y, scale: 1 },
    {
      kind: 'text',
      words,
      x: x + widthMm / 2,
      y: y + heightMm * 0.72,
      sizeMm: heightMm * 0.62,
      bold: true,
      anchor: 'middle',
      white: true,
    },
  ]
}

/** Lines of at most `lettersMax` letters, broken between words. */
export function brokenLines(words: string, lettersMax: number): string[] {
  const lines: string[] = []
  for (const word of words.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= lettersMax) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Element name, attributes and text of a shape: what SVG and Preact both build from. No styles, so any content policy allows it. */
export function elementOf(shape: Shape): { name: 'path' | 'text'; attributes: Record<string, string>; text?: string } {
  if (shape.kind === 'path') {
    const stroke = shape.strokeMm && {
      fill: 'none',
      stroke: '#000',
      'stroke-width': number(shape.strokeMm / shape.scale),
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
      ...(shape.dashed && { 'stroke-dasharray': '1 1' }),
    }
    const transform = `translate(${number(shape.x)} ${number(shape.y)}) scale(${number(shape.scale)})`
    return {
      name: 'path',
      attributes: { d: shape.d, transform, ...(stroke || { fill: '#000', 'shape-rendering': 'crispEdges' }) },
    }
  }
  return {
    name: 'text',
    text: shape.words,
    attributes: {
      x: number(shape.x),
      y: number(shape.y),
      'font-size': number(shape.sizeMm),
      'font-family': shape.mono ? MONO : SANS,
      'font-weight': shape.bold ? '700' : '400',
      'text-anchor': shape.anchor ?? 'start',
      fill: shape.white ? '#fff' : '#000',
      ...(shape.rtl && { direction: 'rtl' }),
    },
  }
}

/** The drawing as an SVG element, for papers the server writes. */
export function svgOf(drawing: Drawing): string {
  const shapes = drawing.shapes.map((shape) => {
    const { name, attributes, text } = elementOf(shape)
    const pairs = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`)
    return `<${name}${pairs.join('')}>${text === undefined ? '' : escaped(text)}</${name}>`
  })
  const { widthMm, heightMm, label } = drawing
  const size = `width="${widthMm}mm" height="${heightMm}mm" viewBox="0 0 ${widthMm} ${heightMm}"`
  const ground = '<path d="M0 0h1000v1000H0z" fill="#fff"/>'
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(label)}">${ground}${shapes.join('')}</svg>`
}

const number = (value: number) => String(Math.round(value * 10_000) / 10_000)

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '&quot;')
