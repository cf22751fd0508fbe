export default {
  // The API's codes in this app's own words; a code without one shows the API's sentence.
  already_joined: 'You take part in this programme already.',
  forbidden: 'This account may not do that.',
  internal: 'Something went wrong on our side. Try again in a moment.',
  invitation_not_valid: 'This invitation code does not fit. Check it, or ask who invited you.',
  link_dead: 'This link has ended and cannot be changed any more. Make a new one.',
  link_not_found: 'There is no such link any more.',
  member_not_active: 'Your membership is not active, so this is not possible now.',
  not_an_affiliate: 'You are not a partner yet. Join first.',
  programme_closed: 'This programme takes nobody on at the moment.',
  target_not_ours: 'A link leads to a page of the shop. Copy the address from there.',
  terms_not_accepted: 'The terms have changed. Load the page again, read and accept them.',
  too_many_keys: 'You have as many keys as there can be. End one first.',
  too_many_webhooks: 'You have as many webhooks as there can be. End one first.',
} as const;
