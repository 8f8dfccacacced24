import * as z from 'zod/mini'
import { BODY_LIMIT_BYTES, type Endpoint } from './endpoint.ts'
import { type Html, html } from './html.ts'

const COMMON_PROBLEMS = [
  'bad-input 422',
  'not-json 400',
  'too-deep 400',
  'too-large 413',
  'wrong-media-type 415',
  'busy 503',
]

/** The OpenAPI 3.1 description of all endpoints, made from the same definitions that serve them. */
export function openApi(endpoints: Endpoint[], version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const target of endpoints) {
    const path = `/api${target.path.replace(/:([a-zA-Z]+)/g, '{$1}')}`
    paths[path] = {
      ...paths[path],
      [target.method.toLowerCase()]: {
        summary: target.summary,
        security: target.audience === 'staff' ? [{ session: [] }] : [],
        parameters: [...parametersOf(target.params, 'path'), ...parametersOf(target.query, 'query')],
        ...(target.body
          ? {
              requestBody: {
                required: true,
                description: `At most ${target.bodyLimitBytes === BODY_LIMIT_BYTES ? '1 MiB' : `${target.bodyLimitBytes / 1024} KiB`}, at most 32 levels deep.`,
                content: { 'application/json': { schema: jsonSchema(target.body, 'input') } },
              },
            }
          : {}),
        responses: {
          200: {
            description: 'Done.',
            content: { 'application/json': { schema: jsonSchema(target.reply, 'output') } },
          },
          default: {
            description: `application/problem+json: ${[...target.problems.map(({ kind, status }) => `${kind} ${status}`), ...COMMON_PROBLEMS].join(', ')}`,
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Posada',
      version,
      description: 'Registration, proof of registration and journeys of people on the move.',
    },
    paths,
    components: {
      schemas: { Problem: PROBLEM_SCHEMA },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-posada' } },
    },
  }
}

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

const jsonSchema = (schema: z.ZodMiniType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io }) as Record<string, unknown>
  return rest
}

function parametersOf(schema: z.ZodMiniType | undefined, place: 'path' | 'query') {
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

/** The same, for a person to read in any browser, without scripts. */
export function apiPage(endpoints: Endpoint[], version: string): Html {
  return html`<h1>Posada API</h1>
<p>Version ${version}. The machine-readable description: <a href="/api/openapi.json">openapi.json</a>. Errors are <code>application/problem+json</code> and name the field and what would be right.</p>
${endpoints.map(
  (
    target,
  ) => html`<details><summary><code>${target.method} /api${target.path}</code> ${target.summary} ${target.audience === 'staff' ? 'Signed in.' : 'Anyone.'}</summary>
${target.body ? html`<h2>Body</h2><pre>${JSON.stringify(jsonSchema(target.body, 'input'), null, 2)}</pre>` : ''}
<h2>Reply</h2><pre>${JSON.stringify(jsonSchema(target.reply, 'output'), null, 2)}</pre>
<p>Problems: ${[...target.problems.map(({ kind, status }) => `${kind} (${status})`), ...COMMON_PROBLEMS].join(', ')}</p></details>`,
)}`
}
