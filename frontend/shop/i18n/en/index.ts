import ui from '../../../src/ui/texts/en';

import catalog from './catalog';
import common from './common';
import home from './home';
import problem from './problem';

export default { catalog, common, home, problem, ui } as const;
