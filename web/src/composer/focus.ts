/** Where the keyboard goes on when the part that had the focus is gone. */
export const ADD_BUTTON_ID = 'add-prompt';

export function focusAddButton(): void {
  document.getElementById(ADD_BUTTON_ID)?.focus();
}
