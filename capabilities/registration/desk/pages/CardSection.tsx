import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import { type Handed, reissueCard, withdrawCard } from '../contract-changes.ts'
import { type WithdrawalReason, withdrawalReasons } from '../model.ts'
import { type Desk, sentenceFor } from './desk.ts'
import type { HouseholdFile } from './Household.tsx'
import { day, reasonWord } from './labels.ts'
import { Told } from './Screen.tsx'

interface Props {
  desk: Desk
  file: HouseholdFile
  onChanged: (done: string, handed?: Handed[]) => Promise<void>
}

/** The cards this household has had, and what can be done when one is lost. */
export function CardSection({ desk, file, onChanged }: Props) {
  const mayChange = desk.may('withdraw-card') && file.household.stage === 'registered'
  return (
    <section class="card stack">
      <h2>{t('desk_cards')}</h2>
      {file.cards.length === 0 && <p>{t('desk_no_card')}</p>}
      <ul class="list">
        {file.cards.map((card) => (
          <li key={card.shortCode}>
            <span class="grow">
              <bdi class="code">{card.shortCode}</bdi>
              <br />
              <span class="soft small">
                {card.withdrawnAt
                  ? t('desk_card_withdrawn_on', {
                      date: day(card.withdrawnAt),
                      reason: reasonWord(card.withdrawnReason ?? ''),
                    })
                  : t('proof_valid_until', { date: day(card.expiresOn) })}
              </span>
            </span>
            {card.withdrawnAt ? (
              <Tag tone="plain">{t('desk_card_withdrawn')}</Tag>
            ) : (
              <Tag tone="ok">{t('desk_card_valid')}</Tag>
            )}
          </li>
        ))}
      </ul>
      {mayChange && <Replace desk={desk} file={file} onChanged={onChanged} />}
    </section>
  )
}

/** A new card, or only an end to the old one. */
function Replace({ desk, file, onChanged }: Props) {
  const [reason, setReason] = useState<WithdrawalReason>('lost')
  const [newAccessCode, setNewAccessCode] = useState(true)
  const [failed, setFailed] = useState<string>()
  const params = { id: file.household.id }
  const isValid = file.household.cardState === 'valid'

  async function reissue(event: Event) {
    event.preventDefault()
    const result = await call(desk.fetch, reissueCard, { params, body: { reason, newAccessCode } })
    if (result.kind === 'ok') await onChanged(t('desk_done_reissued'), [result.reply])
    else setFailed(sentenceFor(desk, result))
  }
  async function withdraw() {
    const result = await call(desk.fetch, withdrawCard, { params, body: { reason } })
    if (result.kind === 'ok') await onChanged(t('desk_done_withdrawn'))
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <details>
      <summary>{t('desk_card_lost')}</summary>
      <form class="stack" onSubmit={reissue}>
        <p class="hint">{t('desk_card_lost_hint')}</p>
        <div class="field">
          <label for="card-reason">{t('desk_reason')}</label>
          <select
            id="card-reason"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as WithdrawalReason)}
          >
            {withdrawalReasons.map((known) => (
              <option key={known} value={known}>
                {reasonWord(known)}
              </option>
            ))}
          </select>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={newAccessCode}
            onChange={(event) => setNewAccessCode(event.currentTarget.checked)}
          />
          <span>{t('desk_new_code')}</span>
        </label>
        <Told failed={failed} />
        <div class="row">
          <button type="submit" class="button button-primary">
            {t('desk_new_card')}
          </button>
          {isValid && (
            <button type="button" class="button button-stop" onClick={withdraw}>
              {t('desk_withdraw')}
            </button>
          )}
        </div>
      </form>
    </details>
  )
}
