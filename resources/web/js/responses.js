// 记录: the list, newest first, names masked; a page goes on behind the last row of the one before.
import { T, L, html, put, main, title, n, st, state, states, replaced, to, here, get, when } from './ruhu.js';
import { frame, foot, load, query } from './frame.js';
import { table } from './table.js';

const HEAD = T('记录', 'Responses');
title(HEAD);

const who = (r) => r.person.name_masked ?? T('不在登记册', 'not in the register');
const about = (r) => [L(r.person.sex), r.person.age != null ? T(`${r.person.age} 岁`, `${r.person.age} years`) : '', L(r.person.category)].filter(Boolean).join(' · ');

const filter = () => html`<ul class="tabs" aria-label="${T('按状态', 'By state')}"><li><a href="${here({ state: null, after: null })}" ${get('state') ? '' : html`aria-current="true"`}>${T('全部', 'All')}</a></li>${Object.entries(states).filter(([key]) => key !== 'void').map(([key, [, word]]) => html`<li><a href="${here({ state: key, after: null })}" ${get('state') === key ? html`aria-current="true"` : ''}>${word}</a></li>`)}<li><a href="${here({ state: 'replaced', after: null })}" ${get('state') === 'replaced' ? html`aria-current="true"` : ''}>${replaced[1]}</a></li></ul>`;
const standing = (r) => (r.replaced_by ? st(...replaced) : html`${state(r.state)}${r.replaces ? html` <span class="note">${T('更正', 'correction')}</span>` : ''}`);

const empty = () => html`<div class="state"><h2>${T('这里没有记录', 'No responses here')}</h2><p>${T('可能当天没有平板送来，也可能筛选太窄。', 'Perhaps no tablet sent any, or the filter is too narrow.')}</p><p class="row"><a class="b" href="${to('responses.html', { division: null })}">${T('看全部记录', 'See all responses')}</a></p></div>`;

load('/api/responses' + query(['division', 'night', 'state', 'after', 'limit']), (d, session) => {
  const place = d.scope.division !== session.scope.division ? [[L(d.scope.name)]] : [];
  frame({ page: 'responses.html', scope: session.scope, crumbs: place, period: get('night') });
  put(main, html`<div class="head"><div><h1>${HEAD}</h1><p class="sub">${T(`共 ${n(d.total)} 份，新到的在前，更正过的只算更正后的；姓名只显示一部分`, `${n(d.total)} in all, newest first; of a response and its corrections the newest counts; names are shown in part`)}</p></div>
   ${get('night') ? html`<div class="row"><a class="b" href="${here({ night: null, after: null })}">${T('不限日期', 'Any night')}</a></div>` : ''}</div>
  ${filter()}
  ${d.rows.length ? table({ caption: HEAD, rows: d.rows, columns: [
    { key: 'person', label: T('对象', 'Person'), sort: false, cell: (r) => html`<a href="${to('response.html', { id: r.id, division: null })}">${who(r)}</a>` },
    { key: 'about', label: T('情况', 'Who'), sort: false, full: true, cell: about },
    { key: 'place', label: T('村（社区）', 'Village'), sort: false, full: true, cell: (r) => L(r.place.name) },
    { key: 'form', label: T('问卷', 'Form'), sort: false, full: true, cell: (r) => r.form.title ?? '' },
    { key: 'by', label: T('联络员', 'Worker'), sort: false, cell: (r) => r.by ?? '' },
    { key: 'at', label: T('收到', 'Received'), sort: false, num: true, cell: (r) => when(r.at) },
    { key: 'state', label: T('状态', 'State'), sort: false, full: true, cell: standing }] }) : empty()}
  <nav class="row after" aria-label="${T('翻页', 'Pages')}">${get('after') ? html`<a class="b" href="${here({ after: null })}">${T('回到最新', 'Newest')}</a>` : ''}${d.next ? html`<a class="b" href="${here({ after: d.next })}">${T('更早的', 'Older')}</a>` : ''}</nav>
  ${foot(d.as_of)}`);
});
