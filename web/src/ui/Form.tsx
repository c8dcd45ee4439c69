import { useState } from 'react'
import { troubleOf } from '../api/problem'
import { Button } from './Button'
import { Field } from './Field'
import { TroubleText } from './States'

/** FormField is a text that is asked for; its name is that of the request's body. */
export interface FormField<N extends string = string> {
  name: N
  label: string
  type?: 'text' | 'email' | 'password'
  autoComplete?: string
  hint?: string
  initial?: string
}

interface FormProps<N extends string> {
  fields: FormField<N>[]
  submit: string
  /** The call that onSubmit makes: whether it is under way, and how it failed. */
  call: { isLoading: boolean; error?: unknown }
  onSubmit: (values: Record<N, string>) => Promise<unknown>
}

/** Form has a problem with a field stand at the field, and every other above its button. */
export function Form<N extends string>({ fields, submit, call, onSubmit }: FormProps<N>) {
  const [values, setValues] = useState(() => Object.fromEntries(fields.map((f) => [f.name, f.initial ?? ''])) as Record<N, string>)
  const trouble = call.error ? troubleOf(call.error) : undefined
  const wrong = (name: N) => trouble?.fields.find((f) => f.field === name || f.field === `body.${name}`)?.message
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(e) => {
        e.preventDefault()
        void onSubmit(values)
      }}
    >
      {fields.map(({ name, initial: _, ...about }) => (
        <Field
          key={name}
          {...about}
          value={values[name]}
          onChange={(e) => setValues({ ...values, [name]: e.target.value })}
          error={wrong(name)}
        />
      ))}
      {trouble && !fields.some((f) => wrong(f.name)) && <TroubleText trouble={trouble} />}
      <Button type="submit" look="primary" busy={call.isLoading} className="w-full">
        {submit}
      </Button>
    </form>
  )
}
