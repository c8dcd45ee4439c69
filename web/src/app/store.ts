import { configureStore } from '@reduxjs/toolkit'
import { setupListeners } from '@reduxjs/toolkit/query'
import { useDispatch, useSelector } from 'react-redux'
import { baseApi } from '../api/base'
import { chatReducer } from '../features/chat/slice'
import { noticesReducer } from './notices'
import { userReducer } from './user'

export const store = configureStore({
  reducer: { [baseApi.reducerPath]: baseApi.reducer, user: userReducer, chat: chatReducer, notices: noticesReducer },
  // States of documents are maps, which pages read through the query's answer only.
  middleware: (defaults) => defaults().concat(baseApi.middleware),
  // React puts a checkbox back to its state right after the event: what one changed must be in the state by then, not at the next frame.
  enhancers: (defaults) => defaults({ autoBatch: { type: 'tick' } }),
})

setupListeners(store.dispatch)

export type RootState = ReturnType<typeof store.getState>
export type Dispatch = typeof store.dispatch
export const useAppDispatch = useDispatch.withTypes<Dispatch>()
export const useAppSelector = useSelector.withTypes<RootState>()
