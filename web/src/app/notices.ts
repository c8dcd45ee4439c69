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

const most = 4 // more would cover the page

const slice = createSlice({
  name: 'notices',
  initialState: [] as Notice[],
  reducers: {
    notify: {
      reducer: (s, a: PayloadAction<Notice>) => {
        s.push(a.payload)
        if (s.length > most) s.shift()
      },
      prepare: (n: Omit<Notice, 'id'>) => ({ payload: { ...n, id: nanoid() } }),
    },
    dismissed: (s, a: PayloadAction<string>) => s.filter((n) => n.id !== a.payload),
  },
})

export const { notify, dismissed } = slice.actions
export const noticesReducer = slice.reducer
