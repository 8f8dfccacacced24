import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { openHousehold } from '../contract.ts'
import { decideConflict, listConflicts, openConflict } from '../contract-files.ts'
import { useClosingNames } from './closing-names.ts'
import { type Desk, sentenceFor, useReply } from './desk.ts'
import { birthWord, day, relationWord } from './labels.ts'
import { Shown, Title, Told } from './Screen.tsx'

type Conflict = ReplyOf<typeof listConflicts>['conflicts'][number]
type Version = Pick<ReplyOf<typeof openHousehold>, 'people' | 'phoneNumber'>

/** What came twice under one id with different content: both are kept until a person decides. */
export function Conflicts({ desk }: { desk: Desk }) {
  const { state, again } = useReply(desk, 'conflicts', () => call(desk.fetch, listConflicts, {}))
  return (
    <div class="column">
      <div>
        <Title words={t('desk_conflicts')}>{t('desk_conflicts')}</Title>
        <p class="hint">{t('desk_conflicts_hint')}</p>
      </div>
      <Shown state={state} again={again}>
        {({ conflicts }) =>
          conflicts.length === 0 ? (
            <p class="card">{t('desk_conflicts_none')}</p>
          ) : (
            conflicts.map((conflict) => (
              <Comparison key={conflict.contentHash} desk={desk} conflict={conflict} onDecided={again} />
            ))
          )
        }
      </Shown>
    </div>
  )
}

function Comparison({ desk, conflict, onDecided }: { desk: Desk; conflict: Conflict; onDecided: () => Promise<void> }) {
  const [versions, setVersions] = useState<{ first: Version; second: Version & { readable: boolean } }>()
  const [failed, setFailed] = useState<string>()
  useClosingNames(desk, versions, () => setVersions(undefined))
  const { entryId, contentHash, householdId } = conflict
  const purpose = 'registration' as const

  async function compare() {
    const second = await call(desk.fetch, openConflict, { params: { entryId }, body: { contentHash, purpose } })
    if (second.kind !== 'ok') return setFailed(sentenceFor(desk, second))
    const nothing = { people: [], phoneNumber: null }
    const first = householdId
      ? await call(desk.fetch, openHousehold, { params: { id: householdId }, body: { purpose } })
      : undefined
    setVersions({ first: first?.kind === 'ok' ? first.reply : nothing, second: second.reply })
  }
  async function decide() {
    const result = await call(desk.fetch, decideConflict, { params: { entryId }, body: { contentHash } })
    if (result.kind === 'ok') await onDecided()
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <article class="card card-lamp stack">
      <h2>
        {householdId ? (
          <a href={`/desk/households/${householdId}`}>
            <bdi class="code">{conflict.caseNumber}</bdi>
          </a>
        ) : (
          t('desk_conflict')
        )}
      </h2>
      <p class="soft">{t('desk_conflict_received', { date: day(conflict.receivedAt) })}</p>
      {versions && (
        <div class="columns">
          <VersionOf title={t('desk_conflict_first')} version={versions.first} />
          {versions.second.readable ? (
            <VersionOf title={t('desk_conflict_second')} version={versions.second} />
          ) : (
            <p>{t('desk_conflict_unreadable')}</p>
          )}
        </div>
      )}
      <Told failed={failed} />
      <div class="row">
        {desk.may('open-household') && !versions && (
          <button type="button" class="button button-primary" onClick={compare}>
            {t('desk_conflict_compare')}
          </button>
        )}
        {desk.may('edit-registration') && versions && (
          <button type="button" class="button" onClick={decide}>
            {t('desk_conflict_keep_first')}
          </button>
        )}
      </div>
      {versions && <p class="hint">{t('desk_conflict_hint')}</p>}
    </article>
  )
}

function VersionOf({ title, version }: { title: string; version: Version }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul class="list">
        {version.people.map(({ id, name, birth, relation }) => (
          <li key={id}>
            <span>
              <bdi>{name ?? t('desk_name_unknown')}</bdi> · <bdi>{birthWord(birth)}</bdi> · {relationWord(relation)}
            </span>
          </li>
        ))}
      </ul>
      {version.phoneNumber && <bdi class="code">{version.phoneNumber}</bdi>}
    </div>
  )
}
