import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { listHouseholds } from '../contract.ts'
import { addPerson, type Handed, joinHouseholds, splitHousehold } from '../contract-changes.ts'
import { type Desk, sentenceFor } from './desk.ts'
import type { HouseholdFile, OpenedFile } from './Household.tsx'
import { ageWord, sexWord } from './labels.ts'
import { PersonFields } from './PersonFields.tsx'
import { emptyDraft, readDraft } from './person-draft.ts'
import { Told } from './Screen.tsx'

interface Props {
  desk: Desk
  file: HouseholdFile
  opened: OpenedFile | undefined
  onChanged: (done: string, handed?: Handed[]) => Promise<void>
}
type Person = HouseholdFile['people'][number]

/** Who comes, who goes: each act has its form, closed until it is needed. */
export function Changes(props: Props) {
  const present = props.file.people.filter(({ state }) => state === 'present')
  return (
    <section class="card stack">
      <h2>{t('desk_changes')}</h2>
      <p class="hint">{t('desk_changes_hint')}</p>
      <Arrival {...props} />
      {present.length > 1 && <Split {...props} present={present} />}
      <Join {...props} present={present} />
    </section>
  )
}

/** A birth or somebody who arrived. */
function Arrival({ desk, file, onChanged }: Props) {
  const speaker = file.people.find(({ isFocalPoint }) => isFocalPoint)
  const fresh = () =>
    emptyDraft(desk.newId(), {
      relation: 'child',
      language: file.household.language,
      ...(speaker ? { nationality: speaker.nationality } : {}),
    })
  const [draft, setDraft] = useState(fresh)
  const [reason, setReason] = useState<'birth' | 'arrived'>('birth')
  const [confirmed, setConfirmed] = useState(false)
  const [errors, setErrors] = useState<FieldError[]>([])
  const [failed, setFailed] = useState<string>()
  async function add(event: Event) {
    event.preventDefault()
    const read = readDraft(draft, 'arrival', desk.today())
    setErrors(read.errors)
    if (read.errors.length > 0) return
    const body = { person: { ...read.person, isFocalPoint: false }, reason, confirmedByTrainedPerson: confirmed }
    const result = await call(desk.fetch, addPerson, { params: { id: file.household.id }, body })
    if (result.kind === 'ok') await onChanged(t('desk_done_added'), [result.reply])
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <Act words={t('desk_add_person')} onSubmit={add} failed={failed} button={t('desk_add_person')}>
      <ErrorSummary errors={errors} />
      <div class="field">
        <label for="arrival-reason">{t('desk_reason')}</label>
        <select
          id="arrival-reason"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value as 'birth')}
        >
          <option value="birth">{t('desk_birth_new')}</option>
          <option value="arrived">{t('desk_arrived')}</option>
        </select>
      </div>
      <PersonFields
        prefix="arrival"
        draft={draft}
        errors={errors}
        speaks={false}
        withConsent={false}
        onChange={setDraft}
      />
      {reason === 'arrived' && <TrainedPerson confirmed={confirmed} onChange={setConfirmed} />}
    </Act>
  )
}

/** Some people go on as a household of their own. */
function Split({ desk, file, opened, present, onChanged }: Props & { present: Person[] }) {
  const [newId] = useState(() => desk.newId())
  const [leaving, setLeaving] = useState<string[]>([])
  const [confirmed, setConfirmed] = useState(false)
  const [failed, setFailed] = useState<string>()
  const parts = [
    present.filter(({ id }) => leaving.includes(id)),
    present.filter(({ id }) => !leaving.includes(id)),
  ] as const
  const [speakers, setSpeakers] = useState<[string, string]>(['', ''])
  // Whoever speaks now goes on doing so; in the other part the first one, until another is chosen.
  const speakerOf = (which: 0 | 1) =>
    parts[which].find(({ id }) => id === speakers[which])?.id ??
    (parts[which].find(({ isFocalPoint }) => isFocalPoint) ?? parts[which][0])?.id ??
    ''
  async function split(event: Event) {
    event.preventDefault()
    const body = {
      newId,
      individualIds: leaving,
      focalPointId: speakerOf(0),
      remainingFocalPointId: speakerOf(1),
      confirmedByTrainedPerson: confirmed,
    }
    if (leaving.length === 0 || leaving.length === present.length) return setFailed(t('desk_refused_empty'))
    const result = await call(desk.fetch, splitHousehold, { params: { id: file.household.id }, body })
    if (result.kind === 'ok') await onChanged(t('desk_done_split'), [result.reply.created, result.reply.remaining])
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <Act words={t('desk_split')} onSubmit={split} failed={failed} button={t('desk_split_do')}>
      <fieldset class="stack stack-tight">
        <legend>{t('desk_split_who')}</legend>
        {present.map((person) => (
          <label class="check" key={person.id}>
            <input
              type="checkbox"
              checked={leaving.includes(person.id)}
              onChange={(event) =>
                setLeaving(
                  event.currentTarget.checked ? [...leaving, person.id] : leaving.filter((id) => id !== person.id),
                )
              }
            />
            <span>{describe(person, opened)}</span>
          </label>
        ))}
      </fieldset>
      {([0, 1] as const).map(
        (which) =>
          parts[which].length > 1 && (
            <SpeakerField
              key={which}
              id={`split-speaker-${which}`}
              label={t(which === 0 ? 'desk_speaker_new' : 'desk_speaker_rest')}
              people={parts[which]}
              opened={opened}
              value={speakerOf(which)}
              onChoose={(id) => setSpeakers(which === 0 ? [id, speakers[1]] : [speakers[0], id])}
            />
          ),
      )}
      <TrainedPerson confirmed={confirmed} onChange={setConfirmed} />
    </Act>
  )
}

/** The people of another household come into this one. */
function Join({ desk, file, opened, present, onChanged }: Props & { present: Person[] }) {
  const [code, setCode] = useState('')
  const [confirmed, setConfirmed] = useState(false)
  const [failed, setFailed] = useState<string>()
  const speaker = present.find(({ isFocalPoint }) => isFocalPoint) ?? present[0]
  const [speakerId, setSpeakerId] = useState(speaker?.id ?? '')
  async function join(event: Event) {
    event.preventDefault()
    const found = await call(desk.fetch, listHouseholds, { query: { text: code.trim() } })
    if (found.kind !== 'ok') return setFailed(sentenceFor(desk, found))
    const other = code.trim() ? found.reply.households[0] : undefined
    if (!other) return setFailed(t('desk_join_none'))
    const body = { otherId: other.id, focalPointId: speakerId, confirmedByTrainedPerson: confirmed }
    const result = await call(desk.fetch, joinHouseholds, { params: { id: file.household.id }, body })
    if (result.kind === 'ok') await onChanged(t('desk_done_joined'), [result.reply])
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <Act words={t('desk_join')} onSubmit={join} failed={failed} button={t('desk_join_do')}>
      <p class="hint">{t('desk_join_hint')}</p>
      <TextField id="join-code" label={t('desk_find_code')} value={code} onInput={setCode} />
      {present.length > 1 && (
        <SpeakerField id="join-speaker" people={present} opened={opened} value={speakerId} onChoose={setSpeakerId} />
      )}
      <TrainedPerson confirmed={confirmed} onChange={setConfirmed} />
    </Act>
  )
}

interface ActProps {
  words: string
  button: string
  failed: string | undefined
  onSubmit: (event: Event) => unknown
  children: ComponentChildren
}

const Act = ({ words, button, failed, onSubmit, children }: ActProps) => (
  <details>
    <summary>{words}</summary>
    <form class="stack" onSubmit={onSubmit} noValidate>
      {children}
      <Told failed={failed} />
      <div>
        <button type="submit" class="button button-primary">
          {button}
        </button>
      </div>
    </form>
  </details>
)

/** Whose word it is that a child may come under, or lose, an adult's care. */
export function TrainedPerson({ confirmed, onChange }: { confirmed: boolean; onChange: (confirmed: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={confirmed} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{t('desk_trained_person')}</span>
    </label>
  )
}

interface SpeakerProps {
  id: string
  label?: string
  people: readonly Person[]
  opened?: OpenedFile | undefined
  value: string
  onChoose: (id: string) => void
}

export function SpeakerField({ id, label, people, opened, value, onChoose }: SpeakerProps) {
  return (
    <div class="field">
      <label for={id}>{label ?? t('desk_speaker')}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {describe(person, opened)}
          </option>
        ))}
      </select>
    </div>
  )
}

/** The name where it is open, and facts that tell people apart where it is not. */
const describe = (person: Person, opened: OpenedFile | undefined): string => {
  const name = opened?.people.find(({ id }) => id === person.id)?.name
  const facts = `${sexWord(person.sex)}, ${ageWord(person.ageBand)}`
  return name ? `${name} (${facts})` : facts
}
