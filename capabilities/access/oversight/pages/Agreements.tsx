import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import { agree, listAgreements, refuseAgreement, withdrawAgreement } from '../contract.ts'
import type { AgreementState } from '../model.ts'
import type { OnTold } from './Oversight.tsx'
import { basisWord, failureOf, moment, type Office, snake, useList } from './office.ts'

type Agreement = ReplyOf<typeof listAgreements>['agreements'][number]
type Answer = typeof agree | typeof refuseAgreement | typeof withdrawAgreement

/** What waits for this person's answer, and what they and their colleagues asked. */
export function Agreements({ office, onTold }: { office: Office; onTold: OnTold }) {
  const { reply, failed, again } = useList(office, listAgreements)
  const waiting = reply?.agreements.filter(({ mayAnswer }) => mayAnswer) ?? []
  const others = reply?.agreements.filter(({ mayAnswer }) => !mayAnswer) ?? []

  async function give(target: Answer, { id }: Agreement) {
    const result = await call(office.fetch, target, { params: { id }, body: undefined })
    if (result.kind === 'ok') onTold({ tone: 'ok', words: t('oversight_done') })
    else onTold({ tone: 'warn', words: failureOf(office, result) })
    await again()
  }
  if (!reply) return failed ? <p class="card">{t('oversight_failed')}</p> : <Bones lines={3} />
  return (
    <>
      <section class="card stack">
        <h2>{t('oversight_waiting')}</h2>
        {waiting.length === 0 && <p class="hint">{t('oversight_nothing_waits')}</p>}
        {waiting.map((agreement) => (
          <article key={agreement.id} class="stack">
            <What agreement={agreement} />
            <p class="hint">{t('oversight_answer_until', { time: moment(agreement.expiresAt) })}</p>
            <div class="row">
              <Agree office={office} onAgree={() => give(agree, agreement)} />
              <button type="button" class="button" onClick={() => give(refuseAgreement, agreement)}>
                {t('oversight_refuse')}
              </button>
            </div>
          </article>
        ))}
      </section>
      <section class="card stack">
        <h2>{t('oversight_asked')}</h2>
        {others.length === 0 && <p class="hint">{t('oversight_none_asked')}</p>}
        <ul class="list">
          {others.map((agreement) => (
            <li key={agreement.id}>
              <div class="grow">
                <What agreement={agreement} />
                {agreement.answeredBy && agreement.answeredAt && (
                  <p class="hint">
                    <bdi>{agreement.answeredBy}</bdi>, {moment(agreement.answeredAt)}
                  </p>
                )}
              </div>
              <Tag tone={TONES[agreement.state]}>{t(`oversight_state_${agreement.state}`)}</Tag>
              {agreement.isMine && (agreement.state === 'waiting' || agreement.state === 'agreed') && (
                <button type="button" class="button" onClick={() => give(withdrawAgreement, agreement)}>
                  {t('oversight_withdraw')}
                </button>
              )}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** The act, and exactly what it is for. */
function What({ agreement: { act, facts, about, askedBy, askedAt } }: { agreement: Agreement }) {
  const parts = [
    typeof facts.purpose === 'string' && t(`registration_purpose_${snake(facts.purpose)}`),
    typeof facts.basis === 'string' && basisWord(facts.basis),
  ].filter((part) => part !== false)
  return (
    <div>
      <p class="strong">{t(`oversight_act_${snake(act)}`)}</p>
      {about && (
        <p>
          <bdi>{about}</bdi>
        </p>
      )}
      {typeof facts.recipient === 'string' && (
        <p>
          <bdi>{facts.recipient}</bdi>
          {parts.map((part) => ` · ${part}`)}
        </p>
      )}
      <p class="hint">{t('oversight_asked_by', { name: askedBy, time: moment(askedAt) })}</p>
    </div>
  )
}

/** Pressed twice: nobody agrees by a slip of the hand. */
function Agree({ office, onAgree }: { office: Office; onAgree: () => Promise<void> }) {
  const [armed, setArmed] = useState(false)
  const press = () => {
    if (armed) return void onAgree()
    setArmed(true)
    office.after(ARMED_MS, () => setArmed(false))
  }
  return (
    <button type="button" class={armed ? 'button button-stop' : 'button button-primary'} onClick={press}>
      {t(armed ? 'oversight_agree_sure' : 'oversight_agree')}
    </button>
  )
}

const ARMED_MS = 6_000

const TONES: Record<AgreementState, 'info' | 'ok' | 'warn' | 'plain'> = {
  waiting: 'info',
  agreed: 'ok',
  used: 'ok',
  refused: 'warn',
  withdrawn: 'plain',
  expired: 'plain',
}
