import { tokensIn } from '../checkout/tokens';

/** What opens quotes in this tab for whoever came by a mail's link or asked as a guest. */
export const quoteTokens = tokensIn('quote-tokens');
