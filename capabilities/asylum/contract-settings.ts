import * as z from 'zod/mini'
import { fact } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { CalendarRow } from './calendar.ts'
import { noClaimsHere } from './contract.ts'
import { Duration, Id, Words } from './rule.ts'

export const settingsChanged = problem('settings-changed', 409, 'Somebody was faster. Look at the settings again.')
export const wrongProcedure = problem<{ errors: { field: string; code: string; message: string }[] }>(
  'wrong-procedure',
  422,
  'Some settings need another look.',
)

const Answer = z.union([z.boolean(), Duration, z.string().check(z.maxLength(60))])
const Answers = z.record(Id, Answer)
const SettingLine = z.object({
  id: Id,
  about: z.string(),
  basis: z.string(),
  certainty: z.enum(['A', 'B', 'C']),
  value: Answer,
  isAnswered: z.boolean(),
})

export const readSettings = endpoint({
  method: 'GET',
  path: '/asylum/settings',
  summary: 'The procedure of this operation, what counsel still has to confirm, and its own days in the calendar.',
  reply: fact(
    z.object({
      version: z.int(),
      chosen: z.nullable(z.object({ procedure: Id, version: z.string(), name: Words, authority: z.string() })),
      offered: z.array(z.object({ procedure: Id, version: z.string(), name: Words, authority: z.string() })),
      settings: z.array(SettingLine),
      calendarSettings: z.array(SettingLine),
      rows: z.array(CalendarRow),
      /** For which place a row can hold; without one it holds for all. */
      offices: z.array(z.object({ id: Id, name: z.string() })),
      /** What a row of the calendar can rest on. */
      calendarLaws: z.array(z.object({ id: Id, name: z.string() })),
      /** Claims whose limits are still being counted anew after a change. */
      toCount: z.int(),
      moved: z.int(),
    }),
  ),
  problems: [noClaimsHere],
})

const NewSettings = z.strictObject({
  /** The version that was on the page; 0 before the first. */
  version: z.int().check(z.gte(0)),
  procedure: Id,
  procedureVersion: z.string().check(z.maxLength(40)),
  answers: Answers,
  calendarAnswers: Answers,
  rows: z.array(CalendarRow).check(z.maxLength(500)),
})

/** So many open claims are looked at before somebody saves; of more, a sample. */
export const EFFECT_SAMPLE = 1000

export const tellEffect = endpoint({
  method: 'POST',
  path: '/asylum/settings/effect',
  summary: 'How many days would move if these settings were saved. Saves nothing.',
  body: NewSettings,
  reply: fact(
    z.object({
      open: z.int(),
      /** How many of them were looked at. */
      looked: z.int(),
      claims: z.int(),
      limits: z.int(),
    }),
  ),
  problems: [noClaimsHere, settingsChanged, wrongProcedure],
})

export const changeSettings = endpoint({
  method: 'POST',
  path: '/asylum/settings',
  summary:
    'Choose the procedure, answer its settings, set days of the calendar. Every open limit is then counted anew; nothing else happens to a claim.',
  body: NewSettings,
  reply: fact(z.object({ version: z.int() })),
  problems: [noClaimsHere, settingsChanged, wrongProcedure],
})
