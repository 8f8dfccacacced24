import { Html, html } from '#platform/http/html.ts'
import { directionOf, locales } from '#platform/messages/messages.ts'
import { markSvg } from '#platform/ui/icons.ts'
import type { Tongue } from './language.ts'

export type Page = {
  tongue: Tongue
  title: string
  practice: boolean
  body: Html
  /** Where the same page stands in other languages; without it the bar offers none. */
  address?: string
  /** A script of ours beside the page, such as `/front.js`. */
  script?: string
}

/**
 * The frame of every page the server writes itself: it works in any browser, without scripts. Its forms must say where
 * they come from (`same-origin`); under `no-referrer` browsers call that `null`, as a foreign page would.
 */
export function pageMarkup({ tongue: { locale, text }, title, practice, body, address, script }: Page): Html {
  return html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#083d48">
<meta name="referrer" content="same-origin">
<title>${title} · Posada</title>
<link rel="stylesheet" href="/shared/pages.css">
<link rel="icon" href="/shared/icon.svg" type="image/svg+xml">
${script && html`<script type="module" src="${script}"></script>`}
</head>
<body class="desk server-page">
<a class="skip" href="#main">${text('page_skip')}</a>
${practice && html`<p class="practice">${text('page_practice')}</p>`}
<header class="bar"><a class="brand" href="/?lang=${locale}" translate="no">${new Html(markSvg())}Posada</a>${address && languageLinks(locale, text('page_languages'), address)}</header>
<main class="wide-page" id="main">
${body}
</main>
</body>
</html>
`
}

function languageLinks(current: string, label: string, address: string): Html {
  return html`<nav aria-label="${label}"><ul class="languages">${locales.map(
    ({ code, shortName }) =>
      html`<li><a lang="${code}" hreflang="${code}" href="${address}?lang=${code}"${code === current && new Html(' aria-current="true"')}>${shortName}</a></li>`,
  )}</ul></nav>`
}

/** A page as an answer. Nothing of it may be kept by a browser or a proxy. */
export const pageResponse = (page: Page, status = 200): Response =>
  new Response(pageMarkup(page).markup, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', vary: 'accept-language' },
  })
