import ui from '../../../src/ui/texts/zh';
import earning from '../../../src/affiliates/texts/zh';

import commissions from './commissions';
import common from './common';
import dashboard from './dashboard';
import developers from './developers';
import join from './join';
import landing from './landing';
import links from './links';
import mails from './mails';
import materials from './materials';
import payouts from './payouts';
import problem from './problem';
import profile from './profile';

export default { commissions, common, dashboard, developers, earning, join, landing, links, mails, materials, payouts, problem, profile, ui } as const;
