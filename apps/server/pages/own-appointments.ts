import type { OwnAppointment, OwnAppointmentAct } from '#capabilities/appointments/server/own-appointments.ts'
import { type Html, html } from '#platform/http/html.ts'
import { formatDate } from '#platform/messages/messages.ts'
import type { Tongue } from './language.ts'

const acts: readonly string[] = ['confirm', 'ask-move', 'take-back'] satisfies OwnAppointmentAct[]
export const isOwnAct = (text: string | undefined): text is OwnAppointmentAct => acts.includes(text ?? '')

/** When and where a family is expected, that it will come, or that it asks for another time. No name stands here. */
export const appointmentForms = (tongue: Tongue, appointments: readonly OwnAppointment[]): Html[] =>
  appointments.map((appointment) => form(tongue, appointment))

function form({ text, locale }: Tongue, appointment: OwnAppointment): Html {
  const { id, purpose, day, from, until, office, place, hasInterpreter, isConfirmed, moveAskedOn } = appointment
  const button = (act: OwnAppointmentAct, label: string) =>
    html`<button class="button" name="what" value="${act}">${text(label)}</button>`
  return html`<section class="card stack"><h2>${text('appointment_own_title')}</h2>
<p class="strong">${text(`appointment_own_${purpose}`)} · ${formatDate(day, locale)}<br>${text('appointment_own_time', { from, until })}</p>
<p>${text('appointment_own_place')}: <bdi>${office}</bdi>${place && html` · <bdi>${place}</bdi>`}</p>
${hasInterpreter && html`<p>${text('appointment_own_interpreter')}</p>`}
<p>${text('appointment_own_bring')}</p>
${isConfirmed && !moveAskedOn && html`<p class="strong">${text('appointment_own_confirmed')}</p>`}
${moveAskedOn && html`<p class="strong">${text('appointment_own_asked', { day: formatDate(moveAskedOn, locale) })}</p>`}
<form class="stack" method="post" action="/status/appointment?lang=${locale}" autocomplete="off">
<input type="hidden" name="appointment" value="${id}">
${!moveAskedOn && html`<p>${text('appointment_own_cannot')}</p>`}
<div class="field"><label for="code-${id}">${text('status_wish_code')}</label>
<input id="code-${id}" name="code" type="text" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60"></div>
${!isConfirmed && !moveAskedOn && button('confirm', 'appointment_own_confirm')}
${moveAskedOn ? button('take-back', 'appointment_own_back') : button('ask-move', 'appointment_own_ask')}
</form></section>`
}
