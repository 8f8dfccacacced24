import * as z from 'zod/mini'
import { stepUpNeeded } from '#capabilities/access/step-up.ts'
import { personal } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import {
  Birth,
  Consent,
  fact,
  HOUSEHOLD_SIZE_MAX,
  Language,
  Name,
  Nationality,
  PhoneNumber,
  Relation,
  Sex,
  SpecificNeedsCode,
  Uuid,
} from '../model.ts'
import { Card, HouseholdParams, secret } from './contract.ts'
import { ArrivalReason, WithdrawalReason } from './model.ts'

/** The rules of model.ts refused; `reason` says which. */
export const changeRefused = problem<{ reason: string }>(
  'change-refused',
  409,
  'This change is not possible for this household.',
)
/** A child alone is about to come under, or lose, an adult's care. */
export const trainedPersonNeeded = problem(
  'trained-person-needed',
  409,
  'A child is alone here. A trained person decides first.',
)
/** Somebody else changed this while it was on your screen. */
export const changedMeanwhile = problem(
  'changed-meanwhile',
  409,
  'Someone changed this a moment ago. Look at it again.',
)
/** The household is not in the state that this act needs. */
export const notInThisState = problem<{ stage: string }>(
  'not-in-this-state',
  409,
  'This household is not in a state where this can be done.',
)

/** Enough to see that a child is alone, when nobody knows an age. */
const AgeGroup = z.enum(['child', 'adult'])

/** A person as the registrar writes them down. */
export const PersonAtDesk = z.strictObject({
  id: Uuid,
  isFocalPoint: z.boolean(),
  sex: Sex,
  nationality: Nationality,
  language: Language,
  name: personal('identity', z.nullable(Name)),
  birth: personal('identity', Birth),
  /** Where the birth says nothing: what the registrar sees. */
  ageGroup: z.optional(AgeGroup),
  relation: personal('identity', Relation),
  needs: personal('needs', z.array(SpecificNeedsCode).check(z.maxLength(10))),
  consent: Consent,
})
export type PersonAtDesk = z.infer<typeof PersonAtDesk>

/** What is handed to the person: a card, and where it is new, the code that opens their own page. */
export const Handed = z.object({
  id: fact(Uuid),
  caseNumber: fact(z.string()),
  householdSize: fact(z.int()),
  adults: fact(z.int()),
  children: fact(z.int()),
  /** The household's own, for what is printed. */
  language: fact(Language),
  practice: fact(z.boolean()),
  card: fact(z.nullable(Card)),
  /** 60 bits, for the tear-off strip; shown once. Null where the code in the person's hands stays. */
  accessCode: secret(z.nullable(z.string())),
})
export type Handed = z.infer<typeof Handed>

const Confirmed = z.optional(z.boolean())

export const registerAtDesk = endpoint({
  method: 'POST',
  path: '/desk/households',
  summary: 'Register a household without a phone. The same id again gives the same household and no second code.',
  body: z.strictObject({
    id: Uuid,
    language: Language,
    siteId: z.nullable(Uuid),
    people: z.array(PersonAtDesk).check(
      z.minLength(1),
      z.maxLength(HOUSEHOLD_SIZE_MAX),
      z.refine((people) => people.filter(({ isFocalPoint }) => isFocalPoint).length === 1, {
        error: 'one-focal-point',
      }),
      z.refine((people) => new Set(people.map(({ id }) => id)).size === people.length, { error: 'same-id-twice' }),
    ),
    phoneNumber: personal('contact', z.nullable(PhoneNumber)),
  }),
  reply: Handed,
})

export const acceptWaiting = endpoint({
  method: 'POST',
  path: '/desk/households/:id/accept',
  summary: 'Accept a registration that waited for a person (late, surplus): it gets its official card.',
  params: HouseholdParams,
  body: z.strictObject({}),
  reply: Handed,
  problems: [notInThisState],
})

export const reprintCard = endpoint({
  method: 'POST',
  path: '/desk/households/:id/reprint',
  summary: 'The valid card once more, unchanged.',
  params: HouseholdParams,
  body: z.strictObject({}),
  reply: Handed,
  problems: [notInThisState],
})

export const withdrawCard = endpoint({
  method: 'POST',
  path: '/desk/households/:id/withdraw-card',
  summary: 'Withdraw the valid card. A new one can be issued at any time.',
  params: HouseholdParams,
  body: z.strictObject({ reason: WithdrawalReason }),
  reply: Handed,
  problems: [notInThisState],
})

export const reissueCard = endpoint({
  method: 'POST',
  path: '/desk/households/:id/reissue',
  summary: 'A new card; a valid old one is withdrawn. With `newAccessCode` the old code stops to open anything.',
  params: HouseholdParams,
  body: z.strictObject({ reason: WithdrawalReason, newAccessCode: z.boolean() }),
  reply: Handed,
  problems: [notInThisState, stepUpNeeded],
})

export const splitHousehold = endpoint({
  method: 'POST',
  path: '/desk/households/:id/split',
  summary: 'Some people form a household of their own, with card and access code; the rest get a card of the new size.',
  params: HouseholdParams,
  body: z.strictObject({
    /** Of the new household, made by the page: sending again changes nothing. */
    newId: Uuid,
    individualIds: z.array(Uuid).check(z.minLength(1), z.maxLength(HOUSEHOLD_SIZE_MAX)),
    focalPointId: Uuid,
    remainingFocalPointId: Uuid,
    confirmedByTrainedPerson: Confirmed,
  }),
  reply: z.object({ created: Handed, remaining: Handed }),
  problems: [changeRefused, trainedPersonNeeded, notInThisState, stepUpNeeded],
})

export const joinHouseholds = endpoint({
  method: 'POST',
  path: '/desk/households/:id/join',
  summary: 'The people of another household come into this one. A split undoes it.',
  params: HouseholdParams,
  body: z.strictObject({ otherId: Uuid, focalPointId: Uuid, confirmedByTrainedPerson: Confirmed }),
  reply: Handed,
  problems: [changeRefused, trainedPersonNeeded, notInThisState, stepUpNeeded],
})

export const addPerson = endpoint({
  method: 'POST',
  path: '/desk/households/:id/people',
  summary: 'A birth, or someone who arrived: the household grows and gets a new card.',
  params: HouseholdParams,
  body: z.strictObject({ person: PersonAtDesk, reason: ArrivalReason, confirmedByTrainedPerson: Confirmed }),
  reply: Handed,
  problems: [changeRefused, trainedPersonNeeded, notInThisState],
})

export const recordDeath = endpoint({
  method: 'POST',
  path: '/desk/individuals/:id/death',
  summary: 'A person has died. Whoever spoke for the household is followed by `focalPointId`.',
  params: HouseholdParams,
  body: z.strictObject({ focalPointId: z.nullable(Uuid), confirmedByTrainedPerson: Confirmed }),
  reply: Handed,
  problems: [changeRefused, trainedPersonNeeded, notInThisState],
})

export const undoDeath = endpoint({
  method: 'POST',
  path: '/desk/individuals/:id/undo-death',
  summary: 'The death was recorded by mistake: the person is present again.',
  params: HouseholdParams,
  body: z.strictObject({}),
  reply: Handed,
  problems: [changeRefused, notInThisState],
})

export const changeFocalPoint = endpoint({
  method: 'POST',
  path: '/desk/households/:id/focal-point',
  summary: 'Another person of the household speaks for it from now on. It may be a child.',
  params: HouseholdParams,
  body: z.strictObject({ individualId: Uuid }),
  reply: fact(z.object({ changed: z.literal(true) })),
  problems: [changeRefused],
})

export const correctIndividual = endpoint({
  method: 'POST',
  path: '/desk/individuals/:id/correct',
  summary: 'Correct what is held about one person. What stood there before is kept. 423 while locked.',
  params: HouseholdParams,
  body: z.strictObject({
    /** As opened; another one in between means 409. 0 for somebody whose sealed part cannot be read. */
    version: z.int(),
    sex: Sex,
    nationality: Nationality,
    language: Language,
    name: personal('identity', z.nullable(Name)),
    birth: personal('identity', Birth),
    ageGroup: z.optional(AgeGroup),
    relation: personal('identity', Relation),
    needs: personal('needs', z.array(SpecificNeedsCode).check(z.maxLength(10))),
  }),
  reply: fact(z.object({ version: z.int() })),
  problems: [changedMeanwhile],
})
