import ui from '../../../src/ui/texts/zh';

import common from './common';
import problem from './problem';

export default { common, problem, ui } as const;
