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

await generateEndpoints({
  schemaFile,
  apiFile: './src/api/base.ts',
  apiImport: 'baseApi',
  outputFile: './src/api/generated.ts',
  exportName: 'generatedApi',
  hooks: { queries: true, lazyQueries: true, mutations: true },
  // Administration has no pages here.
  filterEndpoints: (name) => !/Admin|Jwks$/.test(name),
})
