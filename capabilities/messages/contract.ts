import * as z from 'zod/mini'
import { AccessCode, ByAccessCode, nothingFound, tooManyAttempts } from '#capabilities/registration/contract.ts'
import { AgeBand, Uuid } from '#capabilities/registration/model.ts'
import { classed, personal } from '#platform/base/field-class.ts'
import { notFound, operationLocked, problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { Channel, MailAddress, PushAddress, Template } from './model.ts'

/** Nothing sends on this channel here. */
export const channelOff = problem('channel-off', 409, 'This office sends no such messages. Look at your page instead.')
/** There is nowhere to send to. */
export const noAddress = problem(
  'no-address',
  409,
  'There is no number or address to send to. Give one, or have your number written down at the desk.',
)

const Choices = z.object({
  /** What this server can send at all. */
  offered: z.array(Channel),
  /** What a browser needs to let itself be woken; null where that is off. */
  pushKey: z.nullable(z.string()),
  people: z.array(
    z.object({
      id: Uuid,
      isFocalPoint: z.boolean(),
      ageBand: AgeBand,
      hasPhoneNumber: z.boolean(),
      chosen: z.array(Channel),
    }),
  ),
})

export const readChoices = endpoint({
  method: 'POST',
  path: '/messages/own',
  summary: 'Which messages each person of a household asked for, by the access code. No address is shown.',
  audience: 'anyone',
  body: ByAccessCode,
  reply: classed('fact', Choices),
  problems: [nothingFound, tooManyAttempts],
})

const at = { accessCode: AccessCode, individualId: Uuid }
/** Off until somebody asks for it, and off again at once. The same choice again changes nothing. */
export const choose = endpoint({
  method: 'POST',
  path: '/messages/choose',
  summary: 'One person asks for messages on one channel, or takes that back. No message names anybody.',
  audience: 'anyone',
  body: z.discriminatedUnion('channel', [
    z.strictObject({ ...at, channel: z.literal('sms'), agreed: z.boolean() }),
    z.strictObject({
      ...at,
      channel: z.literal('email'),
      agreed: z.boolean(),
      address: z.optional(personal('contact', MailAddress)),
    }),
    z.strictObject({
      ...at,
      channel: z.literal('push'),
      agreed: z.boolean(),
      address: z.optional(personal('contact', PushAddress)),
    }),
  ]),
  reply: classed('fact', Choices),
  problems: [nothingFound, tooManyAttempts, channelOff, noAddress, operationLocked],
})

export const readOutbox = endpoint({
  method: 'GET',
  path: '/messages/outbox',
  summary: 'How many messages wait and went, and which could not be sent: channel, tries and kind of error, no person.',
  reply: classed(
    'fact',
    z.object({
      setUp: z.array(Channel),
      locked: z.boolean(),
      waiting: z.number(),
      sentLately: z.number(),
      /** No answer came, or a process ended in the middle. */
      perhapsTwice: z.number(),
      dead: z.array(
        z.object({
          id: Uuid,
          channel: Channel,
          template: Template,
          tries: z.number(),
          error: z.nullable(z.string()),
          queuedAt: z.string(),
        }),
      ),
    }),
  ),
})

export const sendAgain = endpoint({
  method: 'POST',
  path: '/messages/:id/again',
  summary: 'Try a message again that could not be sent. It keeps its id.',
  params: z.object({ id: Uuid }),
  reply: classed('fact', z.object({ waiting: z.boolean() })),
  problems: [notFound],
})
