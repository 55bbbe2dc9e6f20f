// 待处理: values that two wrote differently, to be chosen; lines that are held, and why.
import { T, L, html, put, main, title, n, ask, when } from './ruhu.js';
import { frame, foot, load, query } from './frame.js';
import { table } from './table.js';

const HEAD = T('待处理', 'Open points');
const KEPT = T('已存未登记', 'Kept, not applied');
title(HEAD);

const names = {
  person_name: T('姓名', 'Name'), phone: T('电话', 'Phone'), address: T('住址', 'Address'), resident_id: T('身份证号', 'Identity number'),
  birth_date: T('出生日期', 'Date of birth'), sex: T('性别', 'Sex'), guardian_phone: T('监护人电话', 'Guardian’s phone'), guardian_name: T('监护人', 'Guardian'),
  cert_no: T('残疾人证号', 'Certificate number'), cert_status: T('残疾人证', 'Certificate'), hardship: T('困难情况', 'Hardship'), self_care: T('自理能力', 'Self-care'),
  division_code: T('所属区划', 'Division'),
};
const codes = {
  PARSE: T('不能读', 'cannot be read'), CHAIN: T('与前一条不衔接', 'does not follow the line before'), SCHEMA: T('内容不合规定', 'is not as it should be'),
  FORM_UNKNOWN: T('问卷还没发布', 'form not published'), SCOPE: T('不在辖区内', 'outside the scope'), IMMUTABLE: T('改了不许改的内容', 'changes what never changes'),
  FINALIZED: T('这份记录已经有了', 'is here already'), POLICY: T('无权填写', 'not theirs to write'), TOO_DEEP: T('层次太深', 'nested too deep'),
};
const field = (path) => names[path.split(':')[0]] ?? path.split(':')[0];
const who = (c) => c.person.name_masked ?? T('不在登记册', 'not in the register');
const shown = (c, v) => (c.deleted ? T('保留在名册中', 'Keep in the register') : v.field.includes(':') ? v.field.split(':')[1] : v.text || T('空', 'Empty'));
const offered = (c) => c.values.filter((v, i) => !(c.deleted && i > 0));

const card = (c) => html`<section aria-label="${who(c)} ${field(c.path)}"><h2>${who(c)} · ${field(c.path)}</h2><p class="note">${L(c.place.name)}</p>
 <ul class="stack">${offered(c).map((v) => html`<li class="row"><button class="b" type="button" data-conflict="${c.id}" data-value="${c.values.indexOf(v)}" data-text="${v.text}">${T('选用', 'Choose')} ${shown(c, v)}</button> <span class="note">${v.by} · ${when(v.at)}</span></li>`)}</ul></section>`;

const settle = async (button, body) => {
  button.disabled = true;
  try {
    await ask('/api/open', { method: 'POST', body });
    location.reload();
  } catch (error) {
    button.disabled = false;
    put(document.querySelector('.said'), html`${error.text || T('没有办成', 'That did not work')}`);
  }
};

document.addEventListener('click', (event) => {
  const choice = event.target.closest('[data-conflict]');
  const held = event.target.closest('[data-release]');
  if (choice) settle(choice, { conflict: choice.dataset.conflict, value: Number(choice.dataset.value), text: choice.dataset.text });
  if (held) settle(held, { release: held.dataset.release });
});

load('/api/open' + query(['division']), (d, session) => {
  const place = d.scope.division !== session.scope.division ? [[L(d.scope.name)]] : [];
  frame({ page: 'open.html', scope: session.scope, crumbs: place });
  put(main, html`<div class="head"><div><h1>${HEAD}</h1><p class="sub">${T(`${n(d.conflicts.length)} 项两处不同，${n(d.held.length)} 条已存未登记；都不挡别的记录`, `${n(d.conflicts.length)} written differently, ${n(d.held.length)} kept and not applied; they block nothing`)}</p></div></div>
  <p class="said" role="status"></p>
  ${d.conflicts.map(card)}
  ${d.doubles.length ? html`<section><h2>${T('同一身份证号', 'Same identity number')}</h2><ul class="stack">${d.doubles.map((c) => html`<li>${who(c)} · ${c.places.map((p) => L(p.name)).join(T('、', ', '))}</li>`)}</ul></section>` : ''}
  ${d.held.length ? html`<section><h2>${KEPT}</h2>${table({ caption: KEPT, rows: d.held, columns: [
    { key: 'line', label: T('行', 'Line'), sort: false, cell: (r) => r.line },
    { key: 'code', label: T('原因', 'Why'), sort: false, cell: (r) => codes[r.code] ?? r.code },
    { key: 'path', label: T('哪一项', 'Where'), sort: false, full: true, cell: (r) => names[r.path] ?? r.path },
    { key: 'at', label: T('收到', 'Received'), sort: false, num: true, cell: (r) => when(r.at) },
    { key: 'do', label: T('处理', 'Do'), sort: false, cell: (r) => (d.may_release ? html`<button class="b" type="button" data-release="${r.line}" aria-label="${T('放行', 'Release')} ${r.line}">${T('放行', 'Release')}</button>` : '') }] })}</section>` : ''}
  ${d.conflicts.length + d.doubles.length + d.held.length ? '' : html`<div class="state"><h2>${T('没有待处理的内容', 'Nothing is open')}</h2></div>`}
  ${foot(d.as_of)}`);
});
