import './diff-text.css';
import {
  type DiffPart,
  markDiff,
  markProtected,
  type ProtectedText,
  type Stretch,
} from '../model/diff-text.js';

const WHY: Readonly<Record<ProtectedText['kind'], string>> = {
  quote: 'Quoted: stays word for word',
  declared: 'Trigger word: stays word for word',
  number: 'Number: stays as it is',
  name: 'Name: stays as it is',
};

interface DiffProps {
  parts: readonly DiffPart[];
  protectedTexts?: readonly ProtectedText[];
}

/** A difference, word for word. What is protected in the new text is underlined. */
export function DiffText({ parts, protectedTexts = [] }: DiffProps) {
  return <Stretches stretches={markDiff(parts, protectedTexts)} />;
}

/** A prompt as it is; what no refinement may change is underlined. */
export function PromptText({
  text,
  protectedTexts,
}: {
  text: string;
  protectedTexts: readonly ProtectedText[];
}) {
  return <Stretches stretches={markProtected(text, protectedTexts)} />;
}

function Stretches({ stretches }: { stretches: readonly Stretch[] }) {
  return (
    <p className="diff" dir="auto">
      {stretches.map((stretch, index) => (
        // Made anew for each text and never reordered.
        <Marked key={index} stretch={stretch} />
      ))}
    </p>
  );
}

function Marked({ stretch: { kind, text, protection } }: { stretch: Stretch }) {
  const content = protection === undefined ? text : <mark title={WHY[protection]}>{text}</mark>;
  switch (kind) {
    case 'same':
      return content;
    case 'added':
      return <ins>{content}</ins>;
    case 'removed':
      return <del>{content}</del>;
  }
}
