/** Closes what was opened, last first. One that fails keeps none of the others open; the first error is thrown at the end. */
export function createClosers() {
  const closers: (() => unknown)[] = [];
  return {
    add: (close: () => unknown): void => {
      closers.push(close);
    },
    closeAll: async (): Promise<void> => {
      const errors: unknown[] = [];
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
