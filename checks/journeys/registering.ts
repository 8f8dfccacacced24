import type { Page } from 'playwright-core'
import { app } from '#apps/self-registration/app.config.ts'
import { type Locale, locales } from '#platform/messages/messages.ts'
import { type Hands, handsOn, wordsOf } from './hands.ts'

/** An invented mother with children, as she tells of them. */
export type Family = { locale: Locale; mother: string; children: readonly string[]; country: string }

/** Opens an invitation as a camera would, and chooses a language by its own name. */
export async function scanInvitation(page: Page, link: string, locale: Locale): Promise<Hands> {
  const hands = handsOn(page, wordsOf(app, locale))
  await page.goto(link)
  await page
    .getByRole('button', { name: nameOf(locale) })
    .first()
    .click()
  await hands.reads('registration_title')
  return hands
}

/** How many are together, and who the mother is: up to the question whether all share country and language. */
export async function tellOfMother({ view, t, press, write, reads }: Hands, family: Family): Promise<void> {
  await press('registration_speaker_adult')
  for (const _ of family.children) await press('ui_more', { what: t('registration_group_child') })
  await press('registration_continue_with', { count: family.children.length + 1 })
  await reads('registration_name_you')
  await write('registration_name_label', family.mother)
  await press('ui_continue')
  await press('registration_sex_female_adult')
  await press('registration_only_year_or_age')
  await write('registration_year_or_age', '31')
  await press('ui_continue')
  await write('registration_country_search', family.country)
  await view.getByRole('button', { name: family.country }).first().click()
  await reads('registration_speech_you')
  await view
    .getByRole('main')
    .getByRole('button', { name: nameOf(family.locale) })
    .click()
  await press('registration_alike_yes')
}

/** One child: a name and whose child it is; the rest is not known. */
export async function tellOfChild({ press, write, reads }: Hands, name: string): Promise<void> {
  await write('registration_name_label', name)
  await press('ui_continue')
  await reads('registration_sex_other', { who: name })
  await press('registration_sex_female_child')
  await reads('registration_birth_other', { who: name })
  await press('ui_unknown')
  await press('registration_relation_child')
}

/** Special help, phone number, five decisions; then all answers on one page. */
export async function tellTheRest({ press, reads }: Hands): Promise<void> {
  await reads('registration_needing')
  await press('registration_nobody_needs')
  await press('registration_phone_none')
  for (const purpose of ['registration', 'aid', 'tracing', 'legal_help', 'statistics']) {
    await reads(`registration_consent_${purpose}`)
    await press(purpose === 'statistics' ? 'ui_no' : 'ui_yes')
  }
  await reads('registration_check')
}

/** A whole household from the first question to the page with all answers. */
export async function tellOfFamily(hands: Hands, family: Family): Promise<void> {
  await hands.press('registration_start')
  await tellOfMother(hands, family)
  for (const child of family.children) await tellOfChild(hands, child)
  await tellTheRest(hands)
}

/** The ten characters under the QR. */
export const codeOnCard = (page: Page): Promise<string> => page.getByText(SHORT_CODE).first().innerText()

/** Writes down the secret code, which is shown once, and comes back to the card. */
export async function noteSecretCode({ page, press, t, reads }: Hands): Promise<string> {
  if (await page.getByRole('button', { name: t('registration_code_show') }).isVisible())
    await press('registration_code_show')
  await reads('registration_code')
  const secret = await page.getByText(SECRET_CODE).innerText()
  await press('registration_code_written')
  return secret
}

/** The QR as it stands on the screen, with the quiet zone around it. */
export async function photographQr({ page, t }: Hands): Promise<Buffer> {
  const box = await page.getByRole('img', { name: t('registration_qr') }).boundingBox()
  if (!box) throw new Error('the QR is not on the screen')
  const { x, y, width, height } = box
  return page.screenshot({
    clip: { x: x - QUIET_PX, y: y - QUIET_PX, width: width + 2 * QUIET_PX, height: height + 2 * QUIET_PX },
  })
}

const SHORT_CODE = /^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}$/
const SECRET_CODE = /^([0-9A-Z]{4} ){6}[0-9A-Z]{2}$/
const QUIET_PX = 14
const nameOf = (locale: Locale) => locales.find(({ code }) => code === locale)!.name
