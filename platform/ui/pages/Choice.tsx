import type { IconName } from '../icons.ts'
import { Icon } from './Icon.tsx'

interface Props<Value extends string> {
  /** One name per question; radios of one name belong together. */
  name: string
  value: Value
  label: string
  explanation?: string
  icon?: IconName
  checked: boolean
  /** Several may be chosen. */
  several?: boolean
  id?: string
  onChoose: (value: Value, checked: boolean) => void
}

/** One answer of a question: the whole row is the target. */
export function Choice<Value extends string>(props: Props<Value>) {
  const { name, value, label, explanation, icon, checked, several, id, onChoose } = props
  return (
    <label class={checked ? 'choice choice-on' : 'choice'}>
      {icon && <Icon name={icon} size="big" />}
      <span>
        <strong>{label}</strong>
        {explanation && <small>{explanation}</small>}
      </span>
      <input
        id={id}
        type={several ? 'checkbox' : 'radio'}
        name={name}
        value={value}
        checked={checked}
        onChange={(event) => onChoose(value, event.currentTarget.checked)}
      />
    </label>
  )
}
