import type { ComponentChildren } from 'preact'
import type { IconName } from '../icons.ts'
import { Icon } from './Icon.tsx'

type Tone = 'info' | 'ok' | 'warn' | 'stop'

const toneIcons: Record<Tone, IconName> = { info: 'info', ok: 'check', warn: 'warning', stop: 'warning' }

interface Props {
  tone?: Tone
  icon?: IconName
  children: ComponentChildren
  /** Spoken when it appears. */
  live?: boolean
}

/** Something to know: colour, icon and words together. */
export function Note({ tone = 'info', icon, children, live }: Props) {
  return (
    <div class={`note ${tone}`} role={live ? 'status' : undefined}>
      <Icon name={icon ?? toneIcons[tone]} />
      <div>{children}</div>
    </div>
  )
}

/** One fact in a word or two. */
export function Tag({ tone = 'info', icon, children }: Omit<Props, 'tone' | 'live'> & { tone?: Tone | 'plain' }) {
  return (
    <span class={`tag ${tone}`}>
      {icon && <Icon name={icon} size="small" />}
      {children}
    </span>
  )
}
