import './shop.css';

import { mount } from 'svelte';

import { embedPageData } from '$api';
import { auth } from '$lib/auth.svelte';

import App from './App.svelte';
import { takeClick } from './referral';
import { router } from './router';

embedPageData();
takeClick();
void auth.start();
await router.start();

const target = document.getElementById('app') as HTMLElement;
if (router.page) {
  // What the server drew stays until the page is ready to take its place in one step.
  target.replaceChildren();
  mount(App, { target });
  // The place that the address names came with the app, after the browser had looked for it.
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
} else {
  addEventListener('online', () => location.reload());
}
