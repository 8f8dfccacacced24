import type { PageApp } from '../page-app.ts'

export const app: PageApp = {
  name: 'Posada: register',
  shortName: 'Posada',
  messages: [
    'platform/ui/messages',
    'capabilities/registration/messages/phone',
    'capabilities/registration/messages/readings',
    'capabilities/registration/messages/words',
  ],
  laterMessages: ['capabilities/registration/messages/rights'],
  offline: true,
}
