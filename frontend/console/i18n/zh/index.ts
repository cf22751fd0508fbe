import ui from '../../../src/ui/texts/zh';

import accounts from './accounts';
import catalogue from './catalogue';
import common from './common';
import coupons from './coupons';
import deliveries from './deliveries';
import order from './order';
import orders from './orders';
import problem from './problem';

export default { accounts, catalogue, common, coupons, deliveries, order, orders, problem, ui } as const;
