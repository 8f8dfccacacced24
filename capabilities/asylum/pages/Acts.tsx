import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { call } from '#platform/http/client.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Tag } from '#platform/ui/pages/Note.tsx'
import { type PossibleStep, recordOnClaim } from '../contract.ts'
import type { Changed, ClaimFile } from './Claim.tsx'
import { sentenceOf } from './refusing.ts'
import { Records, type RecordsDraft, readRecords } from './StepRecords.tsx'
import { inWords, resultWord, Said } from './words.tsx'

type Given = { desk: Desk; file: ClaimFile; changed: Changed }

/** What may be recorded now. Nothing here decides anything by itself: each is what a person did. */
export function Acts({ desk, file, changed }: Given) {
  return (
    <section class="card stack">
      <h2>{t('asylum_record')}</h2>
      <p class="hint">{t('asylum_record_hint')}</p>
      {file.possible.length === 0 && <p>{t('asylum_nothing_possible')}</p>}
      {file.possible.map((step) => (
        <Step key={step.id} {...{ desk, file, changed, step }} />
      ))}
      <DateAct {...{ desk, file, changed }} />
      <FactAct {...{ desk, file, changed }} />
    </section>
  )
}

function Step({ desk, file, changed, step }: Given & { step: PossibleStep }) {
  const [on, setOn] = useState(file.today)
  const [actor, setActor] = useState(step.actors[0]!.id)
  const [result, setResult] = useState('')
  const [records, setRecords] = useState<RecordsDraft>({})
  const [errors, setErrors] = useState<FieldError[]>([])
  const prefix = `step-${step.id}`
  const principal = file.people.find(({ part }) => part === 'principal')!
  const choices = step.outcomes.length > 0 ? step.outcomes : step.reasons
  async function save(event: Event) {
    event.preventDefault()
    // A notice that is sent again says which one it is.
    const times = file.history.filter(({ kind, what }) => kind === 'step' && what.en === step.name.en).length
    const read = readRecords(step.records, records, prefix, times + 1)
    const found: FieldError[] = [
      ...(/^\d{4}-\d{2}-\d{2}$/.test(on) && on <= file.today
        ? []
        : [{ field: `${prefix}-on`, message: t('asylum_day_wrong') }]),
      ...(choices.length > 0 && result === ''
        ? [{ field: `${prefix}-result`, message: t('asylum_choose_result') }]
        : []),
      ...read.errors,
    ]
    setErrors(found)
    if (found.length > 0) return
    const answer = await call(desk.fetch, recordOnClaim, {
      params: { id: file.claim.id },
      body: {
        seen: file.events,
        act: {
          ...{ kind: 'step', step: step.id, on, actor },
          ...(actor === 'person' && { personId: principal.id }),
          ...(step.outcomes.length > 0 && { outcome: result as never }),
          ...(step.outcomes.length === 0 && step.reasons.length > 0 && { reason: result as never }),
          ...read.value,
        },
      },
    })
    if (answer.kind !== 'ok') return changed({ failed: sentenceOf(desk, answer) })
    await changed({ done: t(answer.reply.waitsForSecond ? 'asylum_proposed' : 'asylum_recorded_done') })
  }
  return (
    <details>
      <summary>
        <Said words={step.name} /> {step.secondPerson && <Tag tone="plain">{t('asylum_needs_two')}</Tag>}
        {step.waitsFor.length > 0 && <Tag tone="warn">{t('asylum_first')}</Tag>}
      </summary>
      <div class="stack">
        <p class="hint">
          <bdi lang="es">{step.basis}</bdi>
        </p>
        {step.waitsFor.length > 0 ? (
          <p>
            {t('asylum_waits_for')} {step.waitsFor.map(({ name }) => inWords(name)).join(' · ')}
          </p>
        ) : (
          <form class="stack" onSubmit={save} noValidate>
            <ErrorSummary errors={errors} />
            <DayField id={`${prefix}-on`} label={t('asylum_on')} value={on} max={file.today} onChange={setOn} />
            {step.actors.length > 1 && (
              <Choose id={`${prefix}-actor`} label={t('asylum_actor')} value={actor} onChange={setActor}>
                {step.actors.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {inWords(name)}
                  </option>
                ))}
              </Choose>
            )}
            {choices.length > 0 && (
              <Choose id={`${prefix}-result`} label={t('asylum_result')} value={result} onChange={setResult}>
                <option value="">{t('asylum_choose')}</option>
                {choices.map((each) => (
                  <option key={each} value={each}>
                    {resultWord(each)}
                  </option>
                ))}
              </Choose>
            )}
            {step.records && (
              <Records kind={step.records} {...{ prefix, draft: records, errors }} onChange={setRecords} />
            )}
            {step.secondPerson && <p class="hint">{t('asylum_needs_two_hint')}</p>}
            <div>
              <button type="submit" class="button button-primary">
                {t(step.secondPerson ? 'asylum_propose' : 'asylum_save')}
              </button>
            </div>
          </form>
        )}
      </div>
    </details>
  )
}

/** A day that matters and is no step: entry, arrival. Not known is an answer. */
function DateAct({ desk, file, changed }: Given) {
  const [date, setDate] = useState(file.dates[0]?.id ?? '')
  const [value, setValue] = useState('')
  if (file.dates.length === 0) return null
  async function save(event: Event) {
    event.preventDefault()
    const act = { kind: 'date' as const, date, day: value === '' ? null : value, on: file.today, actor: 'person' }
    const answer = await call(desk.fetch, recordOnClaim, {
      params: { id: file.claim.id },
      body: { seen: file.events, act },
    })
    await changed(answer.kind === 'ok' ? { done: t('asylum_recorded_done') } : { failed: sentenceOf(desk, answer) })
  }
  return (
    <details>
      <summary>{t('asylum_dates')}</summary>
      <form class="stack" onSubmit={save} noValidate>
        <Choose id="date-which" label={t('asylum_which_date')} value={date} onChange={setDate}>
          {file.dates.map(({ id, name, day, isKnown }) => (
            <option key={id} value={id}>
              {inWords(name)}
              {isKnown && day ? ` (${day})` : ''}
            </option>
          ))}
        </Choose>
        <DayField id="date-day" label={t('asylum_date_day')} value={value} max={file.today} onChange={setValue} />
        <div>
          <button type="submit" class="button">
            {t('asylum_save')}
          </button>
        </div>
      </form>
    </details>
  )
}

/** What somebody says is so; never worked out by the system. */
function FactAct({ desk, file, changed }: Given) {
  if (file.facts.length === 0) return null
  async function set(fact: string, holds: boolean) {
    const act = { kind: 'fact' as const, fact, holds, on: file.today, actor: 'person' }
    const answer = await call(desk.fetch, recordOnClaim, {
      params: { id: file.claim.id },
      body: { seen: file.events, act },
    })
    await changed(answer.kind === 'ok' ? { done: t('asylum_recorded_done') } : { failed: sentenceOf(desk, answer) })
  }
  return (
    <details>
      <summary>{t('asylum_facts')}</summary>
      <ul class="list">
        {file.facts.map(({ id, name, holds }) => (
          <li key={id}>
            <span class="grow">
              <Said words={name} /> · {t(holds ? 'ui_yes' : 'ui_no')}
            </span>
            <button
              type="button"
              class="button"
              aria-label={`${t('ui_change')}: ${inWords(name)}`}
              onClick={() => set(id, !holds)}
            >
              {t('ui_change')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
