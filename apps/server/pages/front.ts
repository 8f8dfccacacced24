import type { Role } from '#capabilities/access/model.ts'
import {
  countHouseholds,
  findOpenInvitation,
  listOpenOperations,
} from '#capabilities/registration/server/queries-invitation.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { notFound } from '#platform/base/problem.ts'
import { serveDocumentToAnyone, serveForm } from '#platform/http/document.ts'
import { Html, html } from '#platform/http/html.ts'
import type { Services } from '#platform/http/serve.ts'
import { formatNumber } from '#platform/messages/messages.ts'
import { type IconName, iconSvg } from '#platform/ui/icons.ts'
import { type Door, doors, realDoors, situation } from './doors.ts'
import { longDate, type Tongue, tongueOf } from './language.ts'
import { pageResponse } from './page.ts'

export type FrontParts = {
  practice: boolean
  /** Enters a practice operation in a role; gives the session cookie. Throws where the operation is real. */
  signIn(services: Services, operationId: string, role: Role): Promise<{ cookie: string }>
}

/** The first page. In practice: a phone to try, what the desk counts meanwhile, and a door for each role. */
export function frontPages({ practice, signIn }: FrontParts) {
  return [
    serveDocumentToAnyone(
      { path: '/', summary: 'The first page.', mediaType: 'text/html' },
      async ({ query, header, ...services }) => {
        const tongue = tongueOf(query, header('accept-language'))
        const page = practice ? await practicePage(tongue, services) : realPage(tongue)
        return pageResponse({ tongue, practice, address: '/', ...page })
      },
    ),
    serveForm(
      { path: '/practice/sign-in', summary: 'Sign in to a practice role with one press.', mediaType: 'text/html' },
      async ({ form, params: _, query: __, header: ___, ...services }) => {
        // Only what a door offers: a form cannot ask for another role or address.
        const door = doors.find((door) => door.kind === 'sign-in' && door.name === form.door)
        if (!practice || door?.kind !== 'sign-in') throw notFound()
        const operation = await findOperation(services, door.operation)
        if (!operation) throw notFound()
        const { cookie } = await signIn(services, operation.id, door.role)
        return new Response(null, {
          status: 303,
          headers: { location: door.next, 'set-cookie': cookie, 'cache-control': 'no-store' },
        })
      },
    ),
  ]
}

/** Where no operation of that kind is practised there is no such door. */
async function findOperation({ db }: Services, kind: 'journey' | 'authority') {
  const operations = await db.withoutOperation(listOpenOperations, {})
  return operations.find((operation) => operation.practice && operation.kind === kind)
}

async function practicePage(tongue: Tongue, services: Services) {
  const { text, locale } = tongue
  const { db, clock } = services
  const journey = await findOperation(services, 'journey')
  const authority = await findOperation(services, 'authority')
  const shown = doors.filter((door) => door.kind === 'link' || (door.operation === 'journey' ? journey : authority))
  const [invitation] = journey
    ? await db.scoped(journey.id, findOpenInvitation, { operationId: journey.id, now: new Date(clock()) })
    : []
  const [counted] = journey ? await db.scoped(journey.id, countHouseholds, { operationId: journey.id }) : []
  const title = text('front_heading', { date: longDate(plainDateOf(clock()), locale) })
  const body = html`<h1>${title}</h1>
<p class="situation">${text('front_situation', situation)}</p>
<div class="columns-front">
${invitation && phoneFrame(tongue, `/r/?lang=ht#${invitation.token}`)}
<div class="column">
<section class="card stack" aria-labelledby="desk"><h2 id="desk">${text('front_desk')}</h2>
<dl class="counts" id="counts" data-source="/api/practice/count" aria-live="polite">
<div><dt>${text('front_people')}</dt><dd data-count="people">${formatNumber(counted?.people ?? 0, locale)}</dd></div>
<div><dt>${text('front_households')}</dt><dd data-count="households">${formatNumber(counted?.households ?? 0, locale)}</dd></div>
</dl>
<p class="soft">${text('front_desk_hint')}</p>
<noscript><p><a class="button" href="/?lang=${locale}">${text('front_count_again')}</a></p></noscript></section>
<section class="stack" aria-labelledby="doors"><h2 id="doors">${text('front_doors')}</h2><p class="soft">${text('front_doors_hint')}</p>
${doorGrid(tongue, shown)}</section>
</div></div>
<p class="soft">${text('front_invented')} <a href="/api">${text('front_api')}</a></p>`
  return { title, body, script: '/front.js' }
}

/** Everything in the frame is the phone's own page; only the switch beside it is ours. */
function phoneFrame({ text }: Tongue, address: string): Html {
  return html`<section class="stack" aria-labelledby="phone"><h2 id="phone">${text('front_phone')}</h2>
<p class="soft">${text('front_phone_hint')}</p>
<label class="switch" id="network" hidden><input type="checkbox" role="switch">${text('front_cut')}</label>
<p class="soft" role="status" id="network-says" data-cut="${text('front_cut_yes')}" data-there="${text('front_cut_no')}"></p>
<div class="frame"><iframe src="${address}" title="${text('front_phone')}"></iframe></div>
<ul class="stack"><li><a href="${address}">${text('front_phone_open')}</a></li><li><a href="/practice/poster">${text('front_poster')}</a></li></ul></section>`
}

function realPage(tongue: Tongue) {
  const { text } = tongue
  const body = html`<h1>Posada</h1><p class="situation">${text('front_real_text')}</p><p>${text('front_real_phone')}</p>
${doorGrid(tongue, realDoors)}
<p class="soft"><a href="/api">${text('front_api')}</a></p>`
  return { title: text('page_first'), body }
}

const doorGrid = (tongue: Tongue, list: readonly Door[]): Html =>
  html`<ul class="doors-grid">${list.map((door) => html`<li>${doorMarkup(tongue, door)}</li>`)}</ul>`

function doorMarkup({ text, locale }: Tongue, door: Door): Html {
  const words = html`${roundIcon(door.icon)}<h3>${text(titleKeys[door.name] ?? `front_door_${door.name}`)}</h3>
<p>${text(`front_door_${door.name}_why`, situation)}</p>`
  return door.kind === 'link'
    ? html`<div class="door">${words}<a class="button" href="${door.address}${door.address === '/status' && `?lang=${locale}`}">${text('front_open')}</a></div>`
    : html`<form class="door" method="post" action="/practice/sign-in"><input type="hidden" name="door" value="${door.name}">${words}<button class="button button-primary">${text('front_enter')}</button></form>`
}

/** The same door has one name in practice and where work is real. */
const titleKeys: Record<string, string> = { field: 'front_door_volunteer' }

const roundIcon = (name: IconName): Html => html`<span class="round">${new Html(iconSvg(name))}</span>`
