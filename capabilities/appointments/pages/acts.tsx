import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { call } from '#platform/http/client.ts'
import type { BodyOf, ReplyOf } from '#platform/http/endpoint.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { type AppointmentRow, bookAppointment, cancelAppointment, moveAppointment, recordComing } from '../contract.ts'
import { sentenceOf } from './refusing.ts'

type Time = { day: string; slot: number; officerId: string }
type Freed = ReplyOf<typeof cancelAppointment>['freed']
type Undo = () => Promise<void>

export type Acts = ReturnType<typeof useActs>

/**
 * Acts on appointments, what they said, and the way back where there is one: a moved appointment goes back to its time, a cancelled one is
 * booked again, as long as that time is still free. `again` reads the page anew; an appointment that was booked again is a new one, to which
 * `onRebooked` may go.
 */
export function useActs(desk: Desk, again: () => Promise<void>, onRebooked?: (id: string) => void) {
  const [said, setSaid] = useState<{ done?: string; failed?: string; undo?: Undo | undefined }>({})

  async function move(
    row: AppointmentRow,
    to: Time,
    because: BodyOf<typeof moveAppointment>['because'],
    agreed = false,
  ) {
    const result = await send(row, to, because, agreed)
    if (result.kind !== 'ok') return failed(result)
    const { appointment, freed } = result.reply
    const back = { day: row.day, slot: row.slot, officerId: row.officer.id }
    await done(
      t('appointments_done_moved', { time: `${appointment.from}` }),
      freed && (() => undo(() => send(appointment, back, because, true))),
    )
    return true
  }

  const send = (row: AppointmentRow, to: Time, because: BodyOf<typeof moveAppointment>['because'], agreed: boolean) =>
    call(desk.fetch, moveAppointment, {
      params: { id: row.id },
      body: { actId: desk.newId(), version: row.version, ...to, because, agreed },
    })

  async function cancel(row: AppointmentRow, because: BodyOf<typeof cancelAppointment>['because'], waitsOn: boolean) {
    const result = await call(desk.fetch, cancelAppointment, {
      params: { id: row.id },
      body: { actId: desk.newId(), version: row.version, because, waitsOn },
    })
    if (result.kind !== 'ok') return failed(result)
    await done(
      t(waitsOn ? 'appointments_done_cancelled_waits' : 'appointments_done_cancelled'),
      rebook(row, result.reply.freed),
    )
    return true
  }

  async function come(row: AppointmentRow, what: BodyOf<typeof recordComing>['what'], waitsOn = true) {
    const result = await call(desk.fetch, recordComing, {
      params: { id: row.id },
      body: { actId: desk.newId(), version: row.version, what, waitsOn },
    })
    if (result.kind !== 'ok') return failed(result)
    await done(t(`appointments_done_${what.replaceAll('-', '_')}`), rebook(row, result.reply.freed))
    return true
  }

  /** The same household at the same time once more, if nobody else has it by then. */
  function rebook(row: AppointmentRow, freed: Freed): Undo | undefined {
    if (!freed) return undefined
    const { siteId, householdId, purpose, claimIds, language, special, heardBy, slots, day, slot, officer } = row
    const asked = { siteId, householdId, purpose, claimIds, language, special, heardBy, slots, day, slot }
    const body = { ...asked, id: desk.newId(), officerId: officer.id, agreed: true }
    return async () => {
      const result = await call(desk.fetch, bookAppointment, { body })
      if (result.kind !== 'ok') return void (await failed(result))
      await done(t('appointments_done_booked', { time: result.reply.from }))
      onRebooked?.(result.reply.id)
    }
  }

  async function undo(act: () => ReturnType<typeof call>) {
    const result = await act()
    if (result.kind === 'ok') await done(t('appointments_done_undone'))
    else await failed(result)
  }

  async function done(sentence: string, back?: Undo | null) {
    setSaid({ done: sentence, undo: back ?? undefined })
    await again()
  }

  async function failed(result: Parameters<typeof sentenceOf>[1]): Promise<false> {
    setSaid({ failed: sentenceOf(desk, result) })
    // Whoever was overtaken sees what is so now.
    if (result.kind === 'problem') await again()
    return false
  }

  return { move, cancel, come, done, failed, told: <Said {...said} /> }
}

function Said({ done, failed, undo }: { done?: string; failed?: string; undo?: Undo | undefined }): ComponentChildren {
  if (failed)
    return (
      <Note tone="warn" live>
        {failed}
      </Note>
    )
  if (!done) return null
  return (
    <Note tone="ok" live>
      <div class="row row-spread">
        <span>{done}</span>
        {undo && (
          <button type="button" class="button" onClick={undo}>
            <Icon name="undo" />
            {t('ui_undo')}
          </button>
        )}
      </div>
    </Note>
  )
}
