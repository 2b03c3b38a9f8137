/** Does something after so many milliseconds, unless what it returns is called before. */
export type Schedule = (action: () => void, milliseconds: number) => () => void;

/** By the system's clock. */
export const schedule: Schedule = (action, milliseconds) => {
  const timer = setTimeout(action, milliseconds);
  return () => {
    clearTimeout(timer);
  };
};
