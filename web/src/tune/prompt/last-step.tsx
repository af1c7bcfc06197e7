import { isUnchanged, type ProtectedText } from '../model/diff-text.js';
import { DiffText } from '../shown/diff-text.js';
import { ProviderBadge } from '../shown/provider-badge.js';
import { StepReportList } from '../shown/step-report.js';
import type { Step } from '../store/tune-draft.types.js';

/** What the last step changed, what it left alone, and what was put back. */
export function LastStep({ step, protectedTexts }: { step: Step; protectedTexts: readonly ProtectedText[] }) {
  // A lock, for instance, leaves every word where it is: a list of them would say nothing.
  const tellsOfWords = !isUnchanged(step.diff) || step.report.putBack.length > 0;
  return (
    <div className="step" role="status" aria-label="The last step">
      <div className="step__head">
        <h3 className="step__title" dir="auto">
          {step.title}
        </h3>
        <ProviderBadge {...step} />
      </div>
      {step.changes.length > 0 && (
        <ul className="step__changes">
          {step.changes.map((change, index) => (
            <li key={index} dir="auto">
              {change}
            </li>
          ))}
        </ul>
      )}
      {!isUnchanged(step.diff) && <DiffText parts={step.diff} protectedTexts={protectedTexts} />}
      {tellsOfWords && <StepReportList report={step.report} />}
    </div>
  );
}
