import ui from '../../../src/ui/texts/en';

import cards from './cards';
import common from './common';
import home from './home';

export default { catalog: cards, common, home, ui } as const;
