import type { ComponentChildren } from 'preact'
import type { IconName } from '../icons.ts'
import { Icon } from './Icon.tsx'

interface Props {
  /** Says what happens: "Continue with 3 people". */
  label: string
  icon?: IconName
  onPress: () => void
  /** Second choices, above the primary one. */
  children?: ComponentChildren
}

/** The one primary button of a screen, at the thumb. It is never disabled: it explains instead. */
export function Dock({ label, icon = 'next', onPress, children }: Props) {
  return (
    <div class="dock">
      {children}
      <button type="button" class="button button-primary wide" onClick={onPress}>
        {icon !== 'next' && <Icon name={icon} />}
        {label}
        {icon === 'next' && <Icon name="next" />}
      </button>
    </div>
  )
}
