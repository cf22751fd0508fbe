/** A part of a text page. `rows`: a small table, its first row the heads. */
export interface Section {
  id: string;
  title: string;
  paragraphs?: readonly string[];
  points?: readonly string[];
  rows?: readonly (readonly string[])[];
}

export interface Article {
  title: string;
  lead: string;
  sections: readonly Section[];
}

/** Texts of the pages that say who sells, how, and by which rules. They come with those pages, not with the shop's dictionary. */
export interface Info {
  help: Article;
  terms: Article;
  privacy: Article;
  contents: string;
  more_help: string;
  write_to_us: string;
  contact: {
    title: string;
    lead: string;
    details: string;
    phone: string;
    phone_hours: string;
    mail: string;
    address: string;
    address_lines: readonly string[];
    company: string;
    company_lines: readonly string[];
    form: string;
    form_hint: string;
    name: string;
    email: string;
    order: string;
    order_hint: string;
    message: string;
    send: string;
    sent_title: string;
    sent_text: string;
    again: string;
    required: string;
    email_invalid: string;
  };
}

/** How the seller is reached: the same in every language. */
export const SELLER = {
  phone: '+1 202 555 0143',
  email: 'shop@portico.example',
} as const;
