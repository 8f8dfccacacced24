import { join, resolve } from 'node:path'
import { QUIET_ZONE_MODULES, qrPath, qrSymbol } from '#capabilities/proof/qr.ts'
import { Html, html } from '#platform/http/html.ts'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { createText, formatDate, locales } from '#platform/messages/messages.ts'
import { iconSvg, markSvg } from '#platform/ui/icons.ts'
import { invitationWords } from '../invitation-words.ts'

export type Poster = {
  operationName: string
  practice: boolean
  /** The site or the occasion. */
  label: string
  link: string
  fingerprint: Uint8Array
  expiresOn: string
  state: 'open' | 'expired' | 'revoked'
}

/** A denser symbol would not read from two metres at 12 cm. */
const QR_VERSION_MAX = 16

/**
 * The invitation as one A4 page: a big QR, whose it is, three words to compare, until when, in six languages.
 * Black on white; an invitation that no longer invites shows no QR to copy.
 */
export function invitationPoster(poster: Poster): Html {
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Posada</title>
<link rel="stylesheet" href="/shared/pages.css">
<link rel="icon" href="/shared/icon.svg" type="image/svg+xml">
</head>
<body class="poster-page">
<main class="poster">
${poster.practice && html`<p class="poster-practice">${locales.map(({ code }) => html`<span lang="${code}">${texts[code]('poster_practice')}</span> `)}</p>`}
<header class="poster-head">${new Html(markSvg())}<div><h1><bdi>${poster.operationName}</bdi></h1><p><bdi>${poster.label}</bdi></p></div></header>
${poster.state === 'open' ? invitation(poster) : refusal(poster.state)}
</main>
</body>
</html>`
}

function invitation({ link, fingerprint, expiresOn }: Poster): Html {
  return html`${qrDrawing(link)}
<div class="poster-words">${locales.map(
    ({ code, name, dir }) => html`<section lang="${code}" dir="${dir}">
<h2>${name}</h2>
<p>${texts[code]('poster_scan')}</p>
<p>${texts[code]('poster_compare')}</p>
<p class="poster-compare">${invitationWords(fingerprint, catalogues[code].invitation_words!).join(' · ')}</p>
<p>${texts[code]('poster_until', { date: formatDate(expiresOn, code) })}</p>
</section>`,
  )}</div>
<p class="poster-hint">${new Html(iconSvg('print'))} ${texts.en('poster_print')}: Ctrl + P</p>`
}

const refusal = (state: 'expired' | 'revoked'): Html =>
  html`<div class="poster-words">${locales.map(
    ({ code, name, dir }) =>
      html`<section lang="${code}" dir="${dir}"><h2>${name}</h2><p>${texts[code](`poster_${state}`)}</p></section>`,
  )}</div>`

function qrDrawing(text: string): Html {
  const symbol = qrSymbol(text, QR_VERSION_MAX)
  const side = symbol.size + 2 * QUIET_ZONE_MODULES
  const at = -QUIET_ZONE_MODULES
  return html`<svg class="poster-qr" viewBox="${at} ${at} ${side} ${side}" role="img" aria-label="QR" shape-rendering="crispEdges"><path class="poster-ground" d="M${at} ${at}h${side}v${side}H${at}z"/><path d="${qrPath(symbol)}"/></svg>`
}

const messages = resolve(import.meta.dirname, '../messages')
const catalogues = readCatalogues([join(messages, 'invitation'), join(messages, 'words')])
const texts = Object.fromEntries(locales.map(({ code }) => [code, createText(catalogues[code], code)])) as Record<
  (typeof locales)[number]['code'],
  ReturnType<typeof createText>
>
