import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { People } from '#platform/ui/pages/People.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { searchPeople } from '../contract.ts'
import type { OpeningPurpose } from '../model.ts'
import { useClosingNames } from './closing-names.ts'
import { type Desk, sentenceFor } from './desk.ts'
import { NationalityOptions } from './Filters.tsx'
import { HouseholdTags } from './HouseholdTable.tsx'
import { day, listed, nationalityWord } from './labels.ts'
import { PurposeField } from './PeopleSection.tsx'
import { Title, Told } from './Screen.tsx'

type Found = ReplyOf<typeof searchPeople>['found']

/**
 * Finds a person by name and by what they know: the way back for someone who lost phone and card. Names stay out of the
 * address, so that no history keeps them.
 */
export function Search({ desk }: { desk: Desk }) {
  const [name, setName] = useState('')
  const [birthYear, setBirthYear] = useState('')
  const [nationality, setNationality] = useState('')
  const [companion, setCompanion] = useState('')
  const [purpose, setPurpose] = useState<OpeningPurpose>('card-or-phone-lost')
  const [found, setFound] = useState<Found>()
  const [failed, setFailed] = useState<string>()
  const [searching, setSearching] = useState(false)
  useClosingNames(desk, found, () => setFound(undefined))

  async function search(event: Event) {
    event.preventDefault()
    if (!name.trim()) return setFailed(t('desk_search_name_missing'))
    const year = birthYear.trim()
    if (year && !/^\d{4}$/.test(year)) return setFailed(t('desk_birth_wrong_year'))
    setFailed(undefined)
    setSearching(true)
    const result = await call(desk.fetch, searchPeople, {
      body: {
        name: name.trim(),
        purpose,
        ...(year ? { birthYear: Number(year) } : {}),
        ...(nationality ? { nationality } : {}),
        ...(companion.trim() ? { companion: companion.trim() } : {}),
      },
    })
    setSearching(false)
    if (result.kind === 'ok') {
      desk.onLocked(false)
      setFound(result.reply.found)
    } else setFailed(sentenceFor(desk, result))
  }

  return (
    <div class="column">
      <div>
        <Title words={t('desk_search')}>{t('desk_search')}</Title>
        <p class="hint">{t('desk_search_hint')}</p>
      </div>
      <form class="card stack" onSubmit={search} noValidate>
        <div class="person-fields">
          <TextField id="search-name" label={t('desk_name')} value={name} onInput={setName} />
          <TextField
            id="search-year"
            label={t('desk_birth_kind_year')}
            inputMode="numeric"
            value={birthYear}
            onInput={setBirthYear}
          />
          <div class="field">
            <label for="search-nationality">{t('desk_column_nationality')}</label>
            <select
              id="search-nationality"
              value={nationality}
              onChange={(event) => setNationality(event.currentTarget.value)}
            >
              <option value="">{t('desk_not_asked')}</option>
              <NationalityOptions />
            </select>
          </div>
          <TextField id="search-companion" label={t('desk_companion')} value={companion} onInput={setCompanion} />
          <PurposeField id="search-purpose" value={purpose} onChoose={setPurpose} />
        </div>
        <Told failed={failed} />
        <div>
          <button type="submit" class="button button-primary" aria-busy={searching}>
            <Icon name="search" />
            {t('desk_find')}
          </button>
        </div>
      </form>
      {found && <Results found={found} />}
    </div>
  )
}

function Results({ found }: { found: Found }) {
  if (found.length === 0)
    return (
      <Note live>
        <p>{t('desk_search_none')}</p>
      </Note>
    )
  return (
    <section class="card stack">
      <h2>{t('desk_search_found', { count: found.length })}</h2>
      <p class="hint">{t('desk_search_recorded')}</p>
      <ul class="list">
        {found.map(({ individualId, household, name, agrees, differs }) => (
          <li key={individualId}>
            <div class="grow">
              <p class="row">
                <a class="strong" href={`/desk/households/${household.id}`}>
                  <bdi>{name ?? t('desk_name_unknown')}</bdi>
                </a>
                <bdi class="code small">{household.caseNumber}</bdi>
                <People
                  adults={household.adults}
                  children={household.children}
                  label={t('desk_people', { count: household.householdSize })}
                />
              </p>
              <p class="soft small">
                {listed(household.nationalities.map(nationalityWord))} ·{' '}
                {t('desk_registered_on', { date: day(household.registeredOn) })}
              </p>
              <p class="row row-tight">
                {agrees.map((what) => (
                  <Tag key={what} tone="ok" icon="check">
                    {t(`desk_agrees_${what.replace('-', '_')}`)}
                  </Tag>
                ))}
                {differs.map((what) => (
                  <Tag key={what} tone="warn" icon="warning">
                    {t(`desk_differs_${what.replace('-', '_')}`)}
                  </Tag>
                ))}
                <HouseholdTags row={household} card />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
