import { createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit'

/** A notice is a short message at the edge of the page. */
export interface Notice {
  id: string
  text: string
  tone: 'good' | 'bad'
  /** To quote when asking for help. */
  correlationId?: string
  /** What somebody wrote that went nowhere, to be copied. */
  copy?: string
}

const most = 4 // more would cover the page; more than that only of what is to be copied

const slice = createSlice({
  name: 'notices',
  initialState: [] as Notice[],
  reducers: {
    notify: {
      reducer: (s, a: PayloadAction<Notice>) => {
        s.push(a.payload)
        const oldest = s.findIndex((n) => !n.copy) // what somebody wrote stays until they have dismissed it
        if (s.length > most && oldest >= 0) s.splice(oldest, 1)
      },
      prepare: (n: Omit<Notice, 'id'>) => ({ payload: { ...n, id: nanoid() } }),
    },
    dismissed: (s, a: PayloadAction<string>) => s.filter((n) => n.id !== a.payload),
  },
})

export const { notify, dismissed } = slice.actions
export const noticesReducer = slice.reducer
