import { useRef } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { MorePages } from '#capabilities/registration/desk/pages/MorePages.tsx'
import { Shown, Title } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { formatNumber, locales } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { ClaimFilters, listClaims } from '../contract.ts'
import { ClaimTable } from './ClaimTable.tsx'
import { inWords } from './words.tsx'

type Page = ReplyOf<typeof listClaims>

/** The queue: what is due first comes first. Its filters stand in the address; names do not stand here. */
export function Claims({ desk }: { desk: Desk }) {
  const filters = filtersIn(desk.search.value)
  const query = { ...filters, words: language.value.locale }
  const { state, again } = useReply(desk, JSON.stringify(query), () => call(desk.fetch, listClaims, { query }))
  const reply = state.kind === 'ok' ? state.reply : undefined
  // What is chosen stays readable while the next page is on its way.
  const kept = useRef(reply)
  if (reply) kept.current = reply
  const next = reply?.claims[0]
  return (
    <div class="column">
      <div class="row row-spread">
        <div>
          <Title words={t('asylum_claims')}>{t('asylum_claims')}</Title>
          {reply?.counts && (
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
      <Filters desk={desk} reply={kept.current} />
      <Shown state={state} again={again}>
        {(first) => (
          <MorePages
            key={JSON.stringify(query)}
            desk={desk}
            first={first}
            more={(after) => call(desk.fetch, listClaims, { query: { ...query, after } })}
            rowsOf={({ claims }) => claims}
            none={t(Object.keys(filters).length > 0 ? 'asylum_none_match' : 'asylum_none_yet')}
            shown={(count) => t('asylum_shown', { count })}
          >
            {(rows) => <ClaimTable rows={rows} today={first.today} />}
          </MorePages>
        )}
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
const FILTER_NAMES = new Set(['stage', 'step', 'attention', 'language', 'assigned', 'closed'])

const attentions = ['late', 'soon', 'second', 'asked', 'no-date', 'child-alone'] as const
const stages = ['intended', 'lodged', 'admitted', 'decided', 'notified', 'appealed'] as const

function Filters({ desk, reply }: { desk: Desk; reply: Page | undefined }) {
  const counts = reply?.counts
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
              <span class="numbers">
                · <bdi>{formatNumber(numbers[attention], language.value.locale)}</bdi>
              </span>
            )}
          </button>
        ))}
      </fieldset>
      <div class="filter-fields">
        <Choose
          id="filter-assigned"
          label={t('asylum_officer')}
          value={value('assigned')}
          onChange={(assigned) => desk.filter({ assigned })}
        >
          <option value="">{t('desk_all')}</option>
          <option value="me">{t('asylum_mine')}</option>
          <option value="nobody">{t('asylum_nobodys')}</option>
        </Choose>
        <Choose
          id="filter-stage"
          label={t('asylum_stage')}
          value={value('stage')}
          onChange={(stage) => desk.filter({ stage })}
        >
          <option value="">{t('desk_all')}</option>
          {stages.map((stage) => (
            <option key={stage} value={stage}>
              {t(`asylum_stage_${stage}`)}
            </option>
          ))}
        </Choose>
        <Choose
          id="filter-step"
          label={t('asylum_last_step')}
          value={value('step')}
          onChange={(step) => desk.filter({ step })}
        >
          <option value="">{t('desk_all')}</option>
          {reply?.steps.map(({ id, name }) => (
            <option key={id} value={id}>
              {inWords(name)}
            </option>
          ))}
        </Choose>
        <Choose
          id="filter-language"
          label={t('desk_column_language')}
          value={value('language')}
          onChange={(language) => desk.filter({ language })}
        >
          <option value="">{t('desk_all')}</option>
          {locales.map(({ code }) => (
            <option key={code} value={code}>
              {languageWord(code)}
            </option>
          ))}
        </Choose>
        <Choose
          id="filter-closed"
          label={t('asylum_which')}
          value={value('closed')}
          onChange={(closed) => desk.filter({ closed })}
        >
          <option value="">{t('asylum_open')}</option>
          <option value="yes">{t('asylum_stage_closed')}</option>
        </Choose>
      </div>
    </div>
  )
}
