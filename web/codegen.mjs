// Makes src/api/generated.ts of the API's description: a typed hook for each operation,
// named as the operation (graphics.add_layer: useGraphicsAddLayerMutation).
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { generateEndpoints } from '@rtk-query/codegen-openapi'

const camel = (id) => id.replace(/[._](.)/g, (_, c) => c.toUpperCase())
const described = await readFile('../docs/openapi.yaml', 'utf8')
const schemaFile = 'node_modules/.cache/openapi.yaml'
await mkdir('node_modules/.cache', { recursive: true })
await writeFile(
  schemaFile,
  described.replace(/operationId: (\S+)/g, (_, id) => `operationId: ${camel(id)}`),
)

// What is declared and not built answers that it is not available: nothing asks for it, and
// nobody's first page loads it.
const planned = new Set(
  described
    .split('operationId: ')
    .slice(1)
    .filter((operation) => operation.includes('x-aio-planned: true'))
    .map((operation) => camel(operation.slice(0, operation.indexOf('\n')))),
)

// Administration has no pages here, nor what only other programs ask for.
const never = /Admin|Jwks$|Health$|^nlp/
// What is beside a document's log: asked for by the studios only, which are loaded when they are opened.
const beside = /^document(Activity|People|Restore|.*Comments?|.*Versions?)$/

// Who may use a conversation: asked for by the pages about it only.
const sharing = /^chat(AcceptShare|GetSession|Leave|ListShares|People|RevokeShare|Share)$|^documentLeave$/

const outputs = {
  './src/api/generated.ts': {
    exportName: 'generatedApi',
    filterEndpoints: (name) => !planned.has(name) && ![never, beside, sharing].some((other) => other.test(name)),
  },
  './src/api/beside.generated.ts': { exportName: 'besideApi', filterEndpoints: (name) => beside.test(name) },
  './src/api/sharing.generated.ts': { exportName: 'sharingApi', filterEndpoints: (name) => sharing.test(name) },
}

for (const [outputFile, output] of Object.entries(outputs)) {
  await generateEndpoints({
    schemaFile,
    apiFile: './src/api/base.ts',
    apiImport: 'baseApi',
    hooks: { queries: true, lazyQueries: true, mutations: true },
    outputFile,
    ...output,
  })
}
