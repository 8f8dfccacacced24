import { useState } from 'preact/hooks'
import { readHousehold } from '#capabilities/registration/desk/contract.ts'
import { type Desk, type Loaded, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { ageWord, languageWord, nationalityWord, sexWord } from '#capabilities/registration/desk/pages/labels.ts'
import { Failed, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { locales } from '#platform/messages/messages.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { listClaimsOfHousehold, lodgeClaim } from '../contract.ts'
import { ClaimTable } from './ClaimTable.tsx'
import { sentenceOf } from './refusing.ts'
import { Records, type RecordsDraft, readRecords } from './StepRecords.tsx'
import { inWords } from './words.tsx'

type Reply = ReplyOf<typeof listClaimsOfHousehold>
type Person = ReplyOf<typeof readHousehold>['people'][number]

const CHILD_BANDS: ReadonlySet<string> = new Set(['0-4', '5-11', '12-17', '0-17'])

/** The claims of a household, at the foot of its page, and a new one. */
export function ClaimsOfHousehold({ desk, householdId }: { desk: Desk; householdId: string }) {
  const params = { id: householdId }
  const claims = useReply(desk, householdId, () => call(desk.fetch, listClaimsOfHousehold, { params }))
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section class="card stack">
      <h2>{t('asylum_claims')}</h2>
      <Content state={claims.state} again={claims.again}>
        {(reply) => (
          <>
            {reply.claims.length === 0 && <p class="hint">{t('asylum_none_here')}</p>}
            {reply.claims.length > 0 && <ClaimTable rows={reply.claims} today={reply.today} />}
            {!reply.procedure && <Note>{t('asylum_no_procedure')}</Note>}
            {reply.procedure && reply.procedure.starts.length > 0 && desk.may('lodge-claims') && (
              <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
                <summary>{t('asylum_lodge')}</summary>
                {isOpen && <Lodge {...{ desk, householdId, reply }} />}
              </details>
            )}
          </>
        )}
      </Content>
    </section>
  )
}

function Content({
  state,
  again,
  children,
}: {
  state: Loaded<Reply>
  again: () => Promise<void>
  children: (reply: Reply) => preact.ComponentChildren
}) {
  if (state.kind === 'loading') return <Bones />
  if (state.kind === 'failed') return <Failed why={state.why} again={again} />
  return <>{children(state.reply)}</>
}

function Lodge({ desk, householdId, reply }: { desk: Desk; householdId: string; reply: Reply }) {
  const { state } = useReply(desk, `lodge ${householdId}`, () =>
    call(desk.fetch, readHousehold, { params: { id: householdId } }),
  )
  if (state.kind !== 'ok') return <Bones />
  const people = state.reply.people.filter((person) => person.state === 'present')
  if (people.length === 0) return <p>{t('asylum_nobody_present')}</p>
  return <LodgeForm {...{ desk, householdId, reply, people }} language={state.reply.household.language} />
}

function LodgeForm({
  desk,
  householdId,
  reply,
  people,
  language,
}: {
  desk: Desk
  householdId: string
  reply: Reply
  people: Person[]
  language: string
}) {
  const { starts, dates } = reply.procedure!
  // Made once: pressed twice, or sent again after a lost answer, it is the same claim.
  const [id] = useState(() => desk.newId())
  const [principalId, setPrincipalId] = useState((people.find(({ isFocalPoint }) => isFocalPoint) ?? people[0])!.id)
  const [without, setWithout] = useState<readonly string[]>([])
  const [spoken, setSpoken] = useState(language)
  const principal = people.find((person) => person.id === principalId)!
  const isChild = CHILD_BANDS.has(principal.ageBand)
  const [under18, setUnder18] = useState<'yes' | 'no' | 'in-doubt'>('no')
  const [withParent, setWithParent] = useState('')
  const [interpreter, setInterpreter] = useState(language !== 'es')
  const [step, setStep] = useState((starts.find(({ id }) => id === 'lodge') ?? starts[0])!.id)
  const [actor, setActor] = useState('')
  const [on, setOn] = useState(reply.today)
  const [date, setDate] = useState('')
  const [failed, setFailed] = useState<string>()
  const { actors, records } = starts.find((start) => start.id === step)!
  const [draft, setDraft] = useState<RecordsDraft>({})
  const asksParent = isChild || under18 !== 'no'

  async function lodge(event: Event) {
    event.preventDefault()
    if (asksParent && withParent === '') return setFailed(t('asylum_parent_missing'))
    const answer = await call(desk.fetch, lodgeClaim, {
      body: {
        ...{ id, householdId, principalId, language: spoken as 'es', step, on },
        dependantIds: people
          .map((person) => person.id)
          .filter((each) => each !== principalId && !without.includes(each)),
        isUnder18: isChild ? 'yes' : under18,
        isWithParentOrCaregiver: asksParent ? withParent === 'yes' : true,
        needsInterpreter: interpreter,
        ...(records === 'delivery' && { delivery: readRecords(records, draft, 'claim-records', 1).value.delivery! }),
        actor: actors.some((each) => each.id === actor) ? actor : actors[0]!.id,
        ...(dates[0] && { date: { date: dates[0].id, day: date === '' ? null : date } }),
      },
    })
    if (answer.kind === 'ok') desk.go(`/desk/claims/${answer.reply.id}?lodged=yes`)
    else setFailed(sentenceOf(desk, answer))
  }
  const word = (person: Person) =>
    `${sexWord(person.sex)}, ${ageWord(person.ageBand)}, ${nationalityWord(person.nationality)}`

  return (
    <form class="form stack" onSubmit={lodge} noValidate>
      <Told failed={failed} />
      <Choose id="claim-principal" label={t('asylum_principal')} value={principalId} onChange={setPrincipalId}>
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {word(person)}
          </option>
        ))}
      </Choose>
      {people.length > 1 && (
        <fieldset class="stack">
          <legend>{t('asylum_with')}</legend>
          <p class="hint">{t('asylum_with_hint')}</p>
          {people
            .filter((person) => person.id !== principalId)
            .map((person) => (
              <label class="check" key={person.id}>
                <input
                  type="checkbox"
                  checked={!without.includes(person.id)}
                  onChange={(event) =>
                    setWithout(
                      event.currentTarget.checked
                        ? without.filter((each) => each !== person.id)
                        : [...without, person.id],
                    )
                  }
                />
                {word(person)}
              </label>
            ))}
        </fieldset>
      )}
      {!isChild && (
        <Choose
          id="claim-under18"
          label={t('asylum_under18')}
          value={under18}
          onChange={(value) => setUnder18(value as 'no')}
        >
          {(['no', 'yes', 'in-doubt'] as const).map((each) => (
            <option key={each} value={each}>
              {t(each === 'in-doubt' ? 'asylum_in_doubt' : `ui_${each}`)}
            </option>
          ))}
        </Choose>
      )}
      {asksParent && (
        <Choose id="claim-parent" label={t('asylum_parent')} value={withParent} onChange={setWithParent}>
          <option value="">{t('asylum_choose')}</option>
          <option value="yes">{t('ui_yes')}</option>
          <option value="no">{t('ui_no')}</option>
        </Choose>
      )}
      <Choose id="claim-language" label={t('asylum_interview_language')} value={spoken} onChange={setSpoken}>
        {locales.map(({ code }) => (
          <option key={code} value={code}>
            {languageWord(code)}
          </option>
        ))}
      </Choose>
      <label class="check">
        <input
          type="checkbox"
          checked={interpreter}
          onChange={(event) => setInterpreter(event.currentTarget.checked)}
        />
        {t('asylum_interpreter')}
      </label>
      <Choose id="claim-step" label={t('asylum_begins_with')} value={step} onChange={setStep}>
        {starts.map(({ id, name }) => (
          <option key={id} value={id}>
            {inWords(name)}
          </option>
        ))}
      </Choose>
      {actors.length > 1 && (
        <Choose id="claim-actor" label={t('asylum_actor')} value={actor || actors[0]!.id} onChange={setActor}>
          {actors.map(({ id, name }) => (
            <option key={id} value={id}>
              {inWords(name)}
            </option>
          ))}
        </Choose>
      )}
      {records === 'delivery' && (
        <Records kind={records} prefix="claim-records" draft={draft} errors={[]} onChange={setDraft} />
      )}
      <DayField id="claim-on" label={t('asylum_on')} value={on} max={reply.today} onChange={setOn} />
      {dates[0] && (
        <>
          <DayField id="claim-date" label={inWords(dates[0].name)} value={date} max={reply.today} onChange={setDate} />
          <p class="hint">{t('asylum_date_hint')}</p>
        </>
      )}
      <div>
        <button type="submit" class="button button-primary">
          {t('asylum_lodge_now')}
        </button>
      </div>
    </form>
  )
}
