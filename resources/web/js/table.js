// A table out of column descriptions; sorting redraws it, is announced by aria-sort and kept in the address.
import { html, put, get, here, n } from './ruhu.js';

const valueOf = (column, row) => (column.value ? column.value(row) : row[column.key]);
const order = (rows, columns, sort) => {
  const column = columns.find((c) => c.key === sort.replace(/^-/, ''));
  const direction = sort.startsWith('-') ? -1 : 1;
  if (!column) return rows;
  return [...rows].sort((a, b) => {
    const x = valueOf(column, a), y = valueOf(column, b);
    if (x == null || y == null) return x == null ? (y == null ? 0 : 1) : -1;
    return (x > y ? 1 : x < y ? -1 : 0) * direction;
  });
};

const headCell = (column, sort) => {
  const current = column.key === sort.replace(/^-/, '');
  const down = sort.startsWith('-');
  const next = current && down ? column.key : '-' + column.key;
  return html`<th scope="col" class="${column.num ? 'num' : ''}" ${current ? html`aria-sort="${down ? 'descending' : 'ascending'}"` : ''}>${column.sort === false
    ? html`<span class="hd">${column.label}</span>`
    : html`<button type="button" data-sort="${next}">${column.label}${current ? html`<span aria-hidden="true"> ${down ? '↓' : '↑'}</span>` : ''}</button>`}</th>`;
};
const cell = (column, row, i) => {
  const content = column.cell ? column.cell(row) : column.num ? n(row[column.key]) : row[column.key];
  if (i === 0) return html`<th scope="row">${content}</th>`;
  const zero = column.num && !column.cell && !row[column.key];
  return html`<td class="${column.num ? 'num' : ''}${column.full ? ' full' : ''}${zero ? ' z' : ''}" data-k="${column.label}">${content}</td>`;
};

const draw = ({ caption, columns, rows, foot, rowClass, cards = true }, sort) => html`<table class="${cards ? 'cards' : ''}"><caption class="vh">${caption}</caption>
  <thead><tr>${columns.map((c) => headCell(c, sort))}</tr></thead>
  <tbody>${order(rows, columns, sort).map((r) => html`<tr class="${rowClass ? rowClass(r) : ''}">${columns.map((c, i) => cell(c, r, i))}</tr>`)}</tbody>
  ${foot && html`<tfoot><tr>${columns.map((c, i) => (i === 0 ? html`<th scope="row">${foot[0]}</th>` : html`<td class="${c.num ? 'num' : ''}${c.full ? ' full' : ''}${foot[i] === '' ? ' z' : ''}" data-k="${c.label}">${foot[i]}</td>`))}</tr></tfoot>`}</table>`;

const tables = new Map();

// key: what the address calls this table's order; a page with one table leaves it out.
export const table = (description) => {
  const key = description.key ?? 'sort';
  const sort = get(key, description.sort ?? '');
  tables.set(key, description);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${description.caption}" data-table="${key}">${draw(description, sort)}</div>`;
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-sort]');
  const region = button?.closest('[data-table]');
  if (!region) return;
  const { table: key } = region.dataset;
  const { sort } = button.dataset;
  const column = sort.replace(/^-/, '');
  history.replaceState(null, '', here({ [key]: sort }));
  put(region, draw(tables.get(key), sort));
  [...region.querySelectorAll('button[data-sort]')].find((b) => b.dataset.sort.replace(/^-/, '') === column).focus();
});
