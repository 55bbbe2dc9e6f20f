// 登录: name and password; where the one-time password still stands, a password of one's own.
import { T, L, html, put, main, title, ask, setToken, get, to, lang, st } from './ruhu.js';
import { brand, otherLanguage } from './frame.js';

title(T('登录', 'Sign in'));

const back = () => {
  let address = null;
  try { address = sessionStorage.getItem('back'); sessionStorage.removeItem('back'); } catch { /* private window */ }
  return address?.startsWith('/') && !address.startsWith('//') ? address : to('index.html');
};
const field = (id, label, name, complete, hint) => html`<div class="fld"><label for="${id}">${label}${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : ''}</label><input id="${id}" name="${name}" type="password" autocomplete="${complete}" ${hint ? html`aria-describedby="${id}-hint"` : ''} required></div>`;
const showPassword = html`<div class="fld row"><input class="check" id="show" type="checkbox"><label class="inline" for="show">${T('显示口令', 'Show the password')}</label></div>`;

const help = (nobody) => html`<div class="stack">
 <section class="stack"><h2>${T('头一次用，或忘了口令', 'First time, or password forgotten')}</h2><p>${T('找本县安全管理员，会给一次性口令，登录后自己改。', 'Ask the county’s security administrator for a one-time password; choose your own after signing in.')}</p></section>
 ${nobody.fingerprint ? html`<section class="stack"><h2>${T('这是不是真的？', 'Is this the real page?')}</h2><p>${T('本页证书由县里自己签发。浏览器里看到的 SHA-256 指纹，应当和安全管理员给您的一致，也和下面一致：', 'Its certificate is issued by the county. The SHA-256 fingerprint in your browser should be the one the security administrator gave you, and this one:')}</p><p class="mono finger">${nobody.fingerprint}</p></section>` : ''}
 <section class="stack"><h2>${T('请记住', 'Please note')}</h2><p>${T('看到全名、打开记录都会记下是谁、何时、为什么。30 分钟不动会自动退出。', 'Seeing full names and opening responses is recorded: who, when, why. After 30 idle minutes you are signed out.')}</p></section></div>`;

const listen = (form, send) => {
  const tell = form.querySelector('.tell');
  form.querySelector('#show').addEventListener('change', (event) => {
    for (const input of form.querySelectorAll('input[name]')) if (input.autocomplete !== 'username') input.type = event.target.checked ? 'text' : 'password';
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button[type=submit]');
    button.disabled = true;
    try {
      await send(Object.fromEntries(new FormData(form)));
    } catch (error) {
      const words = error.status === 429
        ? T('试得太快，请过一分钟再试', 'Too many tries; wait a minute')
        : error.text || T('服务器没有回答，请再试一次', 'The server did not answer; try again');
      put(tell, html`<p class="msg bad" role="alert">${st('bad', words)}</p>`);
      form.querySelector('input').focus();
    } finally {
      button.disabled = false;
    }
  });
};

const change = (session, used) => {
  title(T('换口令', 'Choose a password'));
  put(main, html`<div class="sign"><form><h1>${T('换成自己的口令', 'Choose your own password')}</h1><p class="note">${T('一次性口令只能用这一次。', 'The one-time password works this once.')}</p><div class="tell"></div>
   <input type="text" name="user" autocomplete="username" value="${session.user}" hidden>
   ${used == null ? field('old', T('现在的口令', 'Present password'), 'password', 'current-password') : ''}
   ${field('p1', T('新口令', 'New password'), 'new', 'new-password', T('至少 12 个字；几个不相干的词连起来最好记', '12 characters or more; a few unrelated words are easiest to remember'))}
   ${field('p2', T('再写一遍', 'Once more'), 'again', 'new-password')}${showPassword}
   <button class="b main" type="submit">${T('换口令', 'Change')}</button></form><div></div></div>`);
  listen(main.querySelector('form'), async (values) => {
    if (values.new !== values.again) throw Object.assign(new Error('again'), { text: T('两遍不一样', 'The two are not the same') });
    await ask('/api/password', { method: 'POST', body: { password: used ?? values.password, new: values.new } });
    location.replace(back());
  });
  main.querySelector('input:not([hidden])').focus();
};

const signIn = (nobody) => {
  put(main, html`<div class="sign"><form><h1>${T('登录', 'Sign in')}</h1><div class="tell"></div>
   <div class="fld gaptop"><label for="u">${T('登录名', 'User name')}</label><input id="u" name="name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
   ${field('p', T('口令', 'Password'), 'password', 'current-password', T('可以粘贴，可以用密码管理器', 'Pasting and password managers work'))}${showPassword}
   <button class="b main" type="submit">${T('登录', 'Sign in')}</button></form>${help(nobody)}</div>`);
  listen(main.querySelector('form'), async ({ name, password }) => {
    const session = await ask('/api/session', { method: 'POST', body: { name, password } });
    setToken(session.token);
    if (session.must_change) change(session, password);
    else location.replace(back());
  });
};

const start = async () => {
  const session = await ask('/api/session').catch(() => ({ user: null }));
  put(document.querySelector('.top'), html`${brand()}<div class="where"><b>${session.host ?? L(session.scope?.name)}</b></div><div class="me">${otherLanguage()}</div>`);
  setToken(session.token);
  if (session.user && session.must_change) change(session, null);
  else if (session.user && !get('again')) location.replace(back());
  else signIn(session);
  document.body.dataset.ready = 'yes';
};
document.documentElement.dataset.lang = lang;
start();
