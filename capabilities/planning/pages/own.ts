import { useEffect, useRef, useState } from 'preact/hooks'
import { type Desk, type Failure, failureOf, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { type CallResult, call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { bringPlanBack, deletePlan, listPlans, type PlanLine, readCaseload, readPlan, savePlan } from '../contract.ts'
import type { Scenario } from '../scenario.ts'
import type { Choices } from './levers.ts'

/** What was counted beside the scenario, where one starts from the caseload. */
export type Counted = Omit<ReplyOf<typeof readCaseload>, 'scenario'>

type Opened = { of: string; scenario: Scenario; counted?: Counted; plan?: PlanLine }
type Told = { done?: string; failed?: string; deleted?: PlanLine }

/** Why no scenario is there: a sentence of its own, or the desk's. */
type Missing = { why: Failure; words?: string }

/** What the operation's server has for the planner: its own caseload, and the plans it keeps. */
export function useOwn(desk: Desk, { start, plan }: Choices) {
  const wanted = start === 'caseload' ? start : start === 'plan' ? (plan ?? '') : ''
  const [opened, setOpened] = useState<Opened>()
  const [missing, setMissing] = useState<Missing>()
  const [told, setTold] = useState<Told>({})
  const { state, again } = useReply(desk, 'plans', () => call(desk.fetch, listPlans, {}))

  const latest = useRef('')
  /** A new plan whose saving was not answered: pressed again it is the same plan, not a second one. */
  const unanswered = useRef({ id: '', body: '' })

  async function open() {
    latest.current = wanted
    setMissing(undefined)
    const answer = await (start === 'caseload'
      ? call(desk.fetch, readCaseload, {})
      : call(desk.fetch, readPlan, { params: { id: wanted } }))
    // Something else was chosen meanwhile.
    if (latest.current !== wanted) return
    if (answer.kind !== 'ok') return setMissing(missingOf(desk, answer))
    const { scenario, ...rest } = answer.reply
    setOpened({ of: wanted, scenario, ...('plan' in rest ? { plan: rest.plan } : { counted: rest }) })
  }
  useEffect(() => {
    setTold({})
    latest.current = wanted
    if (wanted) void open()
  }, [wanted])

  const at = opened?.of === wanted ? opened : undefined
  const refused = (answer: Exclude<CallResult<unknown>, { kind: 'ok' }>) =>
    setTold({ failed: missingOf(desk, answer).words ?? t(`desk_failed_${failureOf(desk, answer)}`) })
  return {
    /** A scenario was asked for, and is not there yet or cannot be. */
    isWaiting: wanted !== '' && !at,
    ...(at && { scenario: at.scenario, counted: at.counted, plan: at.plan }),
    ...{ missing, told, plans: state, open, again },
    /** Over the plan that is open, or as a new one; gives what was saved. */
    async save(name: string, scenario: Scenario, over: PlanLine | undefined): Promise<PlanLine | undefined> {
      const text = JSON.stringify({ name, scenario })
      const newId = unanswered.current.body === text ? unanswered.current.id : desk.newId()
      const body = { id: over?.id ?? newId, version: over?.version ?? 0, name, scenario }
      const answer = await call(desk.fetch, savePlan, { body })
      unanswered.current = answer.kind === 'offline' && !over ? { id: newId, body: text } : { id: '', body: '' }
      if (answer.kind !== 'offline') await again()
      if (answer.kind !== 'ok') return void refused(answer)
      const saved = answer.reply.plan
      setTold({ done: t('planner_done_saved', { name: saved.name }) })
      if (at && at.of === saved.id) setOpened({ ...at, plan: saved })
      return saved
    },
    async remove(line: PlanLine) {
      const answer = await call(desk.fetch, deletePlan, { params: { id: line.id }, body: { version: line.version } })
      if (answer.kind !== 'offline') await again()
      if (answer.kind !== 'ok') return refused(answer)
      setTold({ done: t('planner_done_deleted', { name: line.name }), deleted: line })
      // What is on the page stays, and is saved anew.
      if (at?.of === line.id) setOpened({ of: at.of, scenario: at.scenario })
    },
    async bringBack(line: PlanLine) {
      const answer = await call(desk.fetch, bringPlanBack, { params: { id: line.id }, body: {} })
      if (answer.kind !== 'offline') await again()
      if (answer.kind !== 'ok') return refused(answer)
      setTold({ done: t('planner_done_back', { name: line.name }) })
      if (at?.of === line.id) setOpened({ of: at.of, scenario: at.scenario, plan: answer.reply.plan })
    },
  }
}

export type Own = ReturnType<typeof useOwn>

function missingOf(desk: Desk, answer: Exclude<CallResult<unknown>, { kind: 'ok' }>): Missing {
  const why = failureOf(desk, answer)
  if (answer.kind !== 'problem') return { why }
  const kind = answer.problem.type.split(':').at(-1) ?? ''
  if (kind === 'too-many-plans') return { why, words: t('planner_plans_full', { max: Number(answer.problem.max) }) }
  const key = SENTENCES[kind]
  return { why, ...(key && { words: t(key) }) }
}

const SENTENCES: Record<string, string> = {
  'no-caseload': 'planner_no_caseload',
  'no-procedure-for-plan': 'planner_no_procedure',
  'plan-changed': 'planner_plan_changed',
  'bad-input': 'planner_plan_refused',
}
