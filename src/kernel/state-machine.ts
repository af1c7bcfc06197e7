/** The allowed steps of a state machine, as data. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

export function canStep<State extends string>(
  transitions: Transitions<State>,
  from: State,
  to: State,
): boolean {
  return transitions[from].includes(to);
}
