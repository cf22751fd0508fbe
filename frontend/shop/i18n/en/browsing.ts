import cards from './cards';
import catalog from './catalog';
import problem from './problem';

export default { catalog: { ...cards, ...catalog }, problem } as const;
