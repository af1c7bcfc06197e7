import {
  FILE_ROLES,
  type FieldErrors,
  type FileDraft,
  type FileRole,
  type FilesDraft,
} from '../draft/draft.types.js';
import type { InputFile } from '../api/types.js';
import { clock } from '../text/format.js';
import { Button } from '../ui/button.js';
import { FileDrop, UploadRow } from '../uploads/file-drop.js';
import { useUploads } from '../uploads/use-uploads.js';

const ACCEPT = ['image/*', 'video/*', 'audio/*'] as const;

const ROLE_TEXT: Record<FileRole, string> = {
  image: 'First image',
  last_image: 'Last image',
  video: 'Video to start from',
  audio: 'Voice or music',
};

interface Props {
  files: FilesDraft;
  errors: FieldErrors;
  /** What the files are for: `all prompts`, `prompt 2`. */
  scope: string;
  onChange: (role: FileRole, file: FileDraft | undefined) => void;
}

/**
 * Files that a generation starts from. What one is used as follows from what the server found in it: a second image is
 * the last one. A portrait and a voice make a talking video.
 */
export function FilesField({ files, errors, scope, onChange }: Props) {
  const { uploads, add, retry } = useUploads((input, file) => {
    onChange(roleFor(input, files), { id: input.id, name: file.name, detail: detailOf(input) });
  });
  return (
    <div className="files" role="group" aria-label={`Files for ${scope}`}>
      <FileDrop
        label={`Drop an image, a video or audio here for ${scope}`}
        choose="Choose files"
        accept={ACCEPT}
        onFiles={add}
      />
      <ul className="files__list">
        {FILE_ROLES.map((role) => {
          const file = files[role];
          if (file === undefined) return null;
          return (
            <li key={role} className="file" data-role={role}>
              <span className="file__name">
                {ROLE_TEXT[role]}: {file.name} <span className="quiet">{file.detail}</span>
              </span>
              {role === 'image' && files.last_image === undefined && (
                <Button variant="plain" onPress={() => moveImage(file, onChange)}>
                  Use as last
                </Button>
              )}
              <Button
                variant="icon"
                aria-label={`Remove ${file.name}`}
                onPress={() => onChange(role, undefined)}
              >
                <span aria-hidden="true">×</span>
              </Button>
              {errors[role] !== undefined && (
                <p className="field__error file__error" role="alert">
                  {errors[role]}
                </p>
              )}
            </li>
          );
        })}
        {uploads.map((upload) => (
          <UploadRow key={upload.id} upload={upload} onRetry={() => retry(upload)} />
        ))}
      </ul>
    </div>
  );
}

function moveImage(file: FileDraft, onChange: Props['onChange']): void {
  // In this order: a file that is nowhere for a moment counts as removed.
  onChange('last_image', file);
  onChange('image', undefined);
}

/** @returns what a file is used as beside those that are there */
export function roleFor({ kind }: Pick<InputFile, 'kind'>, files: FilesDraft): FileRole {
  if (kind !== 'image') return kind;
  return files.image !== undefined && files.last_image === undefined ? 'last_image' : 'image';
}

function detailOf({ width, height, duration_seconds: seconds }: InputFile): string {
  const size = width === undefined || height === undefined ? [] : [`${width}×${height}`];
  const time = seconds === undefined ? [] : [clock(seconds)];
  return [...size, ...time].join(', ');
}
