import { useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import {
  ageWord,
  day,
  languageWord,
  moment,
  nationalityWord,
  sexWord,
} from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import type { AgeBand } from '#capabilities/registration/model.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { confirmAct, dropProposal, readClaim } from '../contract.ts'
import { Papers } from '../papers/pages/Papers.tsx'
import { Acts } from './Acts.tsx'
import { AssignClaim } from './AssignClaim.tsx'
import { ClaimTags } from './ClaimTable.tsx'
import { Interview } from './Interview.tsx'
import { Mandates } from './Mandates.tsx'
import { Meetings } from './Meetings.tsx'
import { sentenceOf } from './refusing.ts'
import { resultWord, Said, stageWord } from './words.tsx'

export type ClaimFile = ReplyOf<typeof readClaim>

/** One claim on one screen: where it stands, what is due and why, what may be done, everything that happened. */
export function Claim({ desk, id }: { desk: Desk; id: string }) {
  const { state, again } = useReply(desk, id, () => call(desk.fetch, readClaim, { params: { id } }))
  return (
    <Shown state={state} again={again} title={t('asylum_claim')}>
      {(file) => <File key={id} {...{ desk, file, again }} />}
    </Shown>
  )
}

function File({ desk, file, again }: { desk: Desk; file: ClaimFile; again: () => Promise<void> }) {
  const { claim, today } = file
  const [told, setTold] = useState<{ done?: string; failed?: string }>(
    desk.search.value.get('lodged') ? { done: t('paper_lodged') } : {},
  )
  async function changed(next: { done?: string; failed?: string }) {
    setTold(next)
    if (next.done) await again()
  }
  return (
    <div class="column">
      <div>
        <p class="small">
          <a href="/desk/claims">{t('asylum_claims')}</a> / <bdi class="code">{claim.caseNumber}</bdi>
        </p>
        <Title words={`${t('asylum_claim')} ${claim.caseNumber}`}>
          {t('asylum_claim')} <bdi class="code">{claim.caseNumber}</bdi>
        </Title>
        <p class="row row-tight">
          <Tag icon="paper">{stageWord(claim.stage)}</Tag>
          {file.decision && <Tag tone="plain">{resultWord(file.decision.outcome)}</Tag>}
          {claim.closingReason && <Tag tone="plain">{resultWord(claim.closingReason)}</Tag>}
          <Tag icon="message">{t('desk_speaks', { language: languageWord(claim.language) })}</Tag>
          <ClaimTags row={claim} today={today} />
        </p>
        <p class="hint">
          <Said words={file.procedure.name} /> · <bdi>{file.procedure.version}</bdi>
        </p>
      </div>
      <Told {...told} />
      {claim.childAlone && (
        <Note tone="stop" icon="child">
          {t('asylum_child_alone_what')}
        </Note>
      )}
      {file.appeal && (
        <Note icon="clock">
          {t('asylum_appeal_open', { day: day(file.appeal.on) })} <Said words={file.appeal.step} />
        </Note>
      )}
      {file.wishes.map((wish) => (
        <Note key={wish.step.en} tone="warn" icon="message">
          {t('asylum_asked_on', { day: day(wish.askedAt) })} <Said words={wish.step} />
        </Note>
      ))}
      {file.proposal && <Proposal {...{ desk, file, changed }} />}
      <div class="columns">
        <div class="column">
          <People file={file} />
          <Papers
            {...{ desk, changed, claimId: claim.id, events: file.events }}
            called={(id) => personWord(file.people.find((person) => person.id === id))}
          />
        </div>
        <Limits file={file} />
        <div class="column">
          <AssignClaim {...{ desk, file, changed }} />
          <Mandates key={`mandates ${file.mandates.length}`} {...{ desk, file, changed }} />
          {desk.may('lodge-claims') && <Interview {...{ desk, file, changed }} />}
          {desk.may('lodge-claims') && <Acts key={file.events} {...{ desk, file, changed }} />}
        </div>
      </div>
      <History file={file} />
    </div>
  )
}

export type Changed = (next: { done?: string; failed?: string }) => Promise<void>
type Given = { desk: Desk; file: ClaimFile; changed: Changed }

/** What one officer proposed and a second one signs, or not. */
function Proposal({ desk, file, changed }: Given) {
  const { proposal, claim, events } = file
  const params = { id: claim.id }
  async function sign() {
    const result = await call(desk.fetch, confirmAct, { params, body: { seen: events } })
    await changed(result.kind === 'ok' ? { done: t('asylum_signed') } : { failed: sentenceOf(desk, result) })
  }
  async function drop() {
    const result = await call(desk.fetch, dropProposal, { params, body: {} })
    await changed(result.kind === 'ok' ? { done: t('asylum_dropped') } : { failed: sentenceOf(desk, result) })
  }
  return (
    <Note tone="warn" icon="pen">
      <p>
        {t('asylum_waits_second')}:{' '}
        <b>
          <Said words={proposal!.step} />
        </b>
        {proposal!.outcome && ` · ${resultWord(proposal!.outcome)}`} · <bdi>{proposal!.by}</bdi> ·{' '}
        {moment(proposal!.at)}
      </p>
      {proposal!.isOwn && <p>{t('asylum_own_proposal')}</p>}
      {desk.may('decide-claims') && (
        <div class="row">
          {!proposal!.isOwn && (
            <button type="button" class="button button-primary" onClick={sign}>
              <Icon name="check" />
              {t('asylum_sign')}
            </button>
          )}
          <button type="button" class="button" onClick={drop}>
            {t(proposal!.isOwn ? 'asylum_take_back' : 'asylum_do_not_sign')}
          </button>
        </div>
      )}
    </Note>
  )
}

function People({ file }: { file: ClaimFile }) {
  return (
    <section class="card stack">
      <h2>{t('asylum_people')}</h2>
      <ul class="list">
        {file.people.map((person) => (
          <li key={person.id}>
            <span class="grow row row-tight">
              <Icon name={person.part === 'principal' ? 'adult' : 'family'} />
              <span>
                {t(`asylum_part_${person.part}`)} · {sexWord(person.sex)} ·{' '}
                <bdi>{ageWord(person.ageBand as AgeBand)}</bdi> · {nationalityWord(person.nationality)}
              </span>
            </span>
            {person.ownClaimId && <a href={`/desk/claims/${person.ownClaimId}`}>{t('asylum_own_claim')}</a>}
          </li>
        ))}
      </ul>
      <p>
        <a href={`/desk/households/${file.claim.householdId}`}>{t('asylum_to_household')}</a>
      </p>
      <p class="hint">{t('asylum_names_there')}</p>
      {file.facts.some(({ holds }) => holds) && (
        <>
          <h3>{t('asylum_facts')}</h3>
          <ul class="list">
            {file.facts
              .filter(({ holds }) => holds)
              .map(({ id, name }) => (
                <li key={id}>
                  <Said words={name} />
                </li>
              ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** The same as one text, for a list to choose from: the ages are kept in their own direction. */
const personWord = (person: ClaimFile['people'][number] | undefined): string =>
  person
    ? [
        t(`asylum_part_${person.part}`),
        ...[
          sexWord(person.sex),
          `\u2068${ageWord(person.ageBand as AgeBand)}\u2069`,
          nationalityWord(person.nationality),
        ],
      ].join(' · ')
    : t('desk_unknown')

/** By when, whom it binds, how the day came about, and on which law. Nothing follows from the end of a limit. */
function Limits({ file }: { file: ClaimFile }) {
  const { limits, today } = file
  return (
    <section class="card stack">
      <h2>{t('asylum_limits')}</h2>
      <p class="hint">{t('asylum_limits_hint')}</p>
      {limits.length === 0 && <p>{t('asylum_nothing_due')}</p>}
      <ul class="list">
        {limits.map((limit) => (
          <li key={limit.id}>
            <div class="grow">
              <p>
                <b>
                  <Said words={limit.name} />
                </b>{' '}
                {limit.dueOn === null ? (
                  <Tag tone="warn">{t('asylum_no_date')}</Tag>
                ) : limit.sense === 'latest' && limit.dueOn < today ? (
                  <Tag tone="stop" icon="clock">
                    {t('asylum_late')}
                  </Tag>
                ) : null}
                {limit.isUnconfirmed && <Tag tone="plain">{t('asylum_unconfirmed')}</Tag>}
              </p>
              {limit.dueOn && (
                <p>
                  {t(limit.sense === 'latest' ? 'asylum_until' : 'asylum_not_before', { day: day(limit.dueOn) })} ·{' '}
                  {t(limit.binds === 'person' ? 'asylum_binds_person' : 'asylum_binds_authority')}
                </p>
              )}
              {limit.movedFrom && <p class="hint">{t('asylum_moved', { day: day(limit.movedFrom) })}</p>}
              <p class="hint">
                {t('asylum_runs_from')} <Said words={limit.from} /> · <bdi lang="es">{limit.basis}</bdi>
              </p>
              {limit.counted && (
                <p class="hint">
                  {[
                    t('asylum_counted_from', { day: day(limit.counted.from) }),
                    ...(limit.counted.daysOff > 0 ? [t('asylum_counted_off', { count: limit.counted.daysOff })] : []),
                    ...limit.counted.stoodStill.map(({ from, until }) =>
                      t('asylum_counted_still', { from: day(from), to: day(until) }),
                    ),
                  ].join(' ')}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ file }: { file: ClaimFile }) {
  return (
    <section class="card stack">
      <h2>{t('asylum_history')}</h2>
      <Meetings meetings={file.meetings} />
      <ol class="list">
        {file.history.toReversed().map((line) => (
          <li key={line.number}>
            <div class="grow">
              <p>
                <b class="nowrap">{day(line.on)}</b> · <Said words={line.what} />
                {line.kind === 'fact' && ` · ${t(line.holds ? 'ui_yes' : 'ui_no')}`}
                {line.kind === 'date' && ` · ${line.day ? day(line.day) : t('desk_unknown')}`}
                {line.kind === 'pause' && ` · ${t('asylum_paused')}`}
                {line.kind === 'resume' && ` · ${t('asylum_resumed')}`}
                {line.kind === 'extend' && ` · ${t('asylum_extended')}`}
                {line.outcome && ` · ${resultWord(line.outcome)}`}
                {line.reason && ` · ${resultWord(line.reason)}`}
              </p>
              <Kept line={line} />
              <p class="hint">
                <Said words={line.actor} /> · {t('asylum_recorded')} <bdi>{line.by ?? t('desk_unknown')}</bdi>
                {line.second && (
                  <>
                    {' '}
                    + <bdi>{line.second}</bdi>
                  </>
                )}
                {' · '}
                {moment(line.recordedAt)}
                {line.basis && (
                  <>
                    {' '}
                    · <bdi lang="es">{line.basis}</bdi>
                  </>
                )}
                {line.isUnconfirmed && ` · ${t('asylum_unconfirmed')}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What a step kept with it, in one line. */
function Kept({ line: { hearing, delivery, absence } }: { line: ClaimFile['history'][number] }) {
  if (hearing)
    return (
      <p>
        <bdi>{hearing.reportPlace}</bdi>, {day(hearing.reportOn)} <bdi>{hearing.reportAt}</bdi> ·{' '}
        <bdi>{hearing.court}</bdi>, {day(hearing.hearingOn)} <bdi>{hearing.hearingAt}</bdi>
      </p>
    )
  if (absence) return <p>{t(`asylum_absence_${absence}`)}</p>
  if (!delivery) return null
  const { result, channel, receivedBy, proof } = delivery
  return (
    <p>
      {[
        ...[t(`asylum_result_${result}`), t(`asylum_channel_${channel}`), languageWord(delivery.language)],
        ...(receivedBy ? [t(`asylum_receivedby_${receivedBy}`)] : []),
        ...(proof ? [t(`asylum_proof_${proof}`)] : []),
      ].join(' · ')}
    </p>
  )
}
