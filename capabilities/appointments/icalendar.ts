/**
 * One appointment in an officer's calendar. It lies on telephones and with makers of calendars, so it names nobody: the case number and the
 * place are all it says.
 */
export type CalendarEntry = {
  /** The same for as long as the appointment lives, so that a calendar moves an entry and does not double it. */
  id: string
  caseNumber: string
  place: string
  from: number
  to: number
  /** Goes up with each change, so that a calendar knows which of two is newer. */
  sequence: number
  /** When it became as it is here. */
  changedAt: number
  isCancelled: boolean
}

/** A calendar as RFC 5545 has it; all times in UTC, so that it needs no time zones. */
export function calendarText({ name, entries }: { name: string; entries: readonly CalendarEntry[] }): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Posada//Appointments//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    // RFC 7986: what a calendar is called, and how often it is worth asking again.
    `NAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ...entries.flatMap(entryLines),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

const entryLines = (entry: CalendarEntry): string[] => [
  'BEGIN:VEVENT',
  `UID:${escaped(entry.id)}`,
  `SEQUENCE:${entry.sequence}`,
  `DTSTAMP:${inUtc(entry.changedAt)}`,
  `DTSTART:${inUtc(entry.from)}`,
  `DTEND:${inUtc(entry.to)}`,
  `SUMMARY:${escaped(entry.caseNumber)}`,
  ...(entry.place === '' ? [] : [`LOCATION:${escaped(entry.place)}`]),
  `STATUS:${entry.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
  'CLASS:PRIVATE',
  'END:VEVENT',
]

/** `19980119T070000Z` (RFC 5545, 3.3.5, form 2). */
const inUtc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

/** A text (3.3.11): a new line is written as such, and nothing in it can end the line or begin a property of its own. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, '')
    .replaceAll(/[\\;,]/g, (mark) => `\\${mark}`)
    .replaceAll('\n', '\\n')

/** Lines of at most 75 octets (3.1), the space that continues one included; no character is cut apart. */
function folded(line: string): string {
  let octets = 0
  let out = ''
  for (const character of line.toWellFormed()) {
    const size = encoder.encode(character).length
    if (octets + size > OCTETS_MAX) {
      out += '\r\n '
      octets = 1
    }
    out += character
    octets += size
  }
  return out
}

const OCTETS_MAX = 75
const encoder = new TextEncoder()
