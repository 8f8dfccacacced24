import * as z from 'zod/mini'
import { Role } from '#capabilities/access/model.ts'
import { Basis, Id, Limit, Setting, validDays, Words } from './rule.ts'

/** Where a claim stands, in the order it happens. */
const STAGES = ['intended', 'lodged', 'admitted', 'decided', 'notified', 'appealed', 'closed'] as const
export type Stage = (typeof STAGES)[number]

/** Why a claim is closed. The end of a time limit is none of them. */
export const ClosingReason = z.enum([
  'recognised',
  'complementary',
  'refused',
  'not_admitted',
  'withdrawn',
  'abandoned_attendance',
  'abandoned_left_state',
  'died',
  'transferred',
  'duplicate_merged',
])
export type ClosingReason = z.infer<typeof ClosingReason>

export const Outcome = z.enum(['recognised', 'complementary', 'refused', 'inadmissible', 'referred'])
export type Outcome = z.infer<typeof Outcome>

/** One thing that is done in a procedure, who does it, and by when. */
const Step = z.strictObject({
  id: Id,
  name: Words,
  actors: z.array(Id).check(z.minLength(1), z.maxLength(6)),
  /** `start`: opens a claim. `while_open`: at any time until it is closed. Otherwise a step before it leads here. */
  opens: z.optional(z.enum(['start', 'while_open'])),
  next: z.optional(z.array(Id).check(z.maxLength(20))),
  /** Runs beside the way of the claim, and so leads to no end. */
  side: z.optional(z.boolean()),
  repeats: z.optional(z.boolean()),
  stage: z.optional(z.enum(STAGES)),
  /** Closes the claim. Only a person's step does. */
  ends: z.optional(z.array(ClosingReason).check(z.minLength(1), z.maxLength(4))),
  /** A decision, with these possible outcomes. */
  outcomes: z.optional(z.array(Outcome).check(z.minLength(1), z.maxLength(5))),
  /** Only after a decision with this outcome. */
  needsOutcome: z.optional(z.array(Outcome).check(z.minLength(1), z.maxLength(5))),
  /** Puts a decision aside, so that there may be another one. */
  setsAside: z.optional(z.boolean()),
  /** While it is not answered by one of these steps, nothing new is decided. */
  answeredBy: z.optional(z.array(Id).check(z.minLength(1), z.maxLength(5))),
  /** A second person signs, never the one who acts. */
  secondPerson: z.optional(z.boolean()),
  /** Only the person of the claim, not somebody else for them. */
  personally: z.optional(z.boolean()),
  needs: z.optional(z.array(Id).check(z.maxLength(10))),
  /** The person may ask for it on their own page; the sentence there says why one would. */
  ownWish: z.optional(Words),
  /** Before it is taken, the family needs an appointment of this kind. */
  meeting: z.optional(z.enum(['interview', 'hearing'])),
  documents: z.optional(z.array(Id).check(z.maxLength(10))),
  /** What has to be kept with the step. Of a delivery, only a proven one counts as done. */
  records: z.optional(z.enum(['delivery', 'hearing_notice', 'absence'])),
  notifies: z.optional(
    z.strictObject({
      to: z.enum(['person', 'authority']),
      copyTo: z.optional(z.array(Id).check(z.maxLength(5))),
      channels: z.array(z.enum(['in_person', 'address', 'post', 'electronic'])).check(z.minLength(1), z.maxLength(4)),
      readAloud: z.boolean(),
    }),
  ),
  limits: z.optional(z.array(Limit).check(z.maxLength(10))),
  if: z.optional(Id),
  basis: Basis,
  ...validDays,
})
export type Step = z.infer<typeof Step>

const named = z.strictObject({ id: Id, name: Words })

/** What protects somebody: before any of these steps, those must be done. */
const Safeguard = z.strictObject({
  id: Id,
  name: Words,
  /** Facts that must be recorded for it to hold; none: it holds for everyone. */
  when: z.array(Id).check(z.maxLength(5)),
  before: z.array(Id).check(z.minLength(1), z.maxLength(30)),
  needs: z.array(Id).check(z.minLength(1), z.maxLength(5)),
  /** Anew before each one, not once for all. */
  each: z.optional(z.boolean()),
  if: z.optional(Id),
  basis: Basis,
})
export type Safeguard = z.infer<typeof Safeguard>

export const MandateKind = z.enum(['representative', 'lawyer', 'guardian'])

/** A procedure as its file holds it: `procedures/README.md` explains every field to whoever writes one. */
export const Procedure = z.strictObject({
  procedure: Id,
  version: z.string().check(z.minLength(1), z.maxLength(40)),
  name: Words,
  authority: z.string().check(z.minLength(1), z.maxLength(120)),
  /** In which language the authority writes: first on its papers. English where a file does not say. */
  language: z.optional(z.enum(['en', 'es', 'fr', 'ht', 'pt', 'ar'])),
  calendar: Id,
  ...validDays,
  laws: z
    .array(z.strictObject({ id: Id, name: z.string().check(z.minLength(1), z.maxLength(300)) }))
    .check(z.maxLength(30)),
  settings: z.array(Setting).check(z.maxLength(60)),
  /** Who acts in law, and which roles of staff may record that they did. */
  actors: z
    .array(
      z.strictObject({
        ...{ id: Id, name: Words, binds: z.enum(['authority', 'person']), recordedBy: z.array(Role) },
        /** Acts for the person only under a mandate of one of these kinds that holds on the day of the act. */
        mandate: z.optional(z.array(MandateKind).check(z.minLength(1), z.maxLength(3))),
      }),
    )
    .check(z.minLength(1), z.maxLength(20)),
  documents: z.array(named).check(z.maxLength(60)),
  /** Days that matter and are no step: entry, arrival. */
  dates: z.array(named).check(z.maxLength(20)),
  /** What a person says is so; never worked out by the system. */
  facts: z.array(named).check(z.maxLength(30)),
  /** For what time stands still in one case. */
  pauses: z.array(z.strictObject({ id: Id, name: Words, basis: Basis })).check(z.maxLength(20)),
  steps: z.array(Step).check(z.minLength(1), z.maxLength(100)),
  safeguards: z.array(Safeguard).check(z.maxLength(40)),
})
export type Procedure = z.infer<typeof Procedure>
