import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { applySettings } from './lib/settings.svelte';

await applySettings();
const target = document.getElementById('console');
if (target) mount(App, { target });
