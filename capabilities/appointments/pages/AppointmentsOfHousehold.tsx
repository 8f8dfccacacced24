import { useState } from 'preact/hooks'
import { listClaimsOfHousehold } from '#capabilities/asylum/contract.ts'
import { readHousehold } from '#capabilities/registration/desk/contract.ts'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { type CallResult, call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import type { Locale } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { bookAppointment, listOfHousehold, walkIn } from '../contract.ts'
import { listOffices } from '../contract-calendars.ts'
import { addToWaiting } from '../contract-waiting.ts'
import type { HeardBy, Purpose } from '../model.ts'
import { type Acts, useActs } from './acts.tsx'
import { Check, languageOptions, NumberField } from './Fields.tsx'
import { FreeTimes } from './FreeTimes.tsx'
import { purposeWord, StateTag } from './words.tsx'

type Claims = ReplyOf<typeof listClaimsOfHousehold>['claims']
type Offices = ReplyOf<typeof listOffices>['offices']

/** When a household comes, at the foot of its page: what is booked, where it waits, and a new appointment. */
export function AppointmentsOfHousehold({ desk, householdId }: { desk: Desk; householdId: string }) {
  const params = { id: householdId }
  const { state, again } = useReply(desk, householdId, () => call(desk.fetch, listOfHousehold, { params }))
  const acts = useActs(desk, again)
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section class="card stack">
      <h2>{t('appointments_title')}</h2>
      {acts.told}
      <Shown state={state} again={again}>
        {({ appointments, waits }) => (
          <>
            {appointments.length + waits.length === 0 && <p class="hint">{t('appointments_none_here')}</p>}
            <ul class="list">
              {appointments.map((row) => (
                <li key={row.id}>
                  <span class="grow">
                    <a href={`/desk/appointments/${row.id}`}>
                      {day(row.day)} <bdi class="numbers">{row.from}</bdi>
                    </a>{' '}
                    · {purposeWord(row.purpose)} · <bdi>{row.officer.name}</bdi>
                  </span>
                  <StateTag state={row.state} />
                </li>
              ))}
              {waits.map((wait) => (
                <li key={wait.id}>
                  <span class="grow">{t('appointments_waits_since', { day: day(wait.since) })}</span>
                  {purposeWord(wait.purpose)}
                </li>
              ))}
            </ul>
            {desk.may('book-appointments') && (
              <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
                <summary>{t('appointments_new')}</summary>
                {isOpen && <New {...{ desk, householdId, acts }} onDone={() => setIsOpen(false)} />}
              </details>
            )}
          </>
        )}
      </Shown>
    </section>
  )
}

/** What a form needs first: where there are calendars, and which claims it could be for. */
function New({ desk, householdId, ...rest }: { desk: Desk; householdId: string; acts: Acts; onDone: () => void }) {
  const { state, again } = useReply(
    desk,
    `new ${householdId}`,
    async (): Promise<CallResult<{ offices: Offices; claims: Claims; spoken: Locale }>> => {
      const offices = await call(desk.fetch, listOffices, {})
      if (offices.kind !== 'ok') return offices
      const claims = await call(desk.fetch, listClaimsOfHousehold, { params: { id: householdId } })
      if (claims.kind !== 'ok') return claims
      const household = await call(desk.fetch, readHousehold, { params: { id: householdId } })
      if (household.kind !== 'ok') return household
      const spoken = household.reply.household.language
      const open = claims.reply.claims.filter(({ closedOn }) => closedOn === null)
      const ready = offices.reply.offices.filter(({ settings }) => settings)
      return { kind: 'ok', reply: { offices: ready, claims: open, spoken } }
    },
  )
  return (
    <Shown state={state} again={again}>
      {({ offices, claims, spoken }) =>
        offices.length === 0 ? (
          <p>{t('appointments_no_calendar_yet')}</p>
        ) : (
          <NewForm {...{ desk, householdId, offices, claims, spoken, ...rest }} />
        )
      }
    </Shown>
  )
}

type FormProps = {
  desk: Desk
  householdId: string
  offices: Offices
  claims: Claims
  /** What the household speaks. */
  spoken: Locale
  acts: Acts
  onDone: () => void
}

function NewForm({ desk, householdId, offices, claims, spoken, acts, onDone }: FormProps) {
  // Made once: pressed twice, or sent again after a lost answer, it is the same appointment.
  const [id] = useState(() => desk.newId())
  const [siteId, setSiteId] = useState(offices[0]!.siteId)
  const [purpose, setPurpose] = useState<Purpose>('interview')
  // A claim may be heard in another language than the household is spoken to.
  const [language, setLanguage] = useState<Locale>(claims[0]?.language ?? spoken)
  const [special, setSpecial] = useState(false)
  const [heardBy, setHeardBy] = useState<HeardBy>('anyone')
  const [slots, setSlots] = useState(1)
  const [isChoosing, setIsChoosing] = useState(false)
  const claimIds = claims.map((claim) => claim.id)
  const asked = { siteId, householdId, purpose, claimIds, language, special, heardBy, slots }

  async function sent(result: CallResult<unknown>, sentence: string) {
    if (result.kind !== 'ok') return acts.failed(result)
    onDone()
    return acts.done(sentence)
  }
  const queue = async () => {
    const settings = offices.find((each) => each.siteId === siteId)!.settings!
    const body = { id, ...asked, priority: 1, noticeDays: settings.noticeDays, officerId: null }
    await sent(await call(desk.fetch, addToWaiting, { body }), t('appointments_done_queued'))
  }
  const here = async () => {
    const result = await call(desk.fetch, walkIn, { body: { id, ...asked } })
    const time = result.kind === 'ok' ? result.reply.from : ''
    await sent(result, t('appointments_done_walk_in', { time }))
  }
  return (
    <div class="stack">
      <div class="filter-fields">
        {offices.length > 1 && (
          <Choose id="new-office" label={t('appointments_office')} value={siteId} onChange={setSiteId}>
            {offices.map((each) => (
              <option key={each.siteId} value={each.siteId}>
                {each.name}
              </option>
            ))}
          </Choose>
        )}
        <Choose
          id="new-purpose"
          label={t('appointments_column_purpose')}
          value={purpose}
          onChange={(value) => setPurpose(value as Purpose)}
        >
          {(['interview', 'hearing', 'document'] as const).map((each) => (
            <option key={each} value={each}>
              {purposeWord(each)}
            </option>
          ))}
        </Choose>
        <Choose
          id="new-language"
          label={t('desk_column_language')}
          value={language}
          onChange={(value) => setLanguage(value as Locale)}
        >
          {languageOptions()}
        </Choose>
        <Choose
          id="new-heard-by"
          label={t('appointments_heard_by')}
          value={heardBy}
          onChange={(value) => setHeardBy(value as HeardBy)}
        >
          {(['anyone', 'woman', 'man'] as const).map((each) => (
            <option key={each} value={each}>
              {t(`appointments_heard_by_${each}`)}
            </option>
          ))}
        </Choose>
        <NumberField
          id="new-slots"
          label={t('appointments_slots')}
          value={slots}
          min={1}
          max={48}
          onChange={setSlots}
        />
      </div>
      <Check checked={special} onChange={setSpecial}>
        {t('appointments_special_asked')}
      </Check>
      <div class="row">
        <button type="button" class="button button-primary" onClick={() => setIsChoosing(!isChoosing)}>
          {t('appointments_find_time')}
        </button>
        <button type="button" class="button" onClick={queue}>
          {t('appointments_queue')}
        </button>
        <button type="button" class="button" onClick={here}>
          {t('appointments_walk_in')}
        </button>
      </div>
      {isChoosing && (
        <FreeTimes
          desk={desk}
          asked={asked}
          button={t('appointments_book')}
          onChosen={async ({ day: on, ...at }) => {
            const result = await call(desk.fetch, bookAppointment, { body: { id, ...asked, day: on, ...at } })
            const time = result.kind === 'ok' ? result.reply.from : ''
            await sent(result, t('appointments_done_booked', { time }))
          }}
        />
      )}
    </div>
  )
}
