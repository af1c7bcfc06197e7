import '../ui/slider.css';
import './transport-bar.css';
import { Label } from 'react-aria-components/Label';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { Button } from '../ui/button.js';
import { Select } from '../ui/select.js';
import { frameAt } from './sync/sync-player.js';
import { useMoment, usePlayer } from './use-sync-player.js';

const RATES = ['0.1', '0.25', '0.5', '1', '2'];

/** Plays, stops, scrubs and steps all videos together. */
export function TransportBar({ rate, onRate }: { rate: string; onRate: (rate: string) => void }) {
  const player = usePlayer();
  const { state, seconds, end, fps } = useMoment();
  const last = Math.max(0, frameAt(end - 0.5 / fps, fps));
  const frame = Math.min(last, frameAt(seconds, fps));
  const isNothing = end === 0;
  return (
    <div className="transport" role="group" aria-label="Playback of all videos">
      <Button
        variant="primary"
        isDisabled={isNothing}
        onPress={() => (state === 'paused' ? player.play() : player.pause())}
      >
        {state === 'paused' ? 'Play' : 'Pause'}
      </Button>
      <Button isDisabled={isNothing} onPress={() => player.step(-1)}>
        <span aria-hidden="true">‹</span>
        <span className="visually-hidden">One frame back</span>
      </Button>
      <Button isDisabled={isNothing} onPress={() => player.step(1)}>
        <span aria-hidden="true">›</span>
        <span className="visually-hidden">One frame on</span>
      </Button>
      <Slider
        className="transport__slider"
        aria-label="Frame"
        minValue={0}
        maxValue={last}
        step={1}
        value={frame}
        isDisabled={isNothing}
        onChange={(wanted) => player.seek((wanted + 0.5) / fps)}
      >
        <SliderTrack className="slider__track">
          <SliderThumb className="slider__thumb" />
        </SliderTrack>
      </Slider>
      <output className="transport__time">
        {frame + 1} of {last + 1} · {seconds.toFixed(2)} s
      </output>
      <Select
        label={<span className="visually-hidden">Speed</span>}
        choices={RATES.map((value) => ({ value, label: `${value}×` }))}
        value={rate}
        onChange={(next) => {
          player.setRate(Number(next));
          onRate(next);
        }}
      />
    </div>
  );
}

interface WipeProps {
  percent: number;
  onChange: (percent: number) => void;
}

/** Where the left picture ends and the right one begins. */
export function WipeSlider({ percent, onChange }: WipeProps) {
  return (
    <Slider className="wipe__slider" minValue={0} maxValue={100} value={percent} onChange={onChange}>
      <Label className="field__label">Wipe</Label>
      <SliderTrack className="slider__track">
        <SliderThumb className="slider__thumb" />
      </SliderTrack>
    </Slider>
  );
}
