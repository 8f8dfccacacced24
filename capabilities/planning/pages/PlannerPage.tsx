import './planner.css'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Failed, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { saveAs } from '#platform/ui/pages/save-as.ts'
import { FIELDS } from '../fields.ts'
import { PRESETS } from '../presets.ts'
import { type Fault, readScenario } from '../reading.ts'
import type { Scenario } from '../scenario.ts'
import type { PlanSeen } from '../seeing.ts'
import { STARTING_POINTS } from '../starting-points.ts'
import { UNITED_KINGDOM, UNITED_KINGDOM_SOURCE } from '../was-it-right.ts'
import { usePlanning } from './computing.ts'
import { FanChart } from './FanChart.tsx'
import { Levers } from './Levers.tsx'
import { baseOf, type Choices, changedBy, HIRES, isShare, LEVERS, numberOf, planOf, shownIn } from './levers.ts'
import { choicesOf, fragmentOf } from './link.ts'
import { OwnCounted, OwnMissing, StepsOfProcedure } from './OwnStart.tsx'
import { useOwn } from './own.ts'
import { Cost, Drivers, Lead, WaitingTable, WaitsTable } from './PlanSeenParts.tsx'
import { SavedPlans } from './SavedPlans.tsx'
import { WasItRight } from './WasItRight.tsx'
import { fieldWords } from './words.ts'

/** Of 64: enough to compare two papers by eye. */
const MARK_LENGTH = 12
const PAUSE_MS = 250
const FILE_BYTES_MAX = 500_000

/** What would change: choose where to start, turn what can be turned, and see. All of it is computed in this browser. */
export function PlannerPage({ desk }: { desk: Desk }) {
  const [choices, setChoices] = useState<Choices>(() => choicesOf(location.hash))
  const [file, setFile] = useState<Scenario>()
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const { isRunning, done, all, seen, hash, failed, isRefused, start, stop } = usePlanning()
  const own = useOwn(desk, choices)
  const elsewhereRead = choices.start === 'file' ? file : own.scenario
  const base = useMemo(() => baseOf(choices, elsewhereRead), [choices.start, elsewhereRead])
  const changed = useMemo(() => changedBy(choices, base), [choices.change, base])
  const read = useMemo(() => planOf(choices, base), [choices, base])
  const errors = 'faults' in read ? read.faults.map((fault) => errorOf(fault, choices)) : []
  const elsewhere = errors.filter(({ field }) => field === '')
  const again = () => 'scenario' in read && start(base, read.scenario)

  useEffect(() => {
    if ('scenario' in read && !own.isWaiting) return desk.after(seen ? PAUSE_MS : 0, () => start(base, read.scenario))
    stop()
    return undefined
  }, [read, own.isWaiting])

  // A link to another plan, opened in a window that shows one.
  useEffect(() => {
    const follow = () => setChoices(choicesOf(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])

  function change(changes: Partial<Choices>) {
    const next = { ...choices, ...changes }
    if (next.start !== 'plan') delete next.plan
    setChoices(next)
    setTold({})
    // In the address alone, so that it can be sent; after the #, so that no server is told.
    history.replaceState(null, '', next.start === 'file' ? location.pathname + location.search : fragmentOf(next))
  }
  async function open(chosen: File | undefined) {
    if (!chosen) return
    const opened = chosen.size > FILE_BYTES_MAX ? undefined : readScenario(jsonOf(await chosen.text()))
    if (!opened) return setTold({ failed: t('planner_file_refused', { field: chosen.name }) })
    if ('faults' in opened)
      return setTold({
        failed: opened.faults
          .slice(0, 3)
          .map((fault) => faultWords(fault, fault.found))
          .join(' '),
      })
    setFile(opened.scenario)
    change({ start: 'file', change: 'none', typed: {} })
  }
  async function copyLink() {
    history.replaceState(null, '', fragmentOf(choices))
    await navigator.clipboard.writeText(location.href).then(
      () => setTold({ done: t('planner_link_copied') }),
      () => setTold({ failed: t('planner_link_in_address') }),
    )
  }
  const hires = numberOf(choices.typed.hires ?? String(shownIn(HIRES, changed))) - shownIn(HIRES, base)
  const heading = hires > 0 ? t('planner_question_hires', { count: hires }) : t('planner_question')
  return (
    <div class="column planner">
      <Title words={t('planner_title')}>{heading}</Title>
      <p class="soft">{t('planner_what_for')}</p>
      <Told {...told} />
      {elsewhere.length > 0 && <Told failed={elsewhere.map(({ message }) => message).join(' ')} />}
      <div class="columns-front">
        <div class="column no-print">
          <form class="card stack" onSubmit={(event) => event.preventDefault()} noValidate>
            <h2>{t('planner_change_title')}</h2>
            <Choose
              id="planner-start"
              label={t('planner_start')}
              value={choices.start}
              onChange={(value) =>
                change({
                  start: value as Choices['start'],
                  typed: {},
                  // A thousand officers more are a plan for other offices.
                  ...(value === 'caseload' && { change: 'none' }),
                })
              }
            >
              {Object.keys(STARTING_POINTS).map((key) => (
                <option key={key} value={key}>
                  {t(`planner_start_${key.replaceAll('-', '_')}`)}
                </option>
              ))}
              <option value="caseload">{t('planner_start_caseload')}</option>
              {choices.start === 'plan' && <option value="plan">{own.plan?.name ?? t('planner_plans_title')}</option>}
              {file && <option value="file">{file.name}</option>}
            </Choose>
            <Choose
              id="planner-preset"
              label={t('planner_preset')}
              value={choices.change}
              onChange={(value) => change({ change: value as Choices['change'], typed: {} })}
            >
              {['none', ...Object.keys(PRESETS)].map((key) => (
                <option key={key} value={key}>
                  {t(`planner_preset_${key.replaceAll('-', '_')}`)}
                </option>
              ))}
            </Choose>
            {!own.isWaiting && <Levers {...{ base, changed, choices, errors }} onChange={change} />}
            <label class="button file-choice">
              <Icon name="paper" />
              {t('planner_open')}
              <input
                class="hidden"
                type="file"
                accept=".json,application/json"
                onClick={(event) => (event.currentTarget.value = '')}
                onChange={(event) => open(event.currentTarget.files?.[0])}
              />
            </label>
          </form>
          <SavedPlans
            own={own}
            scenario={'scenario' in read && !own.isWaiting ? read.scenario : undefined}
            onOpen={({ id }) => {
              change({ start: 'plan', plan: id, change: 'none', typed: {} })
              // The newer version of what is open already.
              if (choices.plan === id) void own.open()
            }}
          />
        </div>
        <div class="column">
          {own.isWaiting && <OwnMissing {...own} />}
          {isRunning && (
            <div class="row no-print">
              <label>
                {t('planner_computing')} <progress max={all} value={done} />
              </label>
              <button type="button" class="button" onClick={stop}>
                {t('planner_cancel')}
              </button>
            </div>
          )}
          {failed && <Failed why={failed} again={again} />}
          {isRefused && <Told failed={t('planner_browser_refused')} />}
          {own.isWaiting ? null : seen && errors.length === 0 ? (
            <Seen isRunning={isRunning} seen={seen} hash={hash} named={changed.tracks}>
              <button type="button" class="button" onClick={() => saveAs('posada-plan.csv', csvOf(seen))}>
                <Icon name="save" />
                {t('planner_csv')}
              </button>
              {'scenario' in read && (
                <button
                  type="button"
                  class="button"
                  onClick={() =>
                    saveAs('posada-plan.json', `${JSON.stringify(read.scenario, null, 2)}\n`, 'application/json')
                  }
                >
                  <Icon name="save" />
                  {t('planner_keep')}
                </button>
              )}
              {choices.start !== 'file' && (
                <button type="button" class="button" onClick={copyLink}>
                  {t('planner_link')}
                </button>
              )}
              <button type="button" class="button" onClick={() => print()}>
                <Icon name="print" />
                {t('planner_print')}
              </button>
            </Seen>
          ) : (
            isRunning && <Bones lines={8} />
          )}
          {own.counted && <OwnCounted {...own.counted} />}
          {base.procedure && !own.isWaiting && <StepsOfProcedure procedure={base.procedure} />}
        </div>
      </div>
    </div>
  )
}

interface SeenProps {
  isRunning: boolean
  seen: PlanSeen
  hash: string | undefined
  named: Scenario['tracks']
  children: ComponentChildren
}

function Seen({ isRunning, seen, hash, named, children }: SeenProps) {
  return (
    <>
      <section class="card stack" aria-labelledby="planner-result-title">
        <h2 id="planner-result-title">{t('planner_result_title')}</h2>
        <Lead {...seen} />
        <FanChart base={seen.base.series} plan={seen.plan.series} />
        <p class="small" role="status">
          {t(`planner_runs_${seen.isWhole ? 'whole' : isRunning ? 'first' : 'stopped'}`, {
            count: seen.plan.replications,
          })}
        </p>
        <div class="row no-print">{children}</div>
      </section>
      <WaitingTable {...seen} />
      <WaitsTable {...seen} named={named} />
      <div class="columns">
        <Cost cost={seen.plan.cost} />
        <Drivers drivers={seen.plan.drivers} tracks={named} />
      </div>
      <WasItRight ends={UNITED_KINGDOM} source={UNITED_KINGDOM_SOURCE} />
      <section class="card stack" aria-labelledby="planner-method-title">
        <h2 id="planner-method-title">{t('planner_method_title')}</h2>
        <p>{t('planner_method')}</p>
        <p>{t('planner_method_limits')}</p>
        {hash && <p class="small">{t('planner_mark', { mark: hash.slice(0, MARK_LENGTH) })}</p>}
      </section>
    </>
  )
}

/** At its lever, in the words of the reader; at no lever, above all of them. */
function errorOf(fault: Fault, choices: Choices): FieldError {
  const lever = LEVERS.find(({ path }) => fault.path.startsWith(path))
  if (!lever) return { field: '', message: faultWords(fault, fault.found) }
  const factor = isShare(lever) ? 100 : 1
  const { min, max } = fault.code === 'outside' ? FIELDS[lever.field] : fault
  const scaled = {
    ...fault,
    ...(min !== undefined && { min: min * factor }),
    ...(max !== undefined && { max: max * factor }),
  }
  return { field: `planner-${lever.key}`, message: faultWords(scaled, choices.typed[lever.key] ?? fault.found) }
}

function faultWords({ path, code, min, max }: Fault, was: string): string {
  const field = path ? fieldWords(path) : t('planner_file')
  const isRange = min !== undefined && max !== undefined
  if (code === 'outside' && isRange) return t('planner_fault_outside', { field, was: was || '?', min, max })
  if (code === 'nobody') return t('planner_fault_nobody')
  if (code === 'after-the-end') return t('planner_fault_after_the_end', { months: max ?? 0 })
  if (code === 'too-many-cases') return t('planner_fault_too_many_cases', { max: max ?? 0 })
  return t('planner_fault_other', { field, was })
}

function csvOf({ base, plan }: PlanSeen): string {
  const names = ['p5', 'p25', 'p50', 'p75', 'p95'] as const
  const head = ['date', ...names.map((name) => `plan_${name}`), ...names.map((name) => `no_change_${name}`)]
  const rows = plan.series.map(({ on, backlog }, i) => [
    on,
    ...names.map((name) => Math.round(backlog[name])),
    ...names.map((name) => Math.round(base.series[i]!.backlog[name])),
  ])
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.slice(0, 40)
  }
}
