import { describe, expect, it } from 'vitest';
import { flowMatchSchedule, stepLength } from './flow-match-scheduler.js';

/** From diffusers 0.42.1: `FlowMatchEulerDiscreteScheduler(shift=...).set_timesteps(steps)`. */
const REFERENCE = [
  {
    shift: 3,
    steps: 4,
    sigmas: [1, 0.857692301273346, 0.602150559425354, 0.008928571827709675, 0],
    timesteps: [1000, 857.6923217, 602.1505737, 8.9285717],
  },
  {
    shift: 5,
    steps: 12,
    sigmas: [
      1, 0.980497419834137, 0.9576945900917053, 0.9306763410568237, 0.8981547355651855, 0.8582576513290405,
      0.8081551790237427, 0.7433573007583618, 0.6562876105308533, 0.5330805778503418, 0.3453473150730133,
      0.0244140662252903, 0,
    ],
    timesteps: [
      1000, 980.4974365, 957.69458, 930.6763305, 898.1547241, 858.2576294, 808.1551513, 743.3572998,
      656.2875976, 533.0805664, 345.3473205, 24.4140663,
    ],
  },
  {
    shift: 1,
    steps: 5,
    sigmas: [1, 0.750249981880188, 0.5005000233650208, 0.25075000524520874, 0.0010000000474974513, 0],
    timesteps: [1000, 750.25, 500.5000305, 250.75, 1],
  },
  { shift: 3, steps: 1, sigmas: [1, 0], timesteps: [1000] },
];

describe('flowMatchSchedule', () => {
  it.each(REFERENCE)('gives the numbers of diffusers for shift $shift and $steps steps', (reference) => {
    const schedule = flowMatchSchedule({ shift: reference.shift, numTrainTimesteps: 1000 }, reference.steps);
    expect([...schedule.sigmas]).toEqual(reference.sigmas);
    expect([...schedule.timesteps]).toEqual(reference.timesteps.map(Math.fround));
  });

  it('goes down with every step and ends without noise', () => {
    const schedule = flowMatchSchedule({ shift: 3, numTrainTimesteps: 1000 }, 50);
    const lengths = Array.from({ length: 50 }, (_, step) => stepLength(schedule, step));
    expect(lengths.every((length) => length < 0)).toBe(true);
    expect(schedule.sigmas[50]).toBe(0);
  });
});
