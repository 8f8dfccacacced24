import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { pathTo, type ReplyOf } from '#platform/http/endpoint.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import type { Changed } from '../../pages/Claim.tsx'
import { listPapers } from '../contract.ts'
import { EndPaper } from './EndPaper.tsx'
import { IssuePaper } from './IssuePaper.tsx'

export type Register = ReplyOf<typeof listPapers>
export type Paper = Register['papers'][number]
export type Given = {
  desk: Desk
  claimId: string
  /** A person of the claim by their facts: no name stands here. */
  called: (individualId: string) => string
  changed: Changed
}

/** Which papers of a claim there are, and whether they are valid; issuing them, printing them, and taking them back. */
export function Papers({ events, ...given }: Given & { events: number }) {
  const { desk, claimId, changed } = given
  const { state, again } = useReply(desk, `${claimId} ${events}`, () =>
    call(desk.fetch, listPapers, { params: { id: claimId } }),
  )
  const told: Changed = async (next) => {
    await changed(next)
    if (next.done) await again()
  }
  return (
    <section class="card stack">
      <h2>{t('paper_title')}</h2>
      {desk.may('lodge-claims') && (
        <div>
          <p>
            <a class="button" href={`/api/asylum/claims/${claimId}/receipt`} target="_blank" rel="noopener">
              <Icon name="print" />
              {t('paper_receipt')}
            </a>
          </p>
          <p class="hint">{t('paper_receipt_hint')}</p>
        </div>
      )}
      <Shown state={state} again={again}>
        {(register) => (
          <>
            {register.papers.length === 0 && <p>{t('paper_none')}</p>}
            <ul class="list">
              {register.papers.map((paper) => (
                <One key={`${paper.id} ${paper.state}`} {...{ ...given, changed: told, paper, register }} />
              ))}
            </ul>
            {desk.may('issue-papers') &&
              (register.mayBeIssued ? (
                <IssuePaper key={register.papers.length} {...{ ...given, changed: told, register }} />
              ) : (
                <Note>{t('paper_no_mandate')}</Note>
              ))}
          </>
        )}
      </Shown>
    </section>
  )
}

function One({ paper, register, ...given }: Given & { paper: Paper; register: Register }) {
  const { desk, called } = given
  const isValid = paper.state === 'issued' && !paper.isPast
  const kind = t(`paper_kind_${paper.kind}`)
  return (
    <li>
      <div class="grow stack">
        <p>
          <b>{kind}</b> · <bdi class="code">{paper.number}</bdi>{' '}
          <Tag tone={isValid ? 'ok' : 'plain'} icon={isValid ? 'check' : undefined}>
            {t(`paper_state_${stateOf(paper)}`)}
          </Tag>
        </p>
        <p class="hint">
          {t('paper_issued_on', { day: day(paper.issuedOn) })} · <bdi>{paper.issuedBy}</bdi> ·{' '}
          {paper.endedAt
            ? t('paper_ended_on', { day: day(paper.endedAt) })
            : t('paper_valid_until', { day: day(paper.validUntil) })}
          {paper.reason && ` · ${t(`paper_reason_${paper.reason.replaceAll('-', '_')}`)}`}
        </p>
        {register.people.length > 1 && <p class="hint">{called(paper.individualId)}</p>}
        {paper.isErased ? (
          <p class="hint">{t('paper_erased')}</p>
        ) : (
          <>
            {desk.may('lodge-claims') && desk.may('open-household') && (
              <div>
                <a
                  class="button"
                  href={pathTo({ path: '/asylum/papers/:id/pdf' }, { id: paper.id })}
                  target="_blank"
                  rel="noopener"
                  aria-label={`${t('paper_open')}: ${kind} ${paper.number}`}
                >
                  <Icon name="print" />
                  {t('paper_open')}
                </a>
                <p class="hint">{t('paper_open_hint')}</p>
              </div>
            )}
            {desk.may('issue-papers') && register.mayBeIssued && paper.state === 'issued' && (
              <EndPaper {...{ ...given, paper, register }} />
            )}
          </>
        )}
      </div>
    </li>
  )
}

const stateOf = ({ state, isPast }: Paper) => (state === 'issued' ? (isPast ? 'past' : 'valid') : state)
