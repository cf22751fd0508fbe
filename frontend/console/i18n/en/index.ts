import ui from '../../../src/ui/texts/en';
import earning from '../../../src/affiliates/texts/en';

import accounts from './accounts';
import affiliates from './affiliates';
import catalogue from './catalogue';
import commissions from './commissions';
import common from './common';
import coupons from './coupons';
import deliveries from './deliveries';
import models from './models';
import order from './order';
import orders from './orders';
import organisations from './organisations';
import payouts from './payouts';
import prices from './prices';
import problem from './problem';
import programmes from './programmes';
import promotions from './promotions';
import quotes from './quotes';
import tryout from './tryout';

export default { accounts, affiliates, catalogue, commissions, common, coupons, deliveries, earning, models, order, orders, organisations, payouts, prices, problem, programmes, promotions, quotes, tryout, ui } as const;
