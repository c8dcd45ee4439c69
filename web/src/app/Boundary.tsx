import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  children: ReactNode
  /** What is shown instead of what cannot be. */
  instead: ReactNode
  /** Where one is: elsewhere it is tried again. */
  at?: string
}

/** Boundary keeps what breaks, or cannot be loaded, from taking all around it with it. */
export class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  componentDidUpdate(before: BoundaryProps) {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: false })
  }

  render() {
    return this.state.broken ? this.props.instead : this.props.children
  }
}
