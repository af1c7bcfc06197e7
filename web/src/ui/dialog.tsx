import './dialog.css';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './button.js';

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** Wide ones take the screen, for videos and differences. */
  size?: 'small' | 'wide';
  children: ReactNode;
}

/** A window over the page. It holds the focus, closes with Escape or a press beside it, and gives the focus back. */
export function Dialog({ title, isOpen, onClose, size = 'small', children }: Props) {
  return (
    <ModalOverlay
      className="dialog-backdrop"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`dialog dialog--${size}`}>
        <AriaDialog className="dialog__inside">
          <div className="dialog__head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button variant="icon" aria-label="Close" onPress={onClose}>
              <span aria-hidden="true">×</span>
            </Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
