import type { PageApp } from '../page-app.ts'

export const app: PageApp = {
  name: 'Posada: count at a stop',
  shortName: 'Count',
  messages: ['platform/ui/messages', 'capabilities/proof/messages/scanner', 'capabilities/journeys/messages/phone'],
  offline: true,
}
