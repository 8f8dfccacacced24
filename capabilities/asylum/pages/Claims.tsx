import { useState } from 'preact/hooks'
import { type Desk, sentenceFor, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatNumber, locales } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { ClaimFilters, listClaims } from '../contract.ts'
import { ClaimTable } from './ClaimTable.tsx'

type Page = ReplyOf<typeof listClaims>

/** The queue: what is due first comes first. Its filters stand in the address; names do not stand here. */
export function Claims({ desk }: { desk: Desk }) {
  const query = filtersIn(desk.search.value)
  const { state, again } = useReply(desk, JSON.stringify(query), () => call(desk.fetch, listClaims, { query }))
  const reply = state.kind === 'ok' ? state.reply : undefined
  const next = reply?.claims[0]
  return (
    <div class="column">
      <div class="row row-spread">
        <div>
          <Title words={t('asylum_claims')}>{t('asylum_claims')}</Title>
          {reply && (
            <p class="soft numbers">
              {t('asylum_lead', { open: reply.counts.open, late: reply.counts.late, soon: reply.counts.soon })}
            </p>
          )}
        </div>
        {next && (
          <a class="button button-primary" href={`/desk/claims/${next.id}`}>
            {t('asylum_open_next')}
            <Icon name="next" />
          </a>
        )}
      </div>
      <Filters desk={desk} counts={reply?.counts} />
      <Shown state={state} again={again}>
        {(first) => <Pages key={JSON.stringify(query)} {...{ desk, first, query }} />}
      </Shown>
    </div>
  )
}

/** Only what the list can be filtered by; anything else in the address is left alone. */
function filtersIn(search: URLSearchParams): Partial<ClaimFilters> {
  const known = Object.fromEntries([...search].filter(([name, value]) => FILTER_NAMES.has(name) && value !== ''))
  const parsed = ClaimFilters.safeParse(known)
  return parsed.success ? parsed.data : {}
}
const FILTER_NAMES = new Set(['stage', 'attention', 'language', 'assigned', 'closed'])

const attentions = ['late', 'soon', 'second', 'asked', 'no-date', 'child-alone'] as const
const stages = ['intended', 'lodged', 'admitted', 'decided', 'notified', 'appealed'] as const

function Filters({ desk, counts }: { desk: Desk; counts: Page['counts'] | undefined }) {
  const value = (name: string) => desk.search.value.get(name) ?? ''
  const numbers: Partial<Record<string, number | undefined>> = {
    ...{ '': counts?.open, late: counts?.late, soon: counts?.soon, second: counts?.second },
  }
  return (
    <div class="stack">
      <fieldset class="filters" aria-label={t('desk_filter')}>
        {['', ...attentions].map((attention) => (
          <button
            key={attention}
            type="button"
            class="pill"
            aria-pressed={value('attention') === attention}
            onClick={() => desk.filter({ attention })}
          >
            {attention === '' ? t('desk_all') : t(`asylum_attention_${attention.replace('-', '_')}`)}
            {numbers[attention] !== undefined && (
              <bdi class="numbers">· {formatNumber(numbers[attention], language.value.locale)}</bdi>
            )}
          </button>
        ))}
      </fieldset>
      <div class="filter-fields">
        <Select desk={desk} name="assigned" label={t('asylum_officer')}>
          <option value="me">{t('asylum_mine')}</option>
          <option value="nobody">{t('asylum_nobodys')}</option>
        </Select>
        <Select desk={desk} name="stage" label={t('asylum_stage')}>
          {stages.map((stage) => (
            <option key={stage} value={stage}>
              {t(`asylum_stage_${stage}`)}
            </option>
          ))}
        </Select>
        <Select desk={desk} name="language" label={t('desk_column_language')}>
          {locales.map(({ code }) => (
            <option key={code} value={code}>
              {languageWord(code)}
            </option>
          ))}
        </Select>
        <Select desk={desk} name="closed" label={t('asylum_which')} all={t('asylum_open')}>
          <option value="yes">{t('asylum_stage_closed')}</option>
        </Select>
      </div>
    </div>
  )
}

interface SelectProps {
  desk: Desk
  name: string
  label: string
  all?: string
  children: preact.ComponentChildren
}

function Select({ desk, name, label, all, children }: SelectProps) {
  const id = `filter-${name}`
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={desk.search.value.get(name) ?? ''}
        onChange={(event) => desk.filter({ [name]: event.currentTarget.value })}
      >
        <option value="">{all ?? t('desk_all')}</option>
        {children}
      </select>
    </div>
  )
}

/** The pages fetched so far, one under the other. */
function Pages({ desk, first, query }: { desk: Desk; first: Page; query: Partial<ClaimFilters> }) {
  const [rest, setRest] = useState<Page[]>([])
  const [failed, setFailed] = useState<string>()
  const pages = [first, ...rest]
  const next = pages.at(-1)?.next ?? null
  const rows = pages.flatMap(({ claims }) => claims)

  async function more() {
    const result = await call(desk.fetch, listClaims, { query: { ...query, ...(next ? { after: next } : {}) } })
    setFailed(result.kind === 'ok' ? undefined : sentenceFor(desk, result))
    if (result.kind === 'ok') setRest([...rest, result.reply])
  }

  if (rows.length === 0)
    return <p class="card">{t(Object.keys(query).length > 0 ? 'asylum_none_match' : 'asylum_none_yet')}</p>
  return (
    <>
      <ClaimTable rows={rows} today={first.today} />
      <Told failed={failed} />
      <p class="row">
        <span class="soft numbers">{t('asylum_shown', { count: rows.length })}</span>
        {next && (
          <button type="button" class="button" onClick={more}>
            {t('desk_more')}
          </button>
        )}
      </p>
    </>
  )
}
