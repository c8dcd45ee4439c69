import { createSlice, type PayloadAction } from '@reduxjs/toolkit'
import type { IdentityUser } from '../api/generated'

/** Who is signed in: undefined while that is being asked, null for nobody. */
interface UserState {
  user: IdentityUser | null | undefined
}

const slice = createSlice({
  name: 'user',
  initialState: { user: undefined } as UserState,
  reducers: {
    signedIn: (s, a: PayloadAction<IdentityUser | null>) => {
      s.user = a.payload
    },
  },
})

export const { signedIn } = slice.actions
export const userReducer = slice.reducer
