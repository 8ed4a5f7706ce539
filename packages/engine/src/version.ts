/** Version of the engine's answer: raised whenever the same files and plan could give other bytes. */
export const engineVersion = '2';
