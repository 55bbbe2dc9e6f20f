// Chart.js with the page's own colours; no animation; a hatch where two series touch; always beside a table with the same numbers.
import { Chart, BarController, BarElement, CategoryScale, LinearScale, Tooltip } from '/vendor/chart.esm.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const hatch = (foreground, background) => {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const pen = tile.getContext('2d');
  pen.fillStyle = background;
  pen.fillRect(0, 0, 6, 6);
  pen.strokeStyle = foreground;
  pen.lineWidth = 2.2;
  pen.beginPath();
  for (const [x, y, u, v] of [[-1, 7, 7, -1], [-1, 1, 1, -1], [5, 7, 7, 5]]) { pen.moveTo(x, y); pen.lineTo(u, v); }
  pen.stroke();
  return pen.createPattern(tile, 'repeat');
};

const set = (font) => {
  Chart.defaults.font.family = font;
  Chart.defaults.font.size = 14;
  Chart.defaults.color = css('ink-2');
  Chart.defaults.animation = false;
  Chart.defaults.scale.grid.color = css('line');
  Chart.defaults.scale.grid.drawTicks = false;
  Chart.defaults.scale.grid.borderColor = css('line-2');
};
const tooltip = () => ({ backgroundColor: css('ink'), titleColor: css('paper'), bodyColor: css('paper'), cornerRadius: 3, displayColors: false });

// bars: [{label, first, second}], of which every seventh from the last is named.
export const stacked = (canvas, bars) => {
  let chart;
  const draw = () => {
    chart?.destroy();
    set(css('sans'));
    const wide = { barPercentage: 0.82, categoryPercentage: 0.95 };
    const named = (value, i) => ((bars.length - 1 - i) % 7 === 0 ? bars[i].label : '');
    chart = new Chart(canvas, {
      type: 'bar',
      data: {
        labels: bars.map((b) => b.label),
        datasets: [
          { data: bars.map((b) => b.first), backgroundColor: css('plot-1'), ...wide },
          { data: bars.map((b) => b.second), backgroundColor: hatch(css('plot-2'), css('paper')), borderColor: css('paper'), borderWidth: { bottom: 2 }, borderSkipped: false, ...wide },
        ],
      },
      options: {
        maintainAspectRatio: false,
        responsive: true,
        plugins: { legend: { display: false }, tooltip: tooltip() },
        scales: {
          x: { stacked: true, grid: { display: false }, ticks: { maxRotation: 0, autoSkip: false, callback: named } },
          y: { stacked: true, beginAtZero: true, suggestedMax: 5, ticks: { maxTicksLimit: 5, padding: 6, precision: 0 }, grid: { drawBorder: false } },
        },
      },
    });
  };
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('beforeprint', () => chart.resize(440, 165)); // half an A4 page; the style sheet keeps the ratio
  addEventListener('afterprint', () => chart.resize());
};
