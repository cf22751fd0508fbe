import './affiliate.css';

import { mount } from 'svelte';

import { embedPageData } from '$api';
import { auth } from '$lib/auth.svelte';

import App from './App.svelte';
import { router } from './router';

embedPageData();
void auth.start();
await router.start();

const target = document.getElementById('app') as HTMLElement;
target.replaceChildren();
mount(App, { target });
