import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { assignClaim } from '../contract.ts'
import type { Changed, ClaimFile } from './Claim.tsx'
import { sentenceOf } from './refusing.ts'

/** Who hears this claim; an officer may hand it to another, or back to nobody. */
export function AssignClaim({ desk, file, changed }: { desk: Desk; file: ClaimFile; changed: Changed }) {
  const { claim, officers } = file
  async function give(accountId: string) {
    const body = { accountId: accountId === '' ? null : accountId }
    const result = await call(desk.fetch, assignClaim, { params: { id: claim.id }, body })
    await changed(result.kind === 'ok' ? { done: t('asylum_assigned') } : { failed: sentenceOf(desk, result) })
  }
  return (
    <section class="card stack">
      <div class="field">
        <label for="officer">{t('asylum_officer')}</label>
        {desk.may('decide-claims') ? (
          <select
            id="officer"
            value={claim.assignedTo?.accountId ?? ''}
            onChange={(event) => give(event.currentTarget.value)}
          >
            <option value="">{t('asylum_nobody')}</option>
            {officers.map(({ accountId, displayName }) => (
              <option key={accountId} value={accountId}>
                {displayName}
              </option>
            ))}
          </select>
        ) : (
          <p>
            <bdi>{claim.assignedTo?.displayName ?? t('asylum_nobody')}</bdi>
          </p>
        )}
      </div>
    </section>
  )
}
