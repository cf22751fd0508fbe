import ui from '../../../src/ui/texts/en';

import common from './common';
import problem from './problem';

export default { common, problem, ui } as const;
