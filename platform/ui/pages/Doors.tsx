import { t } from './language.ts'

/** How far we are: doors behind are petrol, this one is lit, later ones grey. */
export function Doors({ step, of }: { step: number; of: number }) {
  const doors = Array.from({ length: of }, (_, index) => index + 1)
  return (
    <div class={of > 7 ? 'doors doors-many' : 'doors'} role="img" aria-label={t('ui_step', { step, of })}>
      {doors.map((door) => (
        <i key={door} class={door < step ? 'done' : door === step ? 'now' : ''} />
      ))}
    </div>
  )
}
