// The frame around a page: who is signed in, where one is, the menu; and fetching with its states.
import { T, L, lang, get, html, put, here, to, ask, setToken, keepLanguage, st, main } from './ruhu.js';

const BUSY_AFTER = 300;
const pages = [
  [T('今天', 'Today'), [
    ['index.html', T('今早看什么', 'Night report')],
    ['responses.html', T('记录', 'Responses')],
    ['open.html', T('待处理', 'Open points')],
    ['receipt.html', T('核对回执', 'Check a receipt')],
  ]],
];
const roles = {
  village: T('村联络员', 'liaison worker'), township: T('乡镇残联', 'township'), county: T('县残联', 'county'),
  city: T('市残联', 'city'), forms: T('问卷管理', 'forms'), security: T('安全管理', 'security'),
};

export const brand = () => html`<a class="brand" href="${to('index.html', { division: null })}"><svg viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="2.2" aria-hidden="true"><path d="M3 12 13 3.5 23 12M6 10v13h14V10"/><path d="M10.5 23v-8h5v8" fill="currentColor"/></svg>${T('入户', 'Ruhu')}<span class="vh">${T('，首页', ', start')}</span></a>`;
const other = T('en', 'zh');
export const otherLanguage = () => html`<a href="${here({ lang: other })}" data-lang="${other}" lang="${T('en', 'zh-Hans')}">${T('English', '中文')}</a>`;
document.querySelector('.skip').textContent = T('跳到正文', 'Skip to content');

const signIn = () => {
  try { sessionStorage.setItem('back', location.pathname + location.search); } catch { /* private window */ }
  location.replace(to('signin.html', { division: null }));
};

let session = null;
const openSession = async () => {
  session ??= await ask('/api/session');
  setToken(session.token);
  document.body.classList.toggle('roomy', session.roomy === true);
  return session;
};

// crumbs: [[text, address], …] below the division; they hold no name of a person.
export const frame = ({ page, scope, crumbs = [], period }) => {
  put(document.querySelector('.top'), html`${brand()}
   <div class="where"><nav aria-label="${T('辖区', 'Division')}"><ol><li><b>${L(scope?.name) || L(session.scope.name)}</b></li>${crumbs.map(([text, address]) => html`<li>${address ? html`<a href="${address}">${text}</a>` : text}</li>`)}</ol></nav>${period && html`<span>${period}</span>`}</div>
   <div class="me"><span class="who">${session.user} · ${roles[session.role] ?? session.role}</span>${otherLanguage()}<button class="link roomyswitch" type="button" aria-pressed="${session.roomy}">${T('大字', 'Larger')}</button><button class="link out" type="button">${T('退出', 'Sign out')}</button><button class="b menu" type="button" aria-expanded="false" aria-controls="side">${T('菜单', 'Menu')}</button></div>`);
  const side = document.querySelector('nav.side');
  side.id = 'side';
  side.setAttribute('aria-label', T('主导航', 'Main'));
  put(side, pages.map(([head, links]) => html`<h2>${head}</h2><ul>${links.map(([file, text]) => html`<li><a href="${to(file)}" ${file === page ? html`aria-current="page"` : ''}>${text}</a></li>`)}</ul>`));
};

const signOut = async () => {
  await ask('/api/session', { method: 'DELETE' }).catch(() => {});
  location.replace(to('signin.html', { division: null }));
};
const switchRoomy = async (button) => {
  session = await ask('/api/settings', { method: 'POST', body: { lang, roomy: !session.roomy } });
  document.body.classList.toggle('roomy', session.roomy);
  button.setAttribute('aria-pressed', session.roomy);
};
document.addEventListener('click', (event) => {
  const menu = event.target.closest('.menu');
  const roomy = event.target.closest('.roomyswitch');
  const language = event.target.closest('[data-lang]');
  if (menu) menu.setAttribute('aria-expanded', document.querySelector('nav.side').classList.toggle('open'));
  if (roomy) switchRoomy(roomy);
  if (event.target.closest('.out')) signOut();
  if (language) keepLanguage(language.dataset.lang);
});

export const foot = (asOf) => html`<footer class="foot"><span>${T('数据截至', 'Data as of')} ${asOf.slice(0, 16).replace('T', ' ')}</span><span>${T('百分比旁边总是分子/分母；“—”表示分母为 0', 'Every percentage shows numerator / denominator; “—” where the denominator is 0')}</span></footer>`;

const explain = (error) => {
  if (error.status === 403) return [T('看不到这一页', 'This page is not yours to see'), error.text];
  if (error.status === 404) return [T('没有这一页', 'There is no such page'), error.text];
  return [T('没有取到数据', 'The data could not be fetched'),
    error.text || T('服务器没有回答。本页没有改动任何数据；没有回执的记录都还在平板里。', 'The server did not answer. This page has changed nothing; tablets keep whatever has no receipt.')];
};

// Busy after 300 ms, then the page, or an error that says what happens next.
export const load = async (path, draw) => {
  const head = document.title.split(' · ')[0];
  const busy = setTimeout(() => put(main, html`<div class="state busy" role="status"><h1>${head}</h1><p>${T('正在取数…', 'Fetching…')}</p></div>`), BUSY_AFTER);
  try {
    const who = await openSession();
    if (who.user == null || who.must_change) { clearTimeout(busy); signIn(); return; }
    const data = await ask(path);
    clearTimeout(busy);
    await draw(data, who);
    document.body.dataset.ready = 'yes';
  } catch (error) {
    clearTimeout(busy);
    if (error.status === 401) { signIn(); return; }
    console.error(error);
    const [what, why] = explain(error);
    if (session?.user) frame({ page: '' });
    put(main, html`<div class="state" role="alert"><h1>${st('bad', what)}</h1><p>${why}</p><p class="note">${T('编号', 'Code')} ${error.message} · ${new Date().toTimeString().slice(0, 5)}</p><p class="row"><a class="b main" href="${here({})}">${T('再试一次', 'Try again')}</a></p></div>`);
  }
};

// The same filters as the page's, as the query of a request.
export const query = (keys, more = {}) => {
  const params = new URLSearchParams();
  for (const key of keys) if (get(key)) params.set(key, get(key));
  for (const [key, value] of Object.entries(more)) if (value) params.set(key, value);
  const text = params.toString();
  return text ? '?' + text : '';
};
