// Shared by all pages: language, addresses, numbers, safe templates, words for states. No dependency.
const url = new URL(location.href);
export const get = (key, otherwise = '') => url.searchParams.get(key) ?? otherwise;

// The address says the language where it was chosen on this page, else what was chosen last.
const kept = (() => { try { return localStorage.getItem('lang'); } catch { return null; } })();
export const lang = (get('lang') || kept) === 'en' ? 'en' : 'zh';
export const T = (zh, en) => (lang === 'en' ? en : zh);
export const L = (text) => (text == null ? '' : typeof text === 'object' ? (text[lang] ?? text.zh) : text);
document.documentElement.lang = T('zh-Hans', 'en');
export const keepLanguage = (tag) => { try { localStorage.setItem('lang', tag); } catch { /* private window */ } };

// A link that changes some of the state and keeps the rest: the place is always in the address.
export const here = (change) => {
  const u = new URL(location.href);
  for (const [key, value] of Object.entries(change)) {
    if (value == null || value === '') u.searchParams.delete(key);
    else u.searchParams.set(key, value);
  }
  return u.pathname + u.search;
};
export const to = (page, params = {}) => {
  const u = new URLSearchParams();
  for (const key of ['lang', 'division']) if (get(key)) u.set(key, get(key));
  for (const [key, value] of Object.entries(params)) {
    if (value == null || value === '') u.delete(key);
    else u.set(key, value);
  }
  const query = u.toString();
  return '/' + page + (query ? '?' + query : '');
};

// Template: every value is escaped unless it is itself a template.
class Safe { constructor(text) { this.text = text; } }
const escape = (value) => String(value).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const write = (value) => {
  if (value instanceof Safe) return value.text;
  if (Array.isArray(value)) return value.map(write).join('');
  return value == null || value === false ? '' : escape(value);
};
export const html = (strings, ...values) => new Safe(strings.reduce((all, s, i) => all + write(values[i - 1]) + s));
export const put = (node, template) => { node.innerHTML = write(template); return node; };

// Numbers. Never 100 % while somebody is missing; — where nothing can be divided; half up, in integers.
const grouped = new Intl.NumberFormat('en-US');
export const DASH = '—';
export const n = (value) => (value == null ? DASH : grouped.format(value));
export const many = (value, one, more) => `${n(value)} ${value === 1 ? one : more}`;
export const pct = (a, b) => {
  if (!b) return DASH;
  let hundredths = Math.floor((20000 * a + b) / (2 * b));
  if (a < b && hundredths >= 10000) hundredths = 9999;
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}\u202f%`;
};
export const nd = (a, b) => html`<span class="nd">${n(a)}<span aria-hidden="true"> / </span><span class="vh">${T('，共 ', ' of ')}</span>${n(b)}</span>`;
export const day = (text) => {
  const date = new Date(text.slice(0, 10) + 'T00:00:00Z');
  return lang === 'en'
    ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
    : `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
};
export const addDays = (text, days) => new Date(Date.parse(text + 'T00:00:00Z') + days * 864e5).toISOString().slice(0, 10);
export const clock = (text) => text.slice(11, 16);
export const when = (text) => (text ? `${text.slice(5, 10)} ${clock(text)}` : DASH);

// Status marks differ in shape before they differ in colour.
const shapes = {
  ok: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1 10L4 8l1.1-1.1L7 8.8l3.9-3.9L12 6z',
  warn: 'M8 1 15.5 15H.5ZM7.2 6v4.5h1.6V6Zm0 5.6v1.6h1.6v-1.6Z',
  bad: 'M4.9 1h6.2L15 4.9v6.2L11.1 15H4.9L1 11.1V4.9Zm2.3 3v5h1.6V4Zm0 6.2v1.7h1.6v-1.7Z',
  info: 'M8 .8 15.2 8 8 15.2.8 8Zm-.8 3.4v1.6h1.6V4.2Zm0 2.8v5h1.6V7Z',
  mute: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8ZM5 7.2v1.6h6V7.2Z',
};
export const mark = (kind) => html`<svg class="m ${kind}" viewBox="0 0 16 16" aria-hidden="true" fill="currentColor" fill-rule="evenodd"><path d="${shapes[kind]}"/></svg>`;
export const st = (kind, word) => html`<span class="st ${kind}">${mark(kind)}${word}</span>`;

// The words for the states of a response, once for all pages.
export const states = {
  received: ['mute', T('已收到', 'received')],
  verified: ['ok', T('镇已核实', 'verified')],
  returned: ['bad', T('退回', 'returned')],
  accepted: ['ok', T('通过', 'accepted')],
  queried: ['warn', T('质询', 'queried')],
  duplicate: ['info', T('重复', 'duplicate')],
  void: ['mute', T('作废', 'void')],
};
// A correction counts in its place, whatever was decided about it.
export const replaced = ['info', T('已更正', 'replaced')];
export const state = (name) => st(...(states[name] ?? ['mute', name]));

export const main = document.querySelector('main');
export const title = (text) => { document.title = text + T(' · 入户', ' · Ruhu'); };

// HQ's JSON. A refusal becomes an error that carries HQ's words; the second token is sent on writes.
export class Refusal extends Error {
  constructor(status, body) {
    super(body?.code ?? String(status));
    this.status = status;
    this.text = L(body?.message);
  }
}
let token = '';
export const setToken = (value) => { token = value ?? ''; };
export const ask = async (path, { method = 'GET', body } = {}) => {
  const headers = {};
  if (method !== 'GET') headers['X-Ruhu-Token'] = token;
  if (body) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store' });
  const json = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, json);
  return json;
};
