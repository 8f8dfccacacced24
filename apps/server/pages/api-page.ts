import type { Endpoint } from '#platform/http/endpoint.ts'
import { apiPage } from '#platform/http/openapi.ts'
import { tongueIn } from './language.ts'
import { pageMarkup } from './page.ts'

/** The API for people to read; in English, as its names are. */
export function apiDocument(endpoints: Endpoint[], version: string, practice: boolean): string {
  return pageMarkup({ tongue: tongueIn('en'), title: 'API', practice, body: apiPage(endpoints, version) }).markup
}
