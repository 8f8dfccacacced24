import * as z from 'zod/mini'
import { isMailAddress } from '#platform/delivery/mail-text.ts'

export const channels = ['sms', 'email', 'push'] as const
export const Channel = z.enum(channels)
export type Channel = z.infer<typeof Channel>

/** What a message can say. There is no other text: nothing that names a person, a place or a procedure can come in. */
export const Template = z.enum(['news', 'soon'])
export type Template = z.infer<typeof Template>

const key = (length: number) => z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${length}}$`)))
/** Where a browser is woken, as it gives it (65 and 16 bytes in base64url). */
export const PushAddress = z.strictObject({
  endpoint: z.string().check(z.maxLength(1000), z.regex(/^https:\/\/[^\s@]+$/)),
  p256dh: key(87),
  auth: key(22),
})
export const MailAddress = z.string().check(z.maxLength(254), z.refine(isMailAddress, 'One mail address is needed.'))

/** Wait this long after the first try, four times as long after each further one, six hours at most. */
const FIRST_WAIT_MS = 60_000
const WAIT_MS_MAX = 6 * 3_600_000
/** With these waits the last try is some 20 hours after the first. */
export const TRIES_MAX = 8

/** When to try again after so many tries; undefined: that was the last. */
export function waitAfter(tries: number): number | undefined {
  return tries >= TRIES_MAX ? undefined : Math.min(FIRST_WAIT_MS * 4 ** (tries - 1), WAIT_MS_MAX)
}

/** Nobody gets more than this in a day, on all channels; the rest waits. */
export const PER_DAY_MAX = 3
export const DAY_MS = 86_400_000

/** Hours in which no phone rings, as the clock of a place shows them. */
export type QuietHours = { from: string; to: string; timeZone: string }

/** True if the clock on the wall there stands within the quiet hours; they may go over midnight. */
export function isQuiet(now: number, { from, to, timeZone }: QuietHours): boolean {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })
  const clock = format.format(now)
  return from <= to ? from <= clock && clock < to : clock >= from || clock < to
}

/** An adult decides alone; a child only where nobody else speaks for the household. */
export const decidesAlone = (person: { ageBand: string; isFocalPoint: boolean }): boolean =>
  person.isFocalPoint || !['0-4', '5-11', '12-17', '0-17'].includes(person.ageBand)
