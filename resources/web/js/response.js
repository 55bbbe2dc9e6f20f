// 一份记录: is it genuine, whom it is about, the corrections, what the rules say, the answers, the pictures.
import { T, L, html, put, main, title, n, st, mark, state, states, replaced, to, get, when, ask, DASH } from './ruhu.js';
import { frame, foot, load } from './frame.js';

const reasons = [
  ['verify', T('核实这份记录', 'to check this response')],
  ['contact', T('要联系本人', 'to reach the person')],
  ['complaint', T('处理来信来访', 'to deal with a complaint')],
  ['correct', T('改正登记', 'to correct the register')],
];
const levels = { township: T('镇', 'township'), county: T('县', 'county'), village: T('村', 'village') };

const proof = ({ state: found, text }) => {
  if (found === 'intact') return html`<p class="proof" data-proof="intact">${st('ok', L(text))}</p>`;
  return html`<div class="msg bad proof" role="alert" data-proof="${found}">${st('bad', L(text))}</div>`;
};

const show = (field, words) => html`<button class="link" type="button" data-reveal="${field}">${T('看全部', 'Show')}<span class="vh"> ${words}</span></button>`;

const head = (d) => {
  const p = d.person;
  const about = [L(p.sex), p.age != null ? T(`${p.age} 岁`, `${p.age} years`) : '', L(p.category), L(d.place.name)].filter(Boolean).join(' · ');
  const name = p.name_masked
    ? html`<span data-value="person.name">${p.name_masked}</span> ${show('person.name', T('姓名', 'name'))}`
    : T('不在登记册', 'Not in the register');
  const certificate = p.cert_masked
    ? html`<p class="sub"><span class="mono" data-value="person.cert">${p.cert_masked}</span> ${show('person.cert', T('残疾人证号', 'certificate number'))}</p>` : '';
  return html`<div class="head"><div><h1>${name} <span class="nd">${about}</span></h1>
   <p class="sub">${d.form.title ?? ''} <span class="mono">${d.form.version ?? ''}</span> · ${d.by.name ?? DASH}${d.by.device ? html` · ${T('平板', 'tablet')} <span class="mono">${d.by.device}</span>` : ''} · ${T('收到', 'received')} ${when(d.received_at)}</p>${certificate}</div>
   <div class="row">${d.replaced_by ? st(...replaced) : state(d.state)}</div></div>`;
};

const chain = (links) => {
  if (links.length < 2) return '';
  return html`<h2 class="vh">${T('更正链', 'Chain of corrections')}</h2><ol class="chain">${links.map((c, i) => {
    const name = T(`第 ${i + 1} 份`, `No. ${i + 1}`);
    const counts = c.counts ? T('以此为准', 'this one counts') : replaced[1];
    return html`<li ${c.current ? html`aria-current="true"` : ''}><b>${c.current ? name : html`<a href="${to('response.html', { id: c.id })}">${name}</a>`}</b><br><span class="note">${when(c.at)} · ${counts}</span></li>`;
  })}</ol>`;
};

// Whoever reads an answer that counts no more is told so first, and why it was corrected afterwards.
const correction = (d) => html`${d.replaced_by ? html`<div class="msg info" data-replaced>${st('info', T('这份已经更正，以更正后的为准。', 'This response has been corrected; the correction counts.'))} <a href="${to('response.html', { id: d.replaced_by })}">${T('看更正后的', 'Open the correction')}</a></div>` : ''}${d.why ? html`<p class="sub" data-why>${T('更正原因', 'Why it was corrected')}：${d.why}</p>` : ''}`;

const flags = (list) => (list.length ? html`<h2 class="vh">${T('规则提醒', 'What the rules say')}</h2><div class="flags">${list.map((f) => html`<div class="msg ${f.sev}">${st(f.sev, f.rule)} <span>${L(f.text)}</span><br><span class="note">${f.reason ? T(`联络员说明：“${f.reason}”`, `worker’s reason: “${f.reason}”`) : f.sev === 'warn' ? T('联络员没有说明', 'the worker gave no reason') : ''}</span></div>`)}</div>` : '');

const answer = (row, d) => {
  const file = row.attachment && d.attachments.find((a) => a.hash === row.attachment);
  if (file) return html`<a href="#a-${row.attachment.slice(0, 12)}">${T('见右边的附件', 'see the attachments')}</a>`;
  const now = html`<span data-value="${row.ref}">${row.now ? L(row.now) : DASH}</span>`;
  const old = row.changed ? html`<del><span class="vh">${T('原', 'was ')}</span>${row.was ? L(row.was) : DASH}</del> → <ins><span class="vh">${T('改为', 'now ')}</span>${now}</ins>` : now;
  return html`${old} ${row.masked ? show(row.ref, L(row.label)) : ''}`;
};
const line = (row, d) => html`<tr><th scope="row">${L(row.label) || ''}${row.row ? html` <span class="nd">${T(`第 ${row.row} 项`, `no. ${row.row}`)}</span>` : ''} <span class="mono nd">${row.question}</span></th><td>${answer(row, d)}</td><td class="nw">${row.changed ? st('info', T('已更正', 'corrected')) : ''}</td></tr>`;
const changes = (group) => group.rows.filter((r) => r.changed).length;
const answers = (d) => {
  const groups = [...d.groups].sort((a, b) => (changes(b) > 0) - (changes(a) > 0) || changes(b) - changes(a));
  const corrected = d.groups.some(changes);
  return html`<section><div class="bar-head"><h2>${T('回答', 'Answers')}</h2><span class="note">${corrected ? T('有更正的部分在前；删除线是上一份的回答', 'corrected groups first; struck out is what the response before said') : ''}</span></div>
   <div class="scroll" tabindex="0" role="region" aria-label="${T('回答', 'Answers')}"><table class="ans"><caption class="vh">${T('回答，按部分', 'Answers by group')}</caption><thead><tr><th scope="col">${T('题', 'Question')}</th><th scope="col">${T('回答', 'Answer')}</th><th scope="col"><span class="vh">${T('标记', 'Mark')}</span></th></tr></thead>${groups.map((g) => html`<tbody><tr class="grp"><th colspan="3" scope="rowgroup">${L(g.name) || g.key} <span class="nd">${n(g.rows.length)} ${T('题', g.rows.length === 1 ? 'answer' : 'answers')}</span></th></tr>${g.rows.map((r) => line(r, d))}</tbody>`)}</table></div></section>`;
};

const fileStates = {
  complete: ['ok', T('完整', 'complete')],
  missing: ['warn', T('还没传到', 'not here yet')],
  altered: ['bad', T('被改动', 'altered')],
};
const attachment = (a, d) => {
  const name = L(a.name) || T('附件', 'Attachment');
  const address = `/api/responses/${d.id}/attachments/${a.hash}`;
  const picture = a.state === 'complete' && /^image\/(png|jpeg|webp)$/.test(a.type);
  const content = picture
    ? html`<a href="${address}"><img src="${address}" alt="${name}"></a>`
    : a.state === 'complete' ? html`<a href="${address}" download>${T('下载', 'Download')}<span class="vh"> ${name}</span></a>` : '';
  return html`<figure id="a-${a.hash.slice(0, 12)}">${content}<figcaption><b>${name}</b><br>${n(Math.max(1, Math.round(a.size / 1024)))} KB · ${st(...fileStates[a.state])}</figcaption></figure>`;
};
const attachments = (d) => (d.attachments.length ? html`<section><h2>${T('照片与签名', 'Photos and signature')}</h2><div class="photos">${d.attachments.map((a) => attachment(a, d))}</div></section>` : '');

const decisions = (list) => (list.length ? html`<section><h2>${T('历次意见', 'Decisions')}</h2><ol class="todo">${[...list].reverse().map((x) => html`<li>${mark(states[x.outcome]?.[0] ?? 'mute')}<span><b>${states[x.outcome]?.[1] ?? x.outcome}</b> · ${levels[x.level] ?? x.level} · ${x.u ?? ''} · ${when(x.at)}</span><p>${x.reason ?? ''}</p></li>`)}</ol></section>` : '');

const receipt = (r, found) => {
  if (!r) return html`<section class="box stack"><h2>${T('回执', 'Receipt')}</h2><p>${st('warn', T('还没有回执', 'no receipt yet'))}</p></section>`;
  const checked = r.verified ? st('ok', T('签名已核对', 'signature checked')) : st('bad', T('签名不对', 'the signature does not hold'));
  const other = found === 'altered' || found === 'unreadable';
  const covers = other
    ? T('平板当时送来的原文，不是现在存的这一份', 'what the tablet sent, not what is stored now')
    : r.covers ? T(`涵盖这份记录（第 ${n(r.line)} 行，回执到第 ${n(r.upto)} 行）`, `covers this response (line ${n(r.line)} of ${n(r.upto)})`)
    : T(`还不涵盖这份记录（第 ${n(r.line)} 行，回执到第 ${n(r.upto)} 行）`, `does not cover this response yet (line ${n(r.line)}, receipt up to ${n(r.upto)})`);
  return html`<section class="box stack"><h2>${T('回执', 'Receipt')}</h2><p>${checked}</p><dl class="dl"><dt>${T('号', 'Number')}</dt><dd class="mono" id="receipt">${r.number}</dd><dt>${T('签发', 'Signed')}</dt><dd>${r.at.slice(0, 16).replace('T', ' ')}</dd><dt>${T('涵盖', 'Covers')}</dt><dd>${covers}</dd><dt>${T('附件', 'Media')}</dt><dd>${r.complete ? T('到这一份都齐了', 'all here up to this one') : T('还有没到的', 'some are missing')}</dd></dl></section>`;
};

// A dialogue asks why, once; the answer is noted at HQ before the value comes.
const askWhy = (what) => new Promise((resolve) => {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'why');
  put(dialog, html`<form method="dialog" class="stack"><h2 id="why">${T(`为什么要看${what}？`, `Why do you need to see it? (${what})`)}</h2><p class="note">${T('会记下是谁、何时、为什么。', 'Who, when and why are recorded.')}</p>${reasons.map(([key, words], i) => html`<p><label class="inline"><input type="radio" name="why" value="${key}" ${i === 0 ? html`checked` : ''}> ${words}</label></p>`)}<div class="row"><button class="b main" value="yes">${T('看', 'Show')}</button><button class="b" value="no" formnovalidate>${T('不看了', 'Cancel')}</button></div></form>`);
  dialog.addEventListener('close', () => {
    const yes = dialog.returnValue === 'yes';
    const why = dialog.querySelector('input:checked').value;
    dialog.remove();
    resolve(yes ? why : null);
  });
  document.body.append(dialog);
  dialog.showModal();
});
const reveal = async (button, d) => {
  const why = await askWhy(button.querySelector('.vh').textContent.trim());
  button.focus();
  if (!why) return;
  try {
    const { value } = await ask('/api/reveal', { method: 'POST', body: { object: d.id, field: button.dataset.reveal, reason: why } });
    const place = [...document.querySelectorAll('[data-value]')].find((x) => x.dataset.value === button.dataset.reveal);
    place.textContent = value;
    place.tabIndex = -1;
    place.focus();
    button.remove();
  } catch (error) {
    button.insertAdjacentElement('afterend', put(Object.assign(document.createElement('span'), { role: 'alert' }), st('bad', error.text || T('没有取到', 'could not be fetched'))));
  }
};

title(T('一份记录', 'One response'));
load('/api/responses/' + encodeURIComponent(get('id')), (d, session) => {
  title(`${d.person.name_masked ?? ''} ${d.form.title ?? ''}`.trim() || T('一份记录', 'One response'));
  frame({ page: 'responses.html', scope: session.scope, crumbs: [[T('记录', 'Responses'), to('responses.html', { id: null })], [d.id.slice(-8)]] });
  const readable = d.groups != null;
  put(main, html`${head(d)}${chain(d.chain)}${correction(d)}${proof(d.proof)}
  <div class="two list gaptop"><div>${readable ? html`${flags(d.flags)}${answers(d)}` : ''}</div>
  <div class="stack">${readable ? attachments(d) : ''}${decisions(d.decisions)}${receipt(d.receipt, d.proof.state)}</div></div>${foot(d.as_of)}`);
  main.addEventListener('click', (event) => {
    const button = event.target.closest('[data-reveal]');
    if (button) reveal(button, d);
  });
});
