/**
 * Commands that open services, or what these keep. They start from `dist`, where modules stand beside what they start by its path, and
 * stay out of the few files of the others. Each has its name from its file in src/commands.
 */
export const systemCommands = ['serve', 'submit', 'rebuild', 'dead-letters', 'ensure-bus', 'doctor'];
