import { useState } from 'preact/hooks'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { PLAN_NAME_MAX, type PlanLine } from '../contract.ts'
import type { Scenario } from '../scenario.ts'
import { linkOfPlan } from './link.ts'
import type { Own } from './own.ts'
import { dayWords } from './words.ts'

interface Props {
  own: Own
  /** What is on the page; undefined while something in it is wrong or on its way. */
  scenario: Scenario | undefined
  onOpen(line: PlanLine): void
}

/** Keeps what is on the page for everybody here who plans, and opens what others kept. */
export function SavedPlans({ own, scenario, onOpen }: Props) {
  const { plan, plans, told, again } = own
  const [typed, setTyped] = useState<string>()
  const [error, setError] = useState<string>()
  const name = typed ?? plan?.name ?? ''

  async function save(over: PlanLine | undefined) {
    const isNamed = name.trim().length > 0 && name.trim().length <= PLAN_NAME_MAX
    setError(isNamed ? undefined : t('planner_plan_name_missing', { max: PLAN_NAME_MAX }))
    if (!isNamed) return document.getElementById('planner-plan-name')?.focus()
    if (scenario && (await own.save(name.trim(), scenario, over))) setTyped(undefined)
  }
  return (
    <section class="card stack no-print" aria-labelledby="planner-plans-title">
      <h2 id="planner-plans-title">{t('planner_plans_title')}</h2>
      <p class="hint">{t('planner_plans_what')}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save(plan)
        }}
      >
        <TextField
          id="planner-plan-name"
          label={t('planner_plan_name')}
          hint={t('planner_plan_name_hint')}
          value={name}
          {...(error !== undefined && { error })}
          onInput={setTyped}
        />
        <div class="row">
          <button type="submit" class="button button-primary" disabled={!scenario}>
            <Icon name="save" />
            {t(plan ? 'planner_save_over' : 'planner_save')}
          </button>
          {plan && (
            <button type="button" class="button" disabled={!scenario} onClick={() => save(undefined)}>
              {t('planner_save_new')}
            </button>
          )}
        </div>
      </form>
      <Said own={own} {...told} />
      <Shown state={plans} again={again}>
        {({ plans: lines }) =>
          lines.length === 0 ? (
            <p>{t('planner_plans_none')}</p>
          ) : (
            <ul class="planner-plans">
              {lines.map((line) => (
                <li key={line.id} class="row row-spread">
                  <div>
                    <a
                      href={linkOfPlan(line.id)}
                      aria-current={plan?.id === line.id ? 'true' : undefined}
                      onClick={(event) => {
                        event.preventDefault()
                        onOpen(line)
                      }}
                    >
                      <bdi>{line.name}</bdi>
                    </a>
                    <p class="hint">{savedWords(line)}</p>
                  </div>
                  <button
                    type="button"
                    class="button"
                    aria-label={t('planner_delete_plan', { name: line.name })}
                    onClick={() => own.remove(line)}
                  >
                    {t('planner_delete')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  )
}

const savedWords = ({ savedAt, savedBy }: PlanLine) => {
  const on = dayWords(savedAt.slice(0, 10))
  return savedBy ? t('planner_saved_by', { on, who: savedBy }) : t('planner_saved_on', { on })
}

function Said({ own, done, failed, deleted }: { own: Own } & Own['told']) {
  if (!done && !failed) return null
  return (
    <Note tone={failed ? 'warn' : 'ok'} live>
      <div class="row row-spread">
        <span>{failed ?? done}</span>
        {deleted && (
          <button type="button" class="button" onClick={() => own.bringBack(deleted)}>
            <Icon name="undo" />
            {t('ui_undo')}
          </button>
        )}
      </div>
    </Note>
  )
}
