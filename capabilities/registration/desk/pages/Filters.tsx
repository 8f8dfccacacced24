import { useState } from 'preact/hooks'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatNumber, locales } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { countriesIn } from '../../pages/phone/country-names.ts'
import type { readCounts } from '../contract.ts'
import { attentions } from '../model.ts'
import type { Desk } from './desk.ts'
import { languageWord } from './labels.ts'

type Counts = ReplyOf<typeof readCounts>

/** What the list shows: pills for what needs a person, a code to find, and more when opened. */
export function Filters({ desk, counts }: { desk: Desk; counts: Counts | undefined }) {
  const chosen = desk.search.value
  const value = (name: string) => chosen.get(name) ?? ''
  const [typed, setTyped] = useState(value('text'))
  const inUse = ['stage', 'language', 'nationality', 'siteId', 'from', 'to'].filter((name) => value(name) !== '')
  const numbers = {
    waiting: counts?.waiting,
    'child-alone': counts?.childAlone,
    conflict: counts?.conflicts,
    unreadable: counts?.unreadable,
  }
  const find = (event: Event) => {
    event.preventDefault()
    desk.filter({ text: typed.trim() })
  }
  return (
    <div class="stack">
      <div class="row row-spread">
        <fieldset class="filters" aria-label={t('desk_filter')}>
          <Pill desk={desk} attention="" words={t('desk_all')} number={counts?.households} />
          {attentions.map((attention) => (
            <Pill
              key={attention}
              desk={desk}
              attention={attention}
              words={t(`desk_attention_${attention.replace('-', '_')}`)}
              number={numbers[attention]}
            />
          ))}
        </fieldset>
        <form class="row" onSubmit={find}>
          <label class="small strong" for="find-code">
            {t('desk_find_code')}
          </label>
          <input
            id="find-code"
            type="search"
            dir="ltr"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button type="submit" class="button">
            <Icon name="search" />
            {t('desk_find')}
          </button>
        </form>
      </div>
      <details open={inUse.length > 0}>
        <summary>{t('desk_more_filters')}</summary>
        <div class="filter-fields">
          <Select
            id="filter-stage"
            label={t('desk_column_stage')}
            value={value('stage')}
            onChoose={(stage) => desk.filter({ stage })}
          >
            {(['waiting', 'registered', 'left', 'erased'] as const).map((stage) => (
              <option key={stage} value={stage}>
                {t(`registration_stage_${stage}`)}
              </option>
            ))}
          </Select>
          <Select
            id="filter-language"
            label={t('desk_column_language')}
            value={value('language')}
            onChoose={(language) => desk.filter({ language })}
          >
            {locales.map(({ code }) => (
              <option key={code} value={code}>
                {languageWord(code)}
              </option>
            ))}
          </Select>
          <Select
            id="filter-nationality"
            label={t('desk_column_nationality')}
            value={value('nationality')}
            onChoose={(nationality) => desk.filter({ nationality })}
          >
            <NationalityOptions />
          </Select>
          {counts && counts.sites.length > 0 && (
            <Select
              id="filter-site"
              label={t('desk_site')}
              value={value('siteId')}
              onChoose={(siteId) => desk.filter({ siteId })}
            >
              {counts.sites.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
          {(['from', 'to'] as const).map((name) => (
            <div class="field" key={name}>
              <label for={`filter-${name}`}>{t(`desk_${name}`)}</label>
              <input
                id={`filter-${name}`}
                type="date"
                autocomplete="off"
                value={value(name)}
                onChange={(event) => desk.filter({ [name]: event.currentTarget.value })}
              />
            </div>
          ))}
        </div>
        {inUse.length > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => desk.filter(Object.fromEntries(inUse.map((name) => [name, ''])))}
          >
            {t('desk_clear_filters')}
          </button>
        )}
      </details>
    </div>
  )
}

function Pill({
  desk,
  attention,
  words,
  number,
}: {
  desk: Desk
  attention: string
  words: string
  number: number | undefined
}) {
  const on = (desk.search.value.get('attention') ?? '') === attention
  return (
    <button type="button" class="pill" aria-pressed={on} onClick={() => desk.filter({ attention, text: '' })}>
      {words}
      {number !== undefined && <bdi class="numbers">· {formatNumber(number, language.value.locale)}</bdi>}
    </button>
  )
}

interface SelectProps {
  id: string
  label: string
  value: string
  onChoose: (value: string) => void
  children: preact.ComponentChildren
}

function Select({ id, label, value, onChoose, children }: SelectProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{t('desk_all')}</option>
        {children}
      </select>
    </div>
  )
}

/** All countries as options; typing the first letters finds one. */
export function NationalityOptions() {
  return (
    <>
      {countriesIn(language.value.locale).map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
      <option value="stateless">{t('desk_stateless')}</option>
      <option value="undisclosed">{t('desk_undisclosed')}</option>
    </>
  )
}
