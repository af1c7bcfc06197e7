import { ToggleButton } from 'react-aria-components/ToggleButton';
import { useEngines } from '../api/queries.js';
import type { JobState } from '../api/types.js';
import { JOB_STATE_TEXT } from '../text/format.js';
import { Select } from '../ui/select.js';
import { TextField } from '../ui/text-field.js';
import type { GalleryFilter } from './gallery-list.js';

interface Props {
  filter: GalleryFilter;
  onChange: (filter: GalleryFilter) => void;
}

/** As the server takes it. */
const LONGEST_SEARCH = 200;

const STATES = [
  { value: '', label: 'Any state' },
  ...Object.entries(JOB_STATE_TEXT).map(([value, label]) => ({ value, label })),
];

const RATINGS = [
  { value: '0', label: 'Any rating' },
  ...[1, 2, 3, 4].map((value) => ({ value: String(value), label: `${value} or more` })),
  { value: '5', label: '5' },
];

export function FilterBar({ filter, onChange }: Props) {
  const engines = useEngines().data?.items ?? [];
  const set = (values: Partial<GalleryFilter>) => onChange({ ...filter, ...values });
  return (
    <search className="filters">
      <TextField
        className="filters__search"
        label="Search in prompts"
        type="search"
        inputMode="search"
        maxLength={LONGEST_SEARCH}
        value={filter.search}
        onChange={(search) => set({ search })}
      />
      <Select
        className="filters__choice"
        label="State"
        choices={STATES}
        value={filter.state}
        onChange={(state) => set({ state: state as JobState | '' })}
      />
      <Select
        className="filters__choice"
        label="Engine"
        choices={[
          { value: '', label: 'Any engine' },
          ...engines.map(({ name }) => ({ value: name, label: name })),
        ]}
        value={filter.engine}
        onChange={(engine) => set({ engine })}
      />
      <Select
        className="filters__choice"
        label="Rating"
        choices={RATINGS}
        value={String(filter.rating)}
        onChange={(rating) => set({ rating: Number(rating) })}
      />
      <ToggleButton
        className="button filters__star"
        isSelected={filter.isStarred}
        onChange={(isStarred) => set({ isStarred })}
      >
        <span aria-hidden="true">★</span> Starred only
      </ToggleButton>
    </search>
  );
}
