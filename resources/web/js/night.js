// 今早看什么: one sentence, the figures, what to do first, the last thirty nights, the townships.
import { T, L, html, put, main, title, n, many, pct, nd, st, mark, to, here, when, clock, day, addDays } from './ruhu.js';
import { frame, foot, load, query } from './frame.js';
import { table } from './table.js';
import { stacked } from './chart.js';

const HEAD = T('今早看什么', 'This morning');
const OLD_DAYS = 7;
title(HEAD);

const pending = (d) => d.totals.received - d.totals.accepted - d.totals.queried - d.totals.duplicates;

const lead = (d) => {
  const t = d.totals;
  const silent = t.devices_silent > 0
    ? T(html`<b>${n(t.devices_silent)} 台平板 3 天以上没有联系</b>。`, html`<b>${n(t.devices_silent)} of ${n(t.devices)} tablets have not called for 3 days or more</b>.`)
    : T(html`${n(t.devices)} 台平板都有联系。`, t.devices === 1 ? 'The one tablet has called.' : html`All ${n(t.devices)} tablets have called.`);
  return html`<p class="lead">${T(
    html`${day(d.night)}收到 <b>${n(t.received)}</b> 份记录：<b>${n(t.accepted)}</b> 份通过，<b>${n(t.queried)}</b> 份质询，<b>${n(t.duplicates)}</b> 份重复，<b>${n(pending(d))}</b> 份在办。${silent}`,
    html`On ${day(d.night)} <b>${n(t.received)}</b> ${t.received === 1 ? 'response' : 'responses'} came in: <b>${n(t.accepted)}</b> accepted, <b>${n(t.queried)}</b> queried, <b>${n(t.duplicates)}</b> duplicates, <b>${n(pending(d))}</b> under way. ${silent}`)}</p>`;
};

const figure = ({ op, first, label, value, sub, href, sev }) => html`<li class="${first ? 'first' : ''}">${op && html`<span class="op" aria-hidden="true">${op}</span>`}<${href ? html`a href="${href}"` : html`div`}><span class="k">${sev && mark(value ? sev : 'mute')}<span>${label}</span></span><span class="v">${n(value)}</span></${href ? html`a` : html`div`}><span class="s">${sub}</span></li>`;

const figures = (d) => {
  const t = d.totals;
  const list = (state) => to('responses.html', { night: d.night, state });
  return html`<h2 class="vh">${T('昨夜数字', 'The night in figures')}</h2><ul class="figs">
   ${figure({ first: true, label: T('收到', 'Received'), value: t.received, sub: T('当天到达的记录', 'responses that came in'), href: list('') })}
   ${figure({ op: '=', label: T('通过', 'Accepted'), value: t.accepted, sub: pct(t.accepted, t.received), href: list('accepted'), sev: 'ok' })}
   ${figure({ op: '+', label: T('质询', 'Queried'), value: t.queried, sub: pct(t.queried, t.received), href: list('queried'), sev: 'warn' })}
   ${figure({ op: '+', label: T('重复', 'Duplicates'), value: t.duplicates, sub: T('已归并，留指引', 'merged, pointer kept'), href: list('duplicate'), sev: 'info' })}
   ${figure({ op: '+', label: T('在办', 'Under way'), value: pending(d), sub: T('待核实、已核实、退回', 'to verify, verified, returned'), sev: 'mute' })}
   <li class="gap" aria-hidden="true"></li>
   ${figure({ label: T('待处理', 'Quarantined'), value: t.quarantined, sub: T('已存，未能登记', 'kept, not applied'), sev: 'warn' })}
   ${figure({ label: T('缺附件', 'Missing media'), value: t.media_missing, sub: T('今夜续传', 'resumes tonight'), sev: 'mute' })}
   ${figure({ label: T('静默平板', 'Silent tablets'), value: t.devices_silent, sub: T(`≥ 3 天，共 ${n(t.devices)}`, `≥ 3 days, of ${n(t.devices)}`), sev: 'bad' })}
   ${figure({ label: T('待核实', 'Unverified'), value: t.backlog, sub: T(`${n(t.backlog_over_7d)} 份超过 7 天`, `${n(t.backlog_over_7d)} over 7 days`), href: to('responses.html', { state: 'received' }), sev: 'mute' })}
  </ul>`;
};

// What needs somebody first: silent townships, silent tablets, lines held, queries, what waits too long.
const todo = (d) => {
  const t = d.totals;
  const list = [];
  for (const r of d.townships) {
    if (r.devices > 0 && r.devices === r.devices_silent) list.push(['bad', T(`${L(r.name)} ${n(r.devices)} 台平板都没有联系`, `${L(r.name)}: none of ${many(r.devices, 'tablet', 'tablets')} has called`), T(`最近联系 ${when(r.last_contact)}；请打电话`, `last contact ${when(r.last_contact)}; call them`), to('index.html', { division: r.division, night: d.night })]);
  }
  if (t.quarantined) list.push(['warn', T(`${n(t.quarantined)} 行待处理`, `${many(t.quarantined, 'line', 'lines')} in quarantine`), T('已存，未能登记；不挡别的记录', 'kept, not applied; they block nothing'), null]);
  if (t.queried) list.push(['warn', T(`${n(t.queried)} 份质询待定夺`, `${many(t.queried, 'response', 'responses')} queried`), T('由规则提出，等县里定', 'raised by a rule, for the county to settle'), to('responses.html', { night: d.night, state: 'queried' })]);
  for (const r of d.townships) {
    if (r.backlog_oldest_days > OLD_DAYS) list.push(['warn', T(`${L(r.name)} 待核实最久 ${n(r.backlog_oldest_days)} 天`, `${L(r.name)}: unverified for ${many(r.backlog_oldest_days, 'day', 'days')}`), T(`这里 ${n(r.backlog)} 份待核实`, `${n(r.backlog)} unverified there`), to('responses.html', { division: r.division, state: 'received' })]);
  }
  if (t.media_missing) list.push(['info', T(`${n(t.media_missing)} 份还缺照片或签名`, `${many(t.media_missing, 'response lacks', 'responses lack')} a picture or signature`), T('平板今夜接着传', 'tablets go on sending tonight'), null]);
  if (!list.length) return html`<p>${st('ok', T('没有要先办的事', 'Nothing is urgent'))}</p>`;
  return html`<ol class="todo">${list.slice(0, 5).map(([sev, text, why, href]) => html`<li>${mark(sev)}${href ? html`<a href="${href}">${text}</a>` : html`<b>${text}</b>`}<p>${why}</p></li>`)}</ol>`;
};

const trend = (d) => {
  const most = d.nights.reduce((a, x) => (x.received > a.received ? x : a), d.nights[0]);
  const say = T(`柱形图：近 30 夜收到的记录，最多 ${day(most.night)} ${n(most.received)} 份，最近一夜 ${n(d.totals.received)} 份。同样的数字在下面的表里。`,
    `Bars: responses received in the last 30 nights; most on ${day(most.night)}, ${n(most.received)}; ${n(d.totals.received)} in the last. The table below has the same numbers.`);
  const key = (shape, word) => html`<span><svg viewBox="0 0 14 14" aria-hidden="true">${shape}</svg>${word}</span>`;
  return html`<section><div class="bar-head"><h2>${T('近 30 夜收到的记录', 'Responses received, last 30 nights')}</h2><span class="legend">${key(html`<rect class="fillbar" width="14" height="14"/>`, T('通过和在办', 'accepted, under way'))}${key(html`<path class="hatchline" d="M-2 8 8-2M-2 16 16-2M6 16 16 6"/>`, T('质询与重复', 'queried, duplicate'))}</span></div>
    <figure><div class="chart"><canvas id="trend" role="img" aria-label="${say}"></canvas></div></figure>
    <details id="numbers"><summary>${T('看数字表', 'The same as a table')}</summary>${table({ key: 'nights', caption: T('近 30 夜', 'Last 30 nights'), cards: false, rows: [...d.nights].reverse(), columns: [
    { key: 'night', label: T('夜', 'Night') }, { key: 'received', label: T('收到', 'Received'), num: true }, { key: 'accepted', label: T('通过', 'Accepted'), num: true },
    { key: 'queried', label: T('质询', 'Queried'), num: true }, { key: 'duplicates', label: T('重复', 'Duplicates'), num: true }] })}</details></section>`;
};

const silentAll = (r) => r.devices > 0 && r.devices === r.devices_silent;
const urgency = (r) => (silentAll(r) ? 100 : 0) + (r.backlog_oldest_days > OLD_DAYS ? 60 : 0) + r.queried * 3 + r.quarantined * 2 + r.media_missing * 2 + r.devices_silent;
const note = (r) => {
  if (silentAll(r)) return st('bad', T('全部静默', 'all silent'));
  if (r.backlog_oldest_days > OLD_DAYS) return st('warn', T(`待核实 ${n(r.backlog_oldest_days)} 天`, `unverified ${n(r.backlog_oldest_days)} days`));
  if (r.devices_silent) return st('warn', T(`${n(r.devices_silent)} 台静默`, `${n(r.devices_silent)} silent`));
  if (r.quarantined) return st('warn', T('待处理', 'quarantined'));
  return st('ok', T('正常', 'in order'));
};

const townships = (d) => {
  const t = d.totals;
  const count = (key, label) => ({ key, label, num: true });
  return html`<section><div class="bar-head"><h2>${T('各乡镇', 'By township')}</h2><span class="note">${T('先列最要紧的。点乡镇名只看那里', 'Most pressing first. A name shows that township alone')}</span></div>
  ${table({ caption: T('各乡镇昨夜接收与走访进度', 'Intake and visits by township'), sort: '-need', rows: d.townships, rowClass: (r) => (silentAll(r) ? 'mark hi' : r.backlog_oldest_days > OLD_DAYS ? 'mark' : ''),
    columns: [
      { key: 'name', label: T('乡镇', 'Township'), value: (r) => L(r.name), cell: (r) => html`<a href="${to('index.html', { division: r.division, night: d.night })}">${L(r.name)}</a>` },
      { key: 'need', label: T('情况', 'Note'), full: true, value: urgency, cell: note },
      count('received', T('收到', 'Received')), count('accepted', T('通过', 'Accepted')), count('queried', T('质询', 'Queried')), count('duplicates', T('重复', 'Dupl.')), count('quarantined', T('待处理', 'Quar.')), count('media_missing', T('缺附件', 'Media')),
      { key: 'backlog', full: true, label: T('待核实（最久）', 'Unverified (oldest)'), num: true, cell: (r) => (r.backlog ? T(`${n(r.backlog)}（${n(r.backlog_oldest_days ?? 0)} 天）`, `${n(r.backlog)} (${n(r.backlog_oldest_days ?? 0)} d)`) : '0') },
      { key: 'cover', full: true, label: T('应访已访', 'Visited of due'), num: true, value: (r) => (r.due ? r.visited / r.due : null), cell: (r) => html`<span class="pc">${pct(r.visited, r.due)}</span> ${nd(r.visited, r.due)}` },
      { key: 'last_contact', full: true, label: T('最近联系', 'Last contact'), num: true, cell: (r) => when(r.last_contact) }],
    foot: [T('合计', 'Total'), '', n(t.received), n(t.accepted), n(t.queried), n(t.duplicates), n(t.quarantined), n(t.media_missing), n(t.backlog), html`<span class="pc">${pct(t.visited, t.due)}</span> ${nd(t.visited, t.due)}`, ''] })}</section>`;
};

const nothing = (d) => html`<div class="state"><h2>${T('这一夜没有平板送来记录', 'No tablet sent anything in this night')}</h2><p>${T(`${n(d.totals.devices)} 台平板。若白天有人走访，请先看平板。`, `${n(d.totals.devices)} tablets. If visits were made, look at the tablets first.`)}</p></div>`;

load('/api/night' + query(['night', 'division']), (d, who) => {
  const up = d.scope.division !== who.scope.division;
  frame({ page: 'index.html', scope: who.scope, crumbs: up ? [[T('今早看什么', 'Night report'), to('index.html', { division: null, night: d.night })], [L(d.scope.name)]] : [], period: d.night });
  const intake = d.intake.started
    ? T(`当天接收 ${clock(d.intake.started)}–${clock(d.intake.finished)}`, `Intake of the day ${clock(d.intake.started)}–${clock(d.intake.finished)}`)
    : T('当天没有接收', 'No intake on this day');
  const later = d.night < d.as_of.slice(0, 10);
  put(main, html`<div class="head"><div><h1>${HEAD}</h1><p class="sub">${day(d.night)} · ${intake}</p></div>
   <div class="row"><a class="b" href="${here({ night: addDays(d.night, -1) })}">${T('← 前一夜', '← Night before')}</a>${later ? html`<a class="b" href="${here({ night: addDays(d.night, 1) })}">${T('后一夜 →', 'Next night →')}</a>` : ''}<button class="b" type="button" id="print">${T('打印', 'Print')}</button></div></div>
  ${d.totals.received ? lead(d) : nothing(d)}${figures(d)}
  <div class="two">${trend(d)}<section><h2>${T('先办这几件', 'Do these first')}</h2>${todo(d)}</section></div>
  ${townships(d)}${foot(d.as_of)}`);
  document.querySelector('#print').addEventListener('click', () => print());
  stacked(document.querySelector('#trend'), d.nights.map((x) => ({ label: day(x.night), first: x.received - x.queried - x.duplicates, second: x.queried + x.duplicates })));
});
