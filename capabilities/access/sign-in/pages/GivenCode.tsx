import { useEffect, useRef } from 'preact/hooks'
import { t } from '#platform/ui/pages/language.ts'
import { moment } from '../../oversight/pages/office.ts'

export interface Given {
  operationId: string
  name: string
  code: string
  expiresAt: string
}

/** A code to hand over: as a link, and in groups of four for whoever types it. It is shown once. */
export function GivenCode({ given, onDone }: { given: Given; onDone: () => void }) {
  // It is shown once, and whoever asked for it pressed a button far down: the page goes to it.
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [given.code])
  const link = `${location.origin}/desk/#enrol=${given.operationId}.${given.code}`
  return (
    <section class="card stack" role="status">
      <h2 tabIndex={-1} ref={heading}>
        {t('enrol_given', { name: given.name })}
      </h2>
      <p>{t('enrol_hand_over')}</p>
      <p class="code">{given.code.replace(/.{4}(?=.)/g, '$& ')}</p>
      <p>
        {t('enrol_link')} <bdi class="code small">{link}</bdi>
      </p>
      <p class="hint">{t('enrol_until', { time: moment(given.expiresAt) })}</p>
      <div>
        <button type="button" class="button" onClick={onDone}>
          {t('enrol_done')}
        </button>
      </div>
    </section>
  )
}
