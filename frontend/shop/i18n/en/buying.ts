import account from './account';
import checkout from './checkout';
import orders from './orders';
import quotes from './quotes';

export default { account, checkout, orders, quotes } as const;
