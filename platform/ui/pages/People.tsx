import { Icon } from './Icon.tsx'

/** One figure per person, then the number; above six one figure and the number. */
export function People({ adults, children, label }: { adults: number; children: number; label: string }) {
  const count = adults + children
  const shown = count > 6 ? ['adult'] : [...Array(adults).fill('adult'), ...Array(children).fill('child')]
  return (
    <span class="people" role="img" aria-label={label}>
      {shown.map((kind, index) => (
        <span key={index} class={kind}>
          <Icon name={kind === 'adult' ? 'adult' : 'child'} />
        </span>
      ))}
      <b>{count}</b>
    </span>
  )
}
