import ui from '../../../src/ui/texts/en';

import account from './account';
import catalog from './catalog';
import checkout from './checkout';
import common from './common';
import home from './home';
import problem from './problem';

export default { account, catalog, checkout, common, home, problem, ui } as const;
