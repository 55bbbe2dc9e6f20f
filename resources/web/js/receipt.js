// 核对回执: a receipt that somebody shows, scanned or pasted, against HQ's key and against what HQ holds.
import { T, L, html, put, main, title, n, ask, st } from './ruhu.js';
import { frame, foot, load } from './frame.js';

const HEAD = T('核对回执', 'Check a receipt');
title(HEAD);

const verdicts = {
  genuine: ['ok', T('真的：县里签发，内容都在', 'Genuine: signed here, and all of it is held')],
  unknown: ['ok', T('真的：县里签发。这台平板不在您的辖区，里面有什么这里不显示', 'Genuine: signed here. The tablet is outside your area, so what it covers is not shown')],
  lost: ['warn', T('真的，但服务器后来从备份恢复过，后面几行还没补齐；那台平板联网后会自己补送', 'Genuine, but HQ was restored from a backup since and lacks the last lines; that tablet sends them again by itself')],
  differs: ['bad', T('真的，但现在存的内容和当时签的不一样。请马上告诉管理员，先不要删平板里的记录', 'Genuine, but what is held is not what was signed. Tell the administrator now; nothing may be deleted on that tablet')],
  foreign: ['bad', T('不是本县签发的，或被改过', 'Not signed by this county, or changed since')],
  none: ['bad', T('这不是回执。请让对方再打开一次二维码，重新扫', 'This is no receipt. Have the code opened once more and scan it again')],
};

const lines = (d) => html`<dl class="dl"><dt>${T('号', 'Number')}</dt><dd class="mono">${d.number}</dd><dt>${T('签发', 'Signed')}</dt><dd>${d.at.slice(0, 16).replace('T', ' ')}</dd>
 ${d.place ? html`<dt>${T('平板', 'Tablet')}</dt><dd>${d.worker} · ${L(d.place.name)}</dd><dt>${T('涵盖', 'Covers')}</dt><dd>${T(`第 1 至 ${n(d.upto)} 行齐全，其中 ${n(d.responses)} 份记录`, `lines 1 to ${n(d.upto)} complete, ${n(d.responses)} responses among them`)}</dd>
 <dt>${T('附件', 'Media')}</dt><dd>${d.attachments >= d.upto ? T('到这一行都齐了', 'all here up to this line') : T(`到第 ${n(d.attachments)} 行都齐了`, `all here up to line ${n(d.attachments)}`)}</dd>` : ''}</dl>`;
const tell = (d) => html`<div class="msg ${verdicts[d.verdict][0]}" data-verdict="${d.verdict}"><p>${st(...verdicts[d.verdict])}</p></div>${d.number ? lines(d) : ''}`;

const check = async (form) => {
  const said = main.querySelector('.said');
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    put(said, tell(await ask('/api/receipt', { method: 'POST', body: { text: form.text.value.trim() } })));
    form.text.select();
  } catch (error) {
    put(said, html`<div class="msg bad">${st('bad', error.text || T('服务器没有回答，请再试一次', 'The server did not answer; try again'))}</div>`);
  } finally {
    button.disabled = false;
  }
};

load('/api/session', (d, session) => {
  frame({ page: 'receipt.html', scope: session.scope });
  put(main, html`<div class="head"><div><h1>${HEAD}</h1><p class="sub">${T('平板“回执”页上的二维码：用扫码枪对着屏幕扫，或把文字粘贴到下面', 'The code on a tablet’s receipt page: scan it with a hand scanner, or paste its text here')}</p></div></div>
  <form class="stack"><div class="fld"><label for="text">${T('回执', 'Receipt')}</label><input class="mono" id="text" name="text" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="1000" required></div>
  <p><button class="b main" type="submit">${T('核对', 'Check')}</button></p></form>
  <div class="said stack gaptop" role="status"></div>${d.as_of ? foot(d.as_of) : ''}`);
  const form = main.querySelector('form');
  form.addEventListener('submit', (event) => { event.preventDefault(); check(form); });
  form.text.focus();
});
