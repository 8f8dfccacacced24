import type { PageApp } from '../page-app.ts'

export const app: PageApp = {
  name: 'Posada: check a card',
  shortName: 'Check a card',
  messages: [
    'platform/ui/messages',
    'capabilities/proof/messages/card',
    'capabilities/proof/messages/scanner',
    'capabilities/proof/messages/verifier',
  ],
  offline: true,
}
