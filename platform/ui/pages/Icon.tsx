import { type IconName, iconClass, icons, mark } from '../icons.ts'

/** One of our icons; the word stands beside it. */
export function Icon({ name, size }: { name: IconName; size?: 'big' | 'small' }) {
  return (
    <svg class={iconClass(name, size)} viewBox="0 0 24 24" aria-hidden="true">
      <path d={icons[name]} />
    </svg>
  )
}

/** The lit doorway. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 28" aria-hidden="true">
      <path d={mark.outer} />
      <path class="lit" d={mark.inner} />
    </svg>
  )
}

/** The doorway with two people in it, for the first screen. */
export function Hero() {
  return (
    <div class="hero">
      <svg viewBox="0 0 168 136" aria-hidden="true">
        <path d="M21 134V66a63 63 0 0 1 126 0v68z" fill="#0b5563" stroke="currentColor" stroke-width="4" />
        <path d="M47 134V75a37 37 0 0 1 74 0v59z" fill="#ffc44d" />
        <path
          d="M73 77a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM56 132v-17a16.500 16.500 0 0 1 33 0v17zM99 98a6.200 6.200 0 1 0 0 12.400 6.200 6.200 0 0 0 0-12.400zM88 132v-8a11 11 0 0 1 22 0v8z"
          fill="#083d48"
        />
        <path d="M0 134h168" stroke="currentColor" stroke-width="4" />
      </svg>
    </div>
  )
}
