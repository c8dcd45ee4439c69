import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  children: ReactNode
  /** What is shown instead of what cannot be, and why it cannot. */
  instead: (error: unknown) => ReactNode
  /** Where one is: elsewhere it is tried again. */
  at?: string
}

/** Boundary keeps what breaks, or cannot be loaded, from taking all around it with it. */
export class Boundary extends Component<BoundaryProps, { broken?: { error: unknown } }> {
  state: { broken?: { error: unknown } } = {}

  static getDerivedStateFromError(error: unknown) {
    return { broken: { error } }
  }

  componentDidUpdate(before: BoundaryProps) {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: undefined })
  }

  render() {
    const { broken } = this.state
    return broken ? this.props.instead(broken.error) : this.props.children
  }
}
