import './restore-video.css';
import { useState } from 'react';
import { DropZone, type DropZoneProps } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Text } from 'react-aria-components/Text';
import { settingsOf } from '../draft/batch-body.js';
import { handPrompts } from '../draft/draft-store.js';
import { pathOf, useGoTo } from '../shell/route.js';
import { Button } from '../ui/button.js';
import { mp4Comment } from './mp4-comment.js';
import { recipeIn, type VideoRecipe } from './video-recipe.js';

type Restored =
  { kind: 'none' } | { kind: 'found'; name: string; recipe: VideoRecipe } | { kind: 'refused'; name: string };

/** Brings back the words and settings of a video that was made here. The file is read in the browser, and not sent. */
export function RestoreVideo({ onUse }: { onUse: (recipe: VideoRecipe) => void }) {
  const [restored, setRestored] = useState<Restored>({ kind: 'none' });
  const read = async (file: File | undefined) => {
    if (file !== undefined) setRestored(await restoredFrom(file));
  };
  return (
    <DropZone
      className="restore"
      aria-label="Video that was made here"
      onDrop={(event) => void fileIn(event).then(read)}
    >
      <Text slot="label" className="quiet">
        Drop a video that was made here to bring back its prompt and settings.
      </Text>
      <FileTrigger acceptedFileTypes={['video/mp4']} onSelect={(files) => void read(files?.[0])}>
        <Button>Choose a video</Button>
      </FileTrigger>
      <div role="status" className="restored">
        {restored.kind === 'refused' && (
          <p className="note note--bad">
            {restored.name} does not say how it was made: it is no video from here.
          </p>
        )}
        {restored.kind === 'found' && <Found {...restored} onUse={onUse} />}
      </div>
    </DropZone>
  );
}

interface FoundProps {
  name: string;
  recipe: VideoRecipe;
  onUse: (recipe: VideoRecipe) => void;
}

function Found({ name, recipe, onUse }: FoundProps) {
  const goTo = useGoTo();
  const facts: readonly (readonly [string, string])[] = [
    ['Seed', String(recipe.seed)],
    ['Size', `${recipe.width} × ${recipe.height}`],
    ['Frames', `${recipe.num_frames} at ${recipe.fps} a second`],
    ['Steps', String(recipe.steps)],
    ['Guidance', String(recipe.guidance_scale)],
    ['Engine', recipe.engine],
    ['Model', recipe.model],
  ];
  return (
    <>
      <p className="quiet">In {name}:</p>
      <p className="diff" dir="auto">
        {recipe.prompt}
      </p>
      <dl className="restored__facts">
        {facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      <div className="tune-actions">
        <Button variant="primary" onPress={() => onUse(recipe)}>
          Use its words
        </Button>
        <Button
          onPress={() => {
            handPrompts([
              { text: recipe.prompt, settings: { ...settingsOf(recipe), engine: recipe.engine } },
            ]);
            goTo(pathOf('run'));
          }}
        >
          Run it again
        </Button>
      </div>
    </>
  );
}

async function restoredFrom(file: File): Promise<Restored> {
  try {
    const recipe = recipeIn(await mp4Comment(file));
    return recipe === undefined
      ? { kind: 'refused', name: file.name }
      : { kind: 'found', name: file.name, recipe };
  } catch {
    // It was moved or taken away while it was read.
    return { kind: 'refused', name: file.name };
  }
}

type DropEvent = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];

async function fileIn({ items }: DropEvent): Promise<File | undefined> {
  const item = items.find(({ kind }) => kind === 'file');
  return item?.kind === 'file' ? item.getFile() : undefined;
}
