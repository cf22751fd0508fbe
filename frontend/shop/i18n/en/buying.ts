import account from './account';
import checkout from './checkout';
import orders from './orders';

export default { account, checkout, orders } as const;
