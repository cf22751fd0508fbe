import cards from './cards';
import catalog from './catalog';
import problem from './problem';
import referral from './referral';

export default { catalog: { ...cards, ...catalog }, problem, referral } as const;
