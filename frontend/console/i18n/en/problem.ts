export default {
  // The API's codes in the console's own words; a code without one shows the API's sentence.
  internal: 'Something went wrong on our side. Try again in a moment.',
} as const;
