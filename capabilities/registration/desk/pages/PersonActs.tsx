import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { type OpenedPerson, readVersions } from '../contract.ts'
import { changeFocalPoint, correctIndividual, type Handed, recordDeath, undoDeath } from '../contract-changes.ts'
import { SpeakerField, TrainedPerson } from './Changes.tsx'
import { type Desk, sentenceFor } from './desk.ts'
import type { HouseholdFile } from './Household.tsx'
import { birthWord, day, relationWord } from './labels.ts'
import { PersonFields } from './PersonFields.tsx'
import { draftOf, type PersonDraft, readDraft } from './person-draft.ts'
import { Told } from './Screen.tsx'

interface Props {
  desk: Desk
  file: HouseholdFile
  person: HouseholdFile['people'][number]
  details: OpenedPerson | undefined
  onChanged: (done: string, handed?: Handed[]) => Promise<void>
}

/** What can be done about one person of a household. */
export function PersonActs(props: Props) {
  const { desk, file, person, details, onChanged } = props
  const [failed, setFailed] = useState<string>()
  const params = { id: person.id }

  async function speak() {
    const result = await call(desk.fetch, changeFocalPoint, {
      params: { id: file.household.id },
      body: { individualId: person.id },
    })
    if (result.kind === 'ok') await onChanged(t('desk_done_speaker'))
    else setFailed(sentenceFor(desk, result))
  }
  async function undo() {
    const result = await call(desk.fetch, undoDeath, { params, body: {} })
    if (result.kind === 'ok') await onChanged(t('desk_done_undone'), [result.reply])
    else setFailed(sentenceFor(desk, result))
  }

  if (person.state === 'died')
    return (
      <div>
        <button type="button" class="link small" onClick={undo}>
          {t('desk_death_undo')}
        </button>
        <Told failed={failed} />
      </div>
    )
  if (person.state !== 'present') return null
  return (
    <details class="small" open={details?.version === 0}>
      <summary>{t('ui_change')}</summary>
      <div class="stack">
        {details ? <Correct {...props} details={details} /> : <p class="hint">{t('desk_open_first')}</p>}
        {details && details.version > 0 && <Versions desk={desk} id={person.id} />}
        {!person.isFocalPoint && (
          <div>
            <button type="button" class="button" onClick={speak}>
              {t('desk_make_speaker')}
            </button>
          </div>
        )}
        <Death {...props} />
        <Told failed={failed} />
      </div>
    </details>
  )
}

/** What stood there before is kept. */
function Correct({ desk, person, details, onChanged }: Props & { details: OpenedPerson }) {
  const [draft, setDraft] = useState<PersonDraft>(() => draftOf(person, details))
  const [errors, setErrors] = useState<FieldError[]>([])
  const [failed, setFailed] = useState<string>()
  const prefix = `correct-${person.id}`
  async function save(event: Event) {
    event.preventDefault()
    const read = readDraft(draft, prefix, desk.today())
    setErrors(read.errors)
    if (read.errors.length > 0) return
    const { id, consent: _, ...content } = read.person
    // An age said on an earlier day is not said again today.
    const birth =
      draft.birthKind === 'age' && details.birth.kind === 'age' && String(details.birth.years) === draft.birth
        ? details.birth
        : content.birth
    const result = await call(desk.fetch, correctIndividual, {
      params: { id },
      body: { ...content, birth, version: details.version },
    })
    if (result.kind === 'ok') await onChanged(t('desk_done_corrected'))
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <form class="stack" onSubmit={save} noValidate>
      <ErrorSummary errors={errors} />
      <PersonFields
        prefix={prefix}
        draft={draft}
        errors={errors}
        speaks={person.isFocalPoint}
        withConsent={false}
        onChange={setDraft}
      />
      <Told failed={failed} />
      <div>
        <button type="submit" class="button button-primary">
          {t('desk_save')}
        </button>
      </div>
    </form>
  )
}

/** What was held before each correction. */
function Versions({ desk, id }: { desk: Desk; id: string }) {
  const [versions, setVersions] = useState<ReplyOf<typeof readVersions>['versions']>()
  const [failed, setFailed] = useState<string>()
  async function show() {
    const result = await call(desk.fetch, readVersions, { params: { id }, body: { purpose: 'correction' } })
    if (result.kind === 'ok') setVersions(result.reply.versions)
    else setFailed(sentenceFor(desk, result))
  }
  if (!versions)
    return (
      <div>
        <button type="button" class="link" onClick={show}>
          {t('desk_versions')}
        </button>
        <Told failed={failed} />
      </div>
    )
  return (
    <ol class="list" reversed>
      {versions.map(({ version, writtenAt, name, birth, relation }) => (
        <li key={version}>
          <span class="grow">
            <bdi>{name ?? t('desk_name_unknown')}</bdi> · <bdi>{birthWord(birth)}</bdi> · {relationWord(relation)}
          </span>
          <span class="numbers">{day(writtenAt)}</span>
        </li>
      ))}
    </ol>
  )
}

/** A death, and who speaks for the household from then on. */
function Death({ desk, file, person, onChanged }: Props) {
  const others = file.people.filter(({ id, state }) => state === 'present' && id !== person.id)
  const [speaker, setSpeaker] = useState(others[0]?.id ?? '')
  const [confirmed, setConfirmed] = useState(false)
  const [failed, setFailed] = useState<string>()
  const needsSpeaker = person.isFocalPoint && others.length > 0
  async function record(event: Event) {
    event.preventDefault()
    const body = { focalPointId: needsSpeaker ? speaker : null, confirmedByTrainedPerson: confirmed }
    const result = await call(desk.fetch, recordDeath, { params: { id: person.id }, body })
    if (result.kind === 'ok') await onChanged(t('desk_done_death'), result.reply.card ? [result.reply] : [])
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <details>
      <summary>{t('desk_death')}</summary>
      <form class="stack" onSubmit={record}>
        {needsSpeaker && (
          <SpeakerField id={`speaker-${person.id}`} people={others} value={speaker} onChoose={setSpeaker} />
        )}
        <TrainedPerson confirmed={confirmed} onChange={setConfirmed} />
        <Told failed={failed} />
        <div>
          <button type="submit" class="button button-stop">
            {t('desk_death_record')}
          </button>
        </div>
      </form>
    </details>
  )
}
