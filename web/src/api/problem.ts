import type { FieldProblem, Problem } from './generated'

/** Trouble is what a call was rejected with. */
export interface Trouble {
  /** The server's, or one of ours: offline, unknown. */
  code: string
  /** The server's words; absent when it said nothing. */
  message?: string
  /** The fields that are wrong, with what to do about each. */
  fields: FieldProblem[]
  /** What to quote when asking for help. */
  correlationId?: string
}

const isProblem = (data: unknown): data is Problem => typeof data === 'object' && data !== null && 'code' in data && 'detail' in data

/** troubleOf makes a Trouble of whatever a call was rejected with. */
export function troubleOf(error: unknown): Trouble {
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : error
  if (isProblem(data)) {
    const { code, detail, field, errors, correlationId } = data
    return { code, message: detail, fields: errors ?? (field ? [{ code, field, message: detail }] : []), correlationId }
  }
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : ''
  // fetch rejects with a TypeError when there is no line (Fetch Standard, section 5.6).
  return { code: status === 'FETCH_ERROR' || error instanceof TypeError ? 'offline' : 'unknown', fields: [] }
}
