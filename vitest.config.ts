import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/kit/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Every core works: the default leaves one free for the watch mode that nobody uses here.
    maxWorkers: '100%',
  },
});
