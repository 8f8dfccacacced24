import { type Drawing, elementOf } from '../drawing.ts'

/** A drawing in its true size, for pages that print it. */
export function DrawingView({ drawing }: { drawing: Drawing }) {
  const { widthMm, heightMm, label } = drawing
  return (
    <svg
      width={`${widthMm}mm`}
      height={`${heightMm}mm`}
      viewBox={`0 0 ${widthMm} ${heightMm}`}
      role="img"
      aria-label={label}
    >
      <path d="M0 0h1000v1000H0z" fill="#fff" />
      {drawing.shapes.map((shape, at) => {
        const { name: Element, attributes, text } = elementOf(shape)
        return (
          <Element key={at} {...attributes}>
            {text}
          </Element>
        )
      })}
    </svg>
  )
}
