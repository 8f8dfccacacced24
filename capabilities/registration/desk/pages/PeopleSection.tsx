import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { People } from '#platform/ui/pages/People.tsx'
import { isChildBand, purposes } from '../../model.ts'
import { type OpenedPerson, openHousehold } from '../contract.ts'
import type { Handed } from '../contract-changes.ts'
import { type OpeningPurpose, openingPurposes } from '../model.ts'
import { type Desk, sentenceFor } from './desk.ts'
import type { HouseholdFile, OpenedFile } from './Household.tsx'
import {
  ageWord,
  birthWord,
  consentWord,
  languageWord,
  listed,
  nationalityWord,
  needWord,
  purposeWord,
  relationWord,
  sexWord,
} from './labels.ts'
import { PersonActs } from './PersonActs.tsx'
import { Told } from './Screen.tsx'

interface Props {
  desk: Desk
  file: HouseholdFile
  opened: OpenedFile | undefined
  onOpened: (opened: OpenedFile) => void
  onChanged: (done: string, handed?: Handed[]) => Promise<void>
}

/** Who is here: facts at once, names when they are opened for a purpose. */
export function PeopleSection({ desk, file, opened, onOpened, onChanged }: Props) {
  const { household, people } = file
  const detailsOf = (person: Facts) =>
    opened?.people.find(({ id }) => id === person.id) ??
    (opened?.unreadable.includes(person.id) ? notRead(person) : undefined)
  return (
    <section class="card stack">
      <div class="row row-spread">
        <h2>{t('desk_who')}</h2>
        <People
          adults={household.adults}
          children={household.children}
          label={t('desk_people', { count: household.householdSize })}
        />
      </div>
      {!opened && desk.may('open-household') && <Opening desk={desk} id={household.id} onOpened={onOpened} />}
      {opened && opened.unreadable.length > 0 ? (
        <Note tone="warn" icon="warning">
          {t('desk_unreadable_what')}
        </Note>
      ) : (
        opened && !opened.complete && <Note icon="lock">{t('desk_still_sealed')}</Note>
      )}
      <ul class="list">
        {people.map((person) => (
          <li key={person.id}>
            <div class="stack stack-tight grow">
              <Person person={person} details={detailsOf(person)} />
              {desk.may('edit-registration') && household.stage === 'registered' && (
                <PersonActs desk={desk} file={file} person={person} details={detailsOf(person)} onChanged={onChanged} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {opened?.phoneNumber && (
        <p class="row">
          <Icon name="phone" />
          <bdi class="code">{opened.phoneNumber}</bdi>
        </p>
      )}
    </section>
  )
}

/** Names open for a purpose; the people can see who opened them and why. */
function Opening({ desk, id, onOpened }: { desk: Desk; id: string; onOpened: (opened: OpenedFile) => void }) {
  const [purpose, setPurpose] = useState<OpeningPurpose>('registration')
  const [failed, setFailed] = useState<string>()
  async function open(event: Event) {
    event.preventDefault()
    const result = await call(desk.fetch, openHousehold, { params: { id }, body: { purpose } })
    setFailed(result.kind === 'ok' ? undefined : sentenceFor(desk, result))
    if (result.kind !== 'ok') return
    desk.onLocked(false)
    onOpened(result.reply)
  }
  return (
    <form class="note" onSubmit={open}>
      <Icon name="eye" />
      <div class="stack stack-tight">
        <p>{t('desk_names_closed')}</p>
        <PurposeField id="open-purpose" value={purpose} onChoose={setPurpose} />
        <Told failed={failed} />
        <div>
          <button type="submit" class="button button-primary">
            {t('desk_open_names')}
          </button>
        </div>
      </div>
    </form>
  )
}

export function PurposeField({
  id,
  value,
  onChoose,
}: {
  id: string
  value: OpeningPurpose
  onChoose: (purpose: OpeningPurpose) => void
}) {
  return (
    <div class="field">
      <label for={id}>{t('desk_purpose')}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value as OpeningPurpose)}>
        {openingPurposes.map((purpose) => (
          <option key={purpose} value={purpose}>
            {purposeWord(purpose)}
          </option>
        ))}
      </select>
    </div>
  )
}

type Facts = HouseholdFile['people'][number]

/** Somebody whose sealed part cannot be read, ready to be written down: version 0. */
const notRead = ({ id, isFocalPoint }: Facts): OpenedPerson => ({
  ...{ id, version: 0, name: null, birth: { kind: 'unknown' }, needs: [] },
  relation: isFocalPoint ? 'focal-point' : 'unknown',
})

function Person({ person, details }: { person: Facts; details: OpenedPerson | undefined }) {
  const agreed = purposes.filter((purpose) => person.consent[purpose] === true)
  const isChild = isChildBand(person.ageBand)
  const facts = [sexWord(person.sex), nationalityWord(person.nationality), languageWord(person.language)]
  return (
    <div class="row row-top">
      <span class="round">
        <Icon name={person.ageBand === '0-4' ? 'baby' : isChild ? 'child' : 'adult'} />
      </span>
      <div class="grow">
        <p class="strong">
          <bdi>
            {details?.version ? (
              (details.name ?? t('desk_name_unknown'))
            ) : (
              <span class="soft">{t(details ? 'desk_name_unreadable' : 'desk_name_closed')}</span>
            )}
          </bdi>
        </p>
        <p class="soft small">
          <bdi class="numbers">{ageWord(person.ageBand)}</bdi> · {facts.join(' · ')}
        </p>
        {details && details.version > 0 && (
          <p class="soft small">
            {t('desk_born')}: <bdi>{birthWord(details.birth)}</bdi>
            {!person.isFocalPoint && <> · {relationWord(details.relation)}</>}
          </p>
        )}
        <p class="row row-tight">
          {person.isFocalPoint && <Tag icon="message">{t('desk_speaks_for')}</Tag>}
          {person.state === 'died' && <Tag tone="plain">{t('desk_died')}</Tag>}
          {person.state === 'left' && <Tag tone="plain">{t('registration_stage_left')}</Tag>}
          {person.state === 'erased' && <Tag tone="plain">{t('registration_stage_erased')}</Tag>}
          {details?.needs.map((need) => (
            <Tag key={need} tone="warn" icon="health">
              {needWord(need)}
            </Tag>
          ))}
        </p>
        {person.state === 'present' && (
          <p class="soft small">
            {t('desk_agreed')}: {agreed.length > 0 ? listed(agreed.map(consentWord)) : t('desk_agreed_nothing')}
          </p>
        )}
      </div>
    </div>
  )
}
