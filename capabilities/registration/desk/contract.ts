import * as z from 'zod/mini'
import { classed, personal } from '#platform/base/field-class.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import {
  AgeBand,
  Birth,
  Consent,
  Day,
  fact,
  Instant,
  Language,
  Name,
  Nationality,
  Relation,
  Sex,
  SpecificNeedsCode,
  Uuid,
} from '../model.ts'
import { ListFilters, OpeningPurpose, Stage } from './model.ts'

export const HouseholdParams = z.strictObject({ id: Uuid })

/** One line of the list: facts only. */
export const HouseholdRow = z.object({
  id: Uuid,
  caseNumber: z.string(),
  /** Of the newest card; null while a person still looks at the entry. */
  shortCode: z.nullable(z.string()),
  cardState: z.enum(['valid', 'withdrawn', 'none']),
  stage: Stage,
  waitingReason: z.nullable(z.string()),
  householdSize: z.int(),
  adults: z.int(),
  children: z.int(),
  childAlone: z.boolean(),
  hasConflict: z.boolean(),
  language: Language,
  nationalities: z.array(z.string()),
  siteId: z.nullable(Uuid),
  registeredOn: Day,
})
export type HouseholdRow = z.infer<typeof HouseholdRow>

export const readCounts = endpoint({
  method: 'GET',
  path: '/desk/counts',
  summary: 'How many households and people are registered, and how many need a person to decide.',
  reply: fact(
    z.object({
      households: z.int(),
      people: z.int(),
      waiting: z.int(),
      childAlone: z.int(),
      conflicts: z.int(),
      /** Acknowledged, and the sealed part cannot be read: somebody has to ask the household again. */
      unreadable: z.int(),
      /** Came with a good invitation and does not open: kept apart, for a person to look at. */
      quarantined: z.int(),
      /** Entries whose sealed part is not opened yet. */
      sealed: z.int(),
      locked: z.boolean(),
      /** The operation's own day; practice has a clock of its own. */
      today: Day,
      sites: z.array(z.object({ id: Uuid, name: z.string() })),
    }),
  ),
})

export const listHouseholds = endpoint({
  method: 'GET',
  path: '/desk/households',
  summary: 'Registered households, newest first, 50 a page, by facts. Names are not in it.',
  query: ListFilters,
  reply: fact(z.object({ households: z.array(HouseholdRow), next: z.nullable(z.string()) })),
})

export const Card = z.object({
  shortCode: z.string(),
  /** The text inside the QR. */
  text: z.string(),
  issuedAt: Instant,
  expiresOn: Day,
  withdrawnAt: z.nullable(Instant),
  withdrawnReason: z.nullable(z.string()),
})

export const readHousehold = endpoint({
  method: 'GET',
  path: '/desk/households/:id',
  summary: 'One household by its facts: people without names, cards, what happened. Leaves a trace.',
  params: HouseholdParams,
  reply: fact(
    z.object({
      household: HouseholdRow,
      siteName: z.nullable(z.string()),
      /** The one this household was joined into; null for nearly all. */
      joinedIntoId: z.nullable(Uuid),
      practice: z.boolean(),
      people: z.array(
        z.object({
          id: Uuid,
          isFocalPoint: z.boolean(),
          sex: Sex,
          ageBand: AgeBand,
          nationality: Nationality,
          language: Language,
          state: z.enum(['present', 'left', 'died', 'erased']),
          consent: Consent,
        }),
      ),
      cards: z.array(Card),
      history: z.array(z.object({ at: Instant, kind: z.string(), by: z.nullable(z.string()) })),
      readings: z.array(z.object({ at: Instant, act: z.string(), by: z.nullable(z.string()), purpose: z.string() })),
    }),
  ),
})

/** What is opened of one person. `version` goes back with a correction, so that none overwrites another unseen. */
export const OpenedPerson = z.object({
  id: fact(Uuid),
  version: fact(z.int()),
  name: personal('identity', z.nullable(z.string())),
  birth: personal('identity', Birth),
  relation: personal('identity', Relation),
  needs: personal('needs', z.array(SpecificNeedsCode)),
})
export type OpenedPerson = z.infer<typeof OpenedPerson>

export const openHousehold = endpoint({
  method: 'POST',
  path: '/desk/households/:id/open',
  summary: 'Open the names of one household, for a purpose. 423 while locked. The people can see that it was opened.',
  params: HouseholdParams,
  body: z.strictObject({ purpose: OpeningPurpose }),
  reply: z.object({
    openedAt: fact(Instant),
    /** False while the sealed part has not been opened by the server yet. */
    complete: fact(z.boolean()),
    /** People whose sealed part cannot be read. Ask them again: a correction of version 0 writes them down. */
    unreadable: fact(z.array(Uuid)),
    people: z.array(OpenedPerson),
    phoneNumber: personal('contact', z.nullable(z.string())),
  }),
})

export const readVersions = endpoint({
  method: 'POST',
  path: '/desk/individuals/:id/versions',
  summary: 'What was held about one person before each correction, newest first. 423 while locked.',
  params: HouseholdParams,
  body: z.strictObject({ purpose: OpeningPurpose }),
  reply: z.object({
    versions: z.array(
      z.object({
        version: fact(z.int()),
        writtenAt: fact(Instant),
        name: personal('identity', z.nullable(z.string())),
        birth: personal('identity', Birth),
        relation: personal('identity', Relation),
      }),
    ),
  }),
})

const YearOfBirth = z.int().check(z.minimum(1880), z.maximum(2200))

export const searchPeople = endpoint({
  method: 'POST',
  path: '/desk/search',
  summary:
    'Find a person by name, and by what they know of the household. 423 while locked. Each person shown is recorded.',
  body: z.strictObject({
    name: personal('identity', Name),
    purpose: OpeningPurpose,
    birthYear: personal('identity', z.optional(YearOfBirth)),
    nationality: z.optional(Nationality),
    /** Someone of the same household. */
    companion: personal('identity', z.optional(plainText(200))),
  }),
  reply: z.object({
    found: z.array(
      z.object({
        individualId: fact(Uuid),
        household: fact(HouseholdRow),
        name: personal('identity', z.nullable(z.string())),
        /** What of the rest agrees with what the person said, and what does not. A score refuses nobody. */
        agrees: fact(z.array(z.enum(['birth-year', 'nationality', 'companion']))),
        differs: fact(z.array(z.enum(['birth-year', 'nationality', 'companion']))),
      }),
    ),
  }),
})

/** Marks what opens something. */
export const secret = <S extends z.ZodMiniType>(schema: S): S => classed('secret', schema)
