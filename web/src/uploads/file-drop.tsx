import './file-drop.css';
import type { ReactNode } from 'react';
import { DropZone, type DropZoneProps } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Text } from 'react-aria-components/Text';
import { explain } from '../api/explain.js';
import { Button } from '../ui/button.js';
import type { Upload } from './use-uploads.js';

type DropItem = Parameters<NonNullable<DropZoneProps['onDrop']>>[0]['items'][number];

interface Props {
  label: string;
  /** What the button to choose files says. */
  choose: string;
  /** Media types, as `accept` of a file input has them. */
  accept: readonly string[];
  onFiles: (files: readonly File[]) => void;
  children?: ReactNode;
}

/** Takes files by drag and drop, by paste, or by choosing them. */
export function FileDrop({ label, choose, accept, onFiles, children }: Props) {
  return (
    <DropZone
      className="drop"
      aria-label={label}
      onDrop={({ items }) => {
        void filesOf(items).then(onFiles);
      }}
    >
      <Text slot="label" className="drop__label">
        {label}
      </Text>
      <FileTrigger
        acceptedFileTypes={accept}
        allowsMultiple
        onSelect={(list) => onFiles(list === null ? [] : [...list])}
      >
        <Button>{choose}</Button>
      </FileTrigger>
      {children}
    </DropZone>
  );
}

function filesOf(items: readonly DropItem[]): Promise<File[]> {
  return Promise.all(items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : [])));
}

/** One upload under way, or one that failed and why. */
export function UploadRow({ upload, onRetry }: { upload: Upload; onRetry: () => void }) {
  const { file, fraction, error, stop } = upload;
  const hasFailed = error !== undefined;
  return (
    <li className="file">
      <span className="file__name">{file.name}</span>
      {hasFailed ? (
        <p className="field__error file__error" role="alert">
          {explain(error)}
        </p>
      ) : (
        <progress className="file__bar" max={1} value={fraction} aria-label={`Upload of ${file.name}`} />
      )}
      {hasFailed && (
        <Button variant="plain" onPress={onRetry}>
          Try again<span className="visually-hidden"> to upload {file.name}</span>
        </Button>
      )}
      <Button
        variant="icon"
        aria-label={hasFailed ? `Forget ${file.name}` : `Stop ${file.name}`}
        onPress={stop}
      >
        <span aria-hidden="true">×</span>
      </Button>
    </li>
  );
}
