import './gallery-area.css';
import { useRoute, pathOf, useGoTo } from '../shell/route.js';
import { Button } from '../ui/button.js';
import { ProblemNote } from '../ui/problem-note.js';
import { FilterBar } from './filter-bar.js';
import { NO_FILTER } from './gallery-list.js';
import { JobDetail } from './job-detail.js';
import { JobGrid } from './job-grid.js';
import { useFilter } from './use-filter.js';
import { useGallery } from './use-gallery.js';

/** Every job, newest first; the one in the address is shown in full over them. */
export function GalleryArea() {
  const [, jobId] = useRoute();
  const goTo = useGoTo();
  const [typed, filter, setFilter] = useFilter();
  const { list, error, isReading, readMore } = useGallery(filter);
  const isEmpty = list.jobs.length === 0 && list.cursor === null;
  return (
    <section className="gallery" aria-labelledby="gallery-title">
      <div className="gallery__head">
        <h2 id="gallery-title">Gallery</h2>
        <p className="quiet" role="status">
          {isReading && list.jobs.length === 0 ? 'Reading…' : countOf(list.jobs.length, list.cursor !== null)}
        </p>
      </div>
      <FilterBar filter={typed} onChange={setFilter} />
      <ProblemNote error={error} what="Could not read the jobs; trying again" />
      {isEmpty && <Nothing isFiltered={filter !== NO_FILTER} onClear={() => setFilter(NO_FILTER)} />}
      {!isEmpty && <JobGrid list={list} onNearEnd={readMore} />}
      {jobId !== undefined && <JobDetail key={jobId} jobId={jobId} onClose={() => goTo(pathOf('gallery'))} />}
    </section>
  );
}

function countOf(number: number, isMore: boolean): string {
  return `${number}${isMore ? ' read, more below' : ''}`;
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return (
    <div className="panel gallery__nothing">
      <p>{isFiltered ? 'No job matches.' : 'No jobs yet. What you run appears here.'}</p>
      {isFiltered && <Button onPress={onClear}>Show all</Button>}
    </div>
  );
}
