import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CalendarEntry, calendarText } from './icalendar.ts'

const entry = (changes: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ...{ id: '5fc53010-1267-4f8e-bc28-1d7ae55a7c99', caseNumber: 'RC-0001', place: 'Room 1' },
  ...{ from: Date.UTC(1997, 2, 18, 18, 30), to: Date.UTC(1997, 2, 18, 20) },
  ...{ sequence: 0, changedAt: Date.UTC(1996, 2, 29, 13, 30), isCancelled: false, ...changes },
})
const written = (changes?: Partial<CalendarEntry>) => calendarText({ name: 'Ana', entries: [entry(changes)] })
/** The other way (RFC 5545, 3.1): what a fold put in goes, whatever the line says. */
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n')
const valueIn = (property: string, text: string) =>
  unfolded(text)
    .find((line) => line.startsWith(`${property}:`))
    ?.slice(property.length + 1)
const unescaped = (value: string) =>
  value.replaceAll(/\\([\\;,nN])/g, (_, mark: string) => (mark.toLowerCase() === 'n' ? '\n' : mark))

test('an appointment is an entry with case number and place, in the order and form of RFC 5545', () => {
  expect(unfolded(written())).toEqual([
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Posada//Appointments//EN', 'CALSCALE:GREGORIAN'],
    ...['METHOD:PUBLISH', 'NAME:Ana', 'REFRESH-INTERVAL;VALUE=DURATION:PT15M', 'BEGIN:VEVENT'],
    ...['UID:5fc53010-1267-4f8e-bc28-1d7ae55a7c99', 'SEQUENCE:0', 'DTSTAMP:19960329T133000Z'],
    ...['DTSTART:19970318T183000Z', 'DTEND:19970318T200000Z', 'SUMMARY:RC-0001', 'LOCATION:Room 1'],
    ...['STATUS:CONFIRMED', 'CLASS:PRIVATE', 'END:VEVENT', 'END:VCALENDAR', ''],
  ])
  expect(written({ place: '' })).not.toContain('LOCATION')
})

test('times are those of the RFC’s examples', () => {
  expect(valueIn('DTSTART', written({ from: Date.UTC(1998, 0, 19, 7) }))).toBe('19980119T070000Z')
  // 3.3.5: 1 July 1997, 13:30 in UTC.
  expect(valueIn('DTEND', written({ to: Date.UTC(1997, 6, 1, 13, 30) }))).toBe('19970701T133000Z')
})

test('a moved appointment keeps its UID and counts up; a cancelled one says so', () => {
  const [before, after] = [written(), written({ sequence: 3, isCancelled: true, from: Date.UTC(1997, 2, 17) })]
  expect(valueIn('UID', after)).toBe(valueIn('UID', before))
  expect([valueIn('SEQUENCE', after), valueIn('STATUS', after)]).toEqual(['3', 'CANCELLED'])
})

test('texts are escaped as the RFC’s examples are', () => {
  // 3.3.11 and 3.8.1.7
  expect(
    valueIn('SUMMARY', written({ caseNumber: 'Project XYZ Final Review\nConference Room - 3B\nCome Prepared.' })),
  ).toBe('Project XYZ Final Review\\nConference Room - 3B\\nCome Prepared.')
  expect(valueIn('LOCATION', written({ place: 'Conference Room - F123, Bldg. 002' }))).toBe(
    'Conference Room - F123\\, Bldg. 002',
  )
  expect(valueIn('LOCATION', written({ place: 'a;b\\c:d"e' }))).toBe('a\\;b\\\\c:d"e')
})

test('nothing in a text ends its line: no property can be slipped in', () => {
  for (const end of ['\r\n', '\n', '\r', '\u2028', '\0\r\n'])
    expect(unfolded(written({ place: `Room 1${end}ATTENDEE:mailto:a@example.org` }))).not.toContain(
      'ATTENDEE:mailto:a@example.org',
    )
})

test('lines have 75 octets at most, no character is cut apart, and what was written is read back', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: fc.constantFrom('ت', '🏠', 'é', ' ', ',', '\\', 'n', '\n', 'x'), maxLength: 200 }),
  )
  fc.assert(
    fc.property(anyText, anyText, (caseNumber, place) => {
      const text = written({ caseNumber, place })
      expect(text.endsWith('\r\n')).toBe(true)
      for (const line of text.split('\r\n')) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        expect(line).toBe(line.toWellFormed())
        expect(line).not.toMatch(/[\r\n]/)
      }
      expect(unescaped(valueIn('SUMMARY', text)!)).toBe(caseNumber)
      expect(unescaped(valueIn('LOCATION', text) ?? '')).toBe(place)
    }),
  )
})
