import type { Info } from '../../parts/info/info';

// Figures on delivery are those of chalicelib/orders/domain/delivery.py, the time to pay that of chalicelib/orders/domain/order.py.
export default {
  contents: 'On this page',
  more_help: 'Your question is not here?',
  write_to_us: 'Write to us',
  contact: {
    title: 'Contact',
    lead: 'Ask us about a product, an order or a delivery. We answer within one working day.',
    details: 'How to reach us',
    phone: 'Telephone',
    phone_hours: 'Monday to Friday, 9:00–18:00 (Eastern Time)',
    mail: 'Mail',
    address: 'Address',
    address_lines: ['Portico Communications, Inc.', '240 Arcade Street, Suite 500', 'Washington, DC 20001', 'United States'],
    company: 'Company',
    company_lines: ['Registered in Delaware, file no. 5550143', 'Responsible for the content: Portico Communications, Inc.'],
    form: 'Send a message',
    form_hint: 'We use what you write only to answer you.',
    name: 'Name',
    email: 'Email',
    order: 'Order number',
    order_hint: 'If it is about an order, such as P-7K3M-2QXD.',
    message: 'Message',
    send: 'Send message',
    sent_title: 'Thank you, your message is with us',
    sent_text: 'We answer by email within one working day.',
    again: 'Write another message',
    required: 'Please fill this in.',
    email_invalid: 'Enter an email address, such as name@example.com.',
  },
  help: {
    title: 'Help',
    lead: 'Ordering, payment, delivery and returns: the answers people ask for most.',
    sections: [
      {
        id: 'ordering',
        title: 'Ordering',
        paragraphs: [
          'Put products into the basket and check out; an account is not needed. You see delivery, tax and the total before you pay, and you pay exactly that.',
          'After the order we send you a mail with a link to it. With an account you find all your orders in one place.',
        ],
      },
      {
        id: 'prices',
        title: 'Prices and tax',
        paragraphs: [
          'Prices are in US dollars. For deliveries to the United States and Canada, sales tax is added at checkout by the address. For the European Union, the United Kingdom, China, Japan and other countries that price with tax, VAT is included.',
          'A crossed-out price is the price before the current offer. Where an offer ends on a date, the product page says when.',
        ],
      },
      {
        id: 'payment',
        title: 'Payment',
        paragraphs: [
          'You pay by card or wallet on a page of Stripe. We never see or keep your card number. We hold your products for 30 minutes while you pay; if the payment does not go through, nothing is charged and you can try again from the order.',
        ],
      },
      {
        id: 'delivery',
        title: 'Delivery',
        paragraphs: ['The price for your address and basket stands in the basket before you pay. Working days from the day the order is paid:'],
        rows: [
          ['', 'Standard', 'Express', 'Free from'],
          ['United States, Canada', '3–6 days, from $5.95', '1–2 days, from $14.95', '$99'],
          ['Europe', '4–8 days, from $7.95', '2–3 days, from $24.95', '$149'],
          ['China, Japan, Korea, Singapore', '4–8 days, from $8.95', '2–3 days, from $24.95', '$149'],
          ['Other countries', '7–21 days, from $19.95', '–', '–'],
        ],
      },
      {
        id: 'tracking',
        title: 'Following an order',
        paragraphs: ['Each parcel has a number and a link to its carrier in your order. An order may come in several parcels; you pay for delivery once.'],
      },
      {
        id: 'pre-acceptance',
        title: 'Plans, numbers and services',
        paragraphs: ['These are taken now and completed by our staff. You pay nothing when you order.'],
        points: ['We check availability and your details.', 'We set the plan, number or service up in the business system.', 'You get a mail at each step, and can cancel until it is set up.'],
      },
      {
        id: 'presale',
        title: 'Presale',
        paragraphs: ['A presale product can be ordered before it can be delivered. Its page names the date from which we send it. You can cancel until it is sent.'],
      },
      {
        id: 'returns',
        title: 'Returns and refunds',
        paragraphs: [
          'You can send unused, complete products back within 30 days of delivery. Open the order, choose the pieces and ask for a return; we tell you where to send them.',
          'We refund to the card or wallet you paid with, within 14 days of the parcel’s arrival.',
        ],
      },
      {
        id: 'cancel',
        title: 'Cancelling',
        paragraphs: ['Until something was sent you can cancel the whole order yourself, in the order. What you paid is refunded at once.'],
      },
      {
        id: 'warranty',
        title: 'Warranty',
        paragraphs: ['All products carry the manufacturer’s warranty, at least one year. If something breaks, write to us with the order number.'],
      },
    ],
  },
  terms: {
    title: 'Terms of sale',
    lead: 'The rules that hold when you buy from Portico Communications, Inc. As of January 2026.',
    sections: [
      { id: 'scope', title: '1. Scope', paragraphs: ['These terms hold for all orders placed in this shop. Terms of your own hold only where we agreed to them in writing.'] },
      {
        id: 'contract',
        title: '2. Contract',
        paragraphs: [
          'The products shown are an invitation to order. Your order is an offer; the contract is made when we confirm the payment by mail, or, for plans, numbers and services, when our staff accept the order.',
          'If a product turns out not to be available, we tell you at once and refund what you paid.',
        ],
      },
      { id: 'price', title: '3. Prices and payment', paragraphs: ['The prices at the time of the order hold. Tax and delivery are shown before you pay. Payment is due with the order and is taken by Stripe on our behalf.'] },
      { id: 'delivery', title: '4. Delivery', paragraphs: ['We deliver to the address you name, within the days shown at checkout. The risk passes to you when the parcel is handed over to you.'] },
      { id: 'withdrawal', title: '5. Return and withdrawal', paragraphs: ['You may return unused, complete products within 30 days of delivery. Consumers keep every right of withdrawal that their country’s law gives them. Products made to your specification and opened software are excluded.'] },
      { id: 'preaccepted', title: '6. Plans, numbers and services', paragraphs: ['For these, the provider’s own conditions are given to you before we complete the order. You may cancel free of charge until then.'] },
      { id: 'warranty', title: '7. Warranty and liability', paragraphs: ['The law’s warranty holds. We are liable without limit for intent, gross negligence and injury; otherwise only for the foreseeable damage from breaking an essential duty.'] },
      { id: 'ownership', title: '8. Ownership', paragraphs: ['Products remain ours until they are paid in full.'] },
      { id: 'law', title: '9. Law', paragraphs: ['The law of the District of Columbia holds; for consumers, the protective rules of the country where they live hold besides.'] },
    ],
  },
  privacy: {
    title: 'Privacy',
    lead: 'What we keep about you, why, how long, and what you can do about it. As of January 2026.',
    sections: [
      { id: 'who', title: 'Who is responsible', paragraphs: ['Portico Communications, Inc., 240 Arcade Street, Washington, DC 20001, United States. Questions: privacy@portico.example.'] },
      {
        id: 'what',
        title: 'What we keep, and why',
        points: [
          'Orders: your name, address, email and what you bought, to carry the contract out and to keep the books as the law demands.',
          'Account: your name, email, language and a hash of your password, as long as you have the account.',
          'Messages: what you write to us, to answer you.',
          'Addresses on the network: for a short while, to ward off abuse.',
        ],
      },
      { id: 'browser', title: 'In your browser', paragraphs: ['The basket, your last searches, the products you looked at and the appearance you chose are kept in this browser only. One cookie keeps you signed in. If you came by a partner’s link and agree, another one remembers that link until it no longer counts, so that the partner gets their share; without your word it is forgotten when you close the tab. What you answered is kept for half a year, so that we do not ask again. Where partners open their own pages, a cookie marks that browser for three months, so that their own clicks do not count. There is no tracking by others and no advertising.'] },
      { id: 'payment', title: 'Payment', paragraphs: ['Payment runs on pages of Stripe, which processes your card data under its own responsibility. We learn only whether it was paid.'] },
      { id: 'others', title: 'Who else sees it', paragraphs: ['Carriers get the address they deliver to; providers of plans and numbers get what they need to set them up. We sell no data.'] },
      { id: 'rights', title: 'Your rights', paragraphs: ['In your account you can download everything we keep about you, correct it, and delete the account. What the law makes us keep on orders is then kept without your account. You may complain to your data protection authority.'] },
    ],
  },
} satisfies Info;
