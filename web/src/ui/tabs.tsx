import './tabs.css';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';

export interface TabPart {
  id: string;
  title: string;
  content: ReactNode;
}

interface Props {
  label: string;
  parts: readonly TabPart[];
  selected?: string;
  onSelect?: (id: string) => void;
}

/** Parts of which one is seen; the arrow keys go from one to the next. */
export function Tabs({ label, parts, selected, onSelect }: Props) {
  return (
    <AriaTabs
      className="tabs"
      {...(selected === undefined ? {} : { selectedKey: selected })}
      onSelectionChange={(key) => onSelect?.(String(key))}
    >
      <TabList aria-label={label} className="tabs__list">
        {parts.map(({ id, title }) => (
          <Tab key={id} id={id} className="tabs__tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {parts.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tabs__panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
